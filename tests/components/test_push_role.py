"""The push role's component: what it registers, with which options, and how it refuses invalid arguments."""

from typing import Any, cast

import pulumi
import pytest

from components.push_role import PushRole
from components.push_role_args import PushRoleArgs
from tests.components.recording import CALLER, ROLE, Recorded, record
from tests.stacks import stack_settings
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import document_text

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

COMPONENT = "union-ecr:index:PushRole"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
EXCLUSIVE = (
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive",
)
URN = f"urn:pulumi:team::union-ecr::{COMPONENT}"
GITHUB = {"repository": "acme/workflows", "branches": ["main", "release/*"], "pull_requests": True}
WHERE = {"account": "123456789012", "region": "us-east-1"}
RIGHT = WHERE | {"repositories": ["ml/trainer"], "github": GITHUB}


def made(**args: Any) -> Recorded:
    """What the component `github-ci` registers with these arguments."""
    return record(lambda: PushRole("github-ci", cast(PushRoleArgs, RIGHT | args)), caller="123456789012")


def refusal(component: str = "github-ci", **args: Any) -> list[str]:
    """The lines that say why the component refuses these arguments; an argument that is None is left out."""
    whole = {key: value for key, value in (RIGHT | args).items() if value is not None}
    with pytest.raises(pulumi.RunError) as refused:
        record(lambda: PushRole(component, cast(PushRoleArgs, whole)), caller="123456789012")
    return str(refused.value).splitlines()


def test_a_role_that_trusts_itself_is_refused() -> None:
    arn = "arn:aws:iam::123456789012:role/github-ci"
    (line,) = refusal(github=None, trusted_roles=[arn])
    assert line.startswith(f'PushRole github-ci: trusted_roles[0]: "{arn}": is this push role itself, ')


class TestChildren:
    def test_they_are_the_role_and_its_policy_with_the_components_name_below_it(self) -> None:
        recorded = made()
        kinds = ("", *(f"${kind}" for kind in (ROLE, ROLE_POLICY, *EXCLUSIVE)))
        assert sorted((resource.urn, resource.name) for resource in recorded.resources[1:]) == sorted(
            (f"{URN}{kind}::github-ci", "github-ci") for kind in kinds
        )
        assert {resource.parent for resource in recorded.resources[2:]} == {recorded.only(COMPONENT).urn}

    def test_the_component_asks_aws_only_whose_the_credentials_are(self) -> None:
        assert made().calls == [CALLER]

    def test_a_replacement_comes_after_the_deletion_since_the_name_stays(self) -> None:
        recorded = made()
        assert recorded.only(ROLE).options == {"deleteBeforeReplace": True}
        assert recorded.only(ROLE_POLICY).options == {"deleteBeforeReplace": True}

    def test_options_of_the_component_are_not_copied_to_its_children(self) -> None:
        options = pulumi.ResourceOptions(ignore_changes=["x"], retain_on_delete=True)
        recorded = record(lambda: PushRole("github-ci", cast(PushRoleArgs, RIGHT), options), caller="123456789012")
        assert set(recorded.only(COMPONENT).options) == {"ignoreChanges", "retainOnDelete"}
        assert set(recorded.only(ROLE).options) == {"deleteBeforeReplace"}


class TestInputs:
    def test_a_role_of_which_nothing_is_said_has_the_components_name(self) -> None:
        inputs = made().only(ROLE).inputs
        trust = inputs.pop("assumeRolePolicy")
        assert inputs == {
            "name": "github-ci",
            "path": "/",
            "maxSessionDuration": 3600,
            "tags": {},
            "forceDetachPolicies": True,
        }
        assert '"repo:acme/workflows:ref:refs/heads/main"' in trust

    def test_every_argument_reaches_the_role(self) -> None:
        boundary = "arn:aws:iam::123456789012:policy/ci"
        inputs = (
            made(
                name="ci",
                path="/ci/",
                permissions_boundary=boundary,
                max_session_duration=7200,
                resource_tags={"team": "ml"},
            )
            .only(ROLE)
            .inputs
        )
        inputs.pop("assumeRolePolicy")
        assert inputs == {
            "name": "ci",
            "path": "/ci/",
            "permissionsBoundary": boundary,
            "maxSessionDuration": 7200,
            "tags": {"team": "ml"},
            "forceDetachPolicies": True,
        }

    def test_what_someone_adds_to_the_role_by_hand_does_not_stay(self) -> None:
        recorded = made(name="ci")
        inline, attached = (recorded.only(kind).inputs for kind in EXCLUSIVE)
        assert inline == {"roleName": "ci", "policyNames": ["push"]}
        assert attached == {"roleName": "ci", "policyArns": []}

    def test_the_policy_hangs_on_the_role_and_names_the_repositories_and_caches(self) -> None:
        inputs = made(name="ci", cache_repositories=["ml/trainer-cache"]).only(ROLE_POLICY).inputs
        assert (inputs["name"], inputs["role"]) == ("push", "ci")
        base = "arn:aws:ecr:us-east-1:123456789012:repository/ml/trainer"
        assert '"Sid":"AllowPush"' in inputs["policy"]
        assert f'"Resource":["{base}","{base}-cache"]' in inputs["policy"]
        assert f'"Resource":["{base}-cache"]' in inputs["policy"]

    @pytest.mark.parametrize(
        ("kind", "rules"),
        [
            ("github", {"repository": "acme/workflows", "branches": ["main"], "pullRequests": True}),
            ("github", {"repository": "acme/x", "branches": ["main"], "workflow": ".github/workflows/push.yml"}),
            ("github", {"repository": "acme/x", "branches": ["main"], "host": "github.acme.com/_services/token"}),
            ("gitlab", {"project": "acme/trainer", "host": "gitlab.acme.com", "tags": ["v*"]}),
            ("oidc", {"issuer": "https://agent.buildkite.com", "audience": "x", "subjects": ["organization:acme:*"]}),
            ("trustedRoles", ["arn:aws:iam::555566667777:role/ci"]),
        ],
    )
    def test_documents_of_a_stack_files_role_are_byte_for_byte_the_declared_ones(self, kind: str, rules: Any) -> None:
        settings = stack_settings(
            images={"trainer": {"repository": "ml/trainer", "buildCache": True}, "scorer": {}, "other": {}},
            pushRoles={"ci": {"images": ["trainer", "scorer"], "access": ["pull", "push"], kind: rules}},
        )
        (declared,) = declare(settings).push_roles
        recorded = record(lambda: PushRole.from_declared(declared))
        assert recorded.only(ROLE).inputs["assumeRolePolicy"] == document_text(declared.trust_policy)
        assert recorded.only(ROLE_POLICY).inputs["policy"] == document_text(declared.policy)
        assert "ml/trainer-cache" in recorded.only(ROLE_POLICY).inputs["policy"]
        assert "other" not in recorded.only(ROLE_POLICY).inputs["policy"]


def test_the_outputs_of_the_component_are_the_roles_arn_and_name() -> None:
    recorded = made(name="ci")
    assert recorded.outputs[f"{URN}::github-ci"] == {"roleArn": "arn-of-github-ci", "roleName": "ci"}


class TestWrongArguments:
    @pytest.mark.parametrize(
        ("args", "line"),
        [
            ({"repositoris": ["x"]}, "repositoris: is no setting here; did you mean repositories?"),
            ({"repositories": []}, "repositories: []: must have at least 1 entry; add one"),
            (
                {"repositories": ["ML"]},
                'repositories[0]: "ML": must be lowercase letters and digits separated by ., _, __, - or /; write ml',
            ),
            (
                {"github": {"repository": "acme/*", "branches": ["main"]}},
                'github.repository: "acme/*": is a pattern that other repositories could match; '
                "write one repository, OWNER/NAME, and a push role for each further one",
            ),
            (
                {"github": {"repository": "acme/x"}},
                "github: lets no job push; add branches, tags, environments or pull_requests: true",
            ),
            ({"max_session_duration": 60}, "max_session_duration: 60: must be at least 3600; write a larger number"),
            (
                {"permissions_boundary": "arn:aws:iam::111122223333:policy/x"},
                'permissions_boundary: "arn:aws:iam::111122223333:policy/x": the role cannot have a policy of another '
                "account; name one of arn:aws:iam::123456789012:policy/…",
            ),
        ],
    )
    def test_each_is_a_line_that_names_the_component_and_the_argument(self, args: dict[str, Any], line: str) -> None:
        assert refusal(**args) == [f"PushRole github-ci: {line}"]

    def test_all_are_reported_at_once(self) -> None:
        lines = refusal(path="x", access=["pull"], zzz=1)
        assert sorted(line.split(": ")[1] for line in lines) == ["access", "path", "zzz"]

    @pytest.mark.parametrize("argument", ["account", "region", "repositories"])
    def test_a_missing_argument_is_reported(self, argument: str) -> None:
        without: dict[str, Any] = {argument: None}
        (line,) = refusal(**without)
        assert line == f"PushRole github-ci: {argument}: is missing; add {argument}"

    def test_a_component_name_that_iam_refuses_is_reported(self) -> None:
        (line,) = refusal("ci/x")
        assert line.startswith('PushRole ci/x: "ci/x": a role\'s name has 1 to 64 ')

    def test_documents_that_iam_refuses_are_reported(self) -> None:
        branches = [f"branch-{number:02}-{'x' * 30}" for number in range(30)]
        (line,) = refusal(github={"repository": "acme/x", "branches": branches})
        assert line.startswith("PushRole github-ci: its trust policy would have ")

    def test_nothing_is_registered_below_a_refused_component(self) -> None:
        def program() -> None:
            with pytest.raises(pulumi.RunError):
                PushRole("github-ci", cast(PushRoleArgs, RIGHT | {"path": "x"}))

        assert {resource.type for resource in record(program, caller="123456789012").resources} <= {
            "pulumi:pulumi:Stack",
            COMPONENT,
        }
