"""What a stack file may say of a push role; tests/workspace/bad has what it may not."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.settings.violations import violations
from tests.stacks import HEAD, IMAGES, stack_settings
from union_ecr.ecr.actions import Access
from union_ecr.ecr.registry import Registry
from union_ecr.settings.push_roles import PushRoleSettings, push_role_name_violations
from union_ecr.stack_file.errors import Violation, format_value
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

GUIDE = Path(__file__).parents[2] / "docs" / "push-from-github-actions.md"
REGISTRY, CHINA = Registry("333344445555", "eu-central-1"), Registry("333344445555", "cn-north-1")
GITHUB = {"repository": "acme/workflows", "branches": ["main"]}


def push_role(**fields: Any) -> PushRoleSettings:
    return PushRoleSettings.model_validate({"images": ["trainer"], "github": GITHUB} | fields)


def test_push_roles_are_read_by_their_keys() -> None:
    settings = stack_settings(pushRoles={"github-ci": {"images": ["trainer"], "github": GITHUB}})
    assert settings.push_roles == {"github-ci": push_role()}


def test_the_defaults_of_a_push_role_grant_push_only() -> None:
    role = push_role()
    assert role.access == (Access.PUSH,)
    assert (role.name, role.path, role.permissions_boundary, role.resource_tags) == (None, "/", None, {})
    assert role.max_session_duration == 3600
    assert role.github is not None
    assert (role.github.tags, role.github.environments, role.github.pull_requests) == ((), (), False)


@pytest.mark.parametrize("role", ["ci", "ci/builder/x", "a+b=c,d.e@f_g-h"])
def test_a_trusted_role_is_its_exact_arn(role: str) -> None:
    arn = f"arn:aws:iam::555566667777:role/{role}"
    assert push_role(github=None, trustedRoles=[arn]).trusted_roles == (arn,)


@pytest.mark.parametrize("seconds", [3600, 43200])
def test_a_session_of_one_to_twelve_hours_is_valid(seconds: int) -> None:
    assert push_role(maxSessionDuration=seconds).max_session_duration == seconds


@pytest.mark.parametrize("seconds", [3599, 43201, 3600.5, "3600", True])
def test_a_session_of_any_other_length_is_refused(seconds: object) -> None:
    with pytest.raises(ValidationError):
        push_role(maxSessionDuration=seconds)


@pytest.mark.parametrize("path", ["/", "/ci/", "/teams/ml-1/"])
def test_a_path_between_slashes_is_valid(path: str) -> None:
    assert push_role(path=path).path == path


@pytest.mark.parametrize("path", ["", "/ci", "ci/", "//", "/a b/", "/*/", "/" + "a" * 511 + "/"])
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="a role's path begins and ends with /"):
        push_role(path=path)


def test_the_name_of_a_boundary_has_1_to_128_characters() -> None:
    def boundary(name: str) -> str:
        return f"arn:aws:iam::123456789012:policy/{name}"

    for name in ("b", "b" * 128, "path/" + "b" * 128):
        assert push_role(permissionsBoundary=boundary(name)).permissions_boundary == boundary(name)
    for name in ("", "b" * 129, "path/", "path/" + "b" * 129):
        with pytest.raises(ValidationError, match="is not the ARN of a managed policy"):
            push_role(permissionsBoundary=boundary(name))


def test_more_tags_than_iam_takes_are_refused() -> None:
    assert push_role(resourceTags={f"t{number}": "x" for number in range(50)})
    with pytest.raises(ValidationError, match="50"):
        push_role(resourceTags={f"t{number}": "x" for number in range(51)})


@pytest.mark.parametrize("first_line", ["  union-ecr:pushRoles:\n", "    gitlab-ci:\n"])
def test_the_stack_files_of_the_guide_are_valid(first_line: str) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (lines,) = (block for block in blocks if block.startswith(first_line))
    head = "" if lines.startswith("  union-ecr") else "  union-ecr:pushRoles:\n"
    settings = load(parse_stack_file("F", (HEAD + IMAGES + head + lines).encode))
    assert len(settings.push_roles) == 1


def broken(registry: Registry | None = REGISTRY, **fields: Any) -> list[Violation]:
    """What the fields of a push role break, in a stack with two images."""
    values = {"images": ["trainer"], "github": GITHUB} | fields
    return violations(PushRoleSettings, values, registry, images=("trainer", "scorer"))


def broken_names(roles: dict[str, PushRoleSettings], registry: Registry | None = REGISTRY) -> list[Violation]:
    return list(push_role_name_violations(registry, roles))


def trusting(*names: str, account: str = "333344445555", **fields: Any) -> PushRoleSettings:
    return push_role(github=None, trustedRoles=[f"arn:aws:iam::{account}:role/{name}" for name in names], **fields)


def test_a_valid_push_role_breaks_no_rule() -> None:
    assert broken(path="/ci/", resourceTags={"team": "ml"}, maxSessionDuration=43200) == []
    assert broken_names({"ci": push_role()}) == []


def test_a_role_that_roles_assume_has_sessions_of_at_most_an_hour() -> None:
    trusted = ["arn:aws:iam::555566667777:role/ci"]
    assert broken(github=None, trustedRoles=trusted, maxSessionDuration=3600) == []
    (violation,) = broken(github=None, trustedRoles=trusted, maxSessionDuration=3601)
    assert violation.path == ("maxSessionDuration",)


def test_an_unknown_image_is_reported_with_the_image_that_it_looks_like() -> None:
    assert broken(images=["trainer", "scorrer"]) == [
        Violation(("images", 1), '"scorrer"', "is no image of this stack", "did you mean scorer?")
    ]
    (violation,) = violations(PushRoleSettings, {"images": ["trainer"], "github": GITHUB}, images=())
    assert violation.remedy == "declare it below union-ecr:images"


def test_trusted_roles_are_of_the_registrys_partition() -> None:
    arn = "arn:aws-cn:iam::555566667777:role/ci"
    (violation,) = broken(github=None, trustedRoles=["arn:aws:iam::555566667777:role/ci", arn])
    assert (violation.path, violation.given) == (("trustedRoles", 1), f'"{arn}"')
    assert violation.rule == "is in partition aws-cn, and the registry in aws"


@pytest.mark.parametrize(
    ("place", "elsewhere"),
    [
        ("aws-cn:iam::333344445555", "another partition"),
        ("aws:iam::111122223333", "another account"),
        ("aws-cn:iam::aws", "another partition"),
    ],
)
def test_a_permissions_boundary_of_another_account_or_partition_is_refused(place: str, elsewhere: str) -> None:
    (violation,) = broken(permissionsBoundary=f"arn:{place}:policy/ci")
    assert violation.path == ("permissionsBoundary",)
    assert elsewhere in violation.rule


@pytest.mark.parametrize("account", ["333344445555", "aws"])
def test_a_permissions_boundary_of_the_registrys_account_or_of_aws_is_valid(account: str) -> None:
    assert broken(permissionsBoundary=f"arn:aws:iam::{account}:policy/ci/boundary") == []
    assert broken(CHINA, permissionsBoundary=f"arn:aws-cn:iam::{account}:policy/ci") == []


@pytest.mark.parametrize(("first", "second"), [("Team", "team"), ("team", "Team")])
def test_tag_keys_that_differ_in_case_only_are_refused(first: str, second: str) -> None:
    (violation,) = broken(resourceTags={first: "ml", second: "ml"})
    assert (violation.path, violation.rule) == (("resourceTags", second), f"is the same key to IAM as {first}")


def test_rules_that_need_the_registry_are_left_out_without_one() -> None:
    assert broken(None, permissionsBoundary="arn:aws:iam::111122223333:policy/ci") == []
    assert broken_names({"ci": trusting("ci")}, None) == []


@pytest.mark.parametrize("key", ["a/b", "a b", "a" * 65, "münchen", "a*", ""])
def test_a_key_that_is_no_role_name_is_refused(key: str) -> None:
    (violation,) = broken_names({key: push_role()})
    assert (violation.path, violation.given) == ((key,), format_value(key))
    assert "1 to 64 letters" in violation.rule
    assert violation.remedy == "write another key, or say name"


def test_a_role_with_a_name_may_have_any_key() -> None:
    assert broken_names({"a b": push_role(name="ci")}) == []


@pytest.mark.parametrize("role", ["ci", "CI", "other/path/ci"])
def test_a_push_role_cannot_trust_itself_however_it_is_written(role: str) -> None:
    (violation,) = broken_names({"ci": trusting(role)})
    assert violation.path == ("ci", "trustedRoles", 0)
    assert violation.rule.startswith("is this push role itself, and")


def test_a_role_of_the_same_name_in_another_account_may_be_trusted() -> None:
    assert broken_names({"ci": trusting("ci", account="555566667777")}) == []


def test_push_roles_of_one_stack_cannot_trust_one_another() -> None:
    (violation,) = broken_names({"a": trusting("b"), "second": push_role(name="b")})
    assert violation.path == ("a", "trustedRoles", 0)
    assert violation.rule.startswith("is the push role second of this stack")
    elsewhere = Registry("111122223333", "eu-central-1")
    assert broken_names({"a": trusting("b"), "second": push_role(name="b")}, elsewhere) == []


def test_names_that_differ_in_case_or_path_only_are_reported_at_the_later_role() -> None:
    (violation,) = broken_names({"ci": push_role(path="/a/"), "other": push_role(name="CI"), "third": push_role()})
    assert (violation.path, violation.given) == (("other", "name"), '"CI"')
    assert violation.rule == "is the role's name of ci already"


def test_a_key_that_is_the_name_of_another_role_is_reported_at_the_key() -> None:
    (violation,) = broken_names({"first": push_role(name="ci"), "ci": push_role()})
    assert violation.path == ("ci",)


def test_different_names_are_valid() -> None:
    assert broken_names({"a": push_role(), "b": push_role(name="c")}) == []


@pytest.mark.parametrize(
    "path", ["/aws-service-role/ecr.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/", "/aws-reserved/"]
)
def test_a_path_of_awss_own_roles_is_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="for AWS's own roles"):
        push_role(path=path)


@pytest.mark.parametrize("path", ["/service-role/", "/aws-service-roles/", "/ci/aws-service-role/", "/aws/"])
def test_a_path_that_only_looks_like_awss_own_is_valid(path: str) -> None:
    assert push_role(path=path).path == path


def test_a_role_or_a_boundary_has_a_path_of_at_most_512_characters() -> None:
    longest = "a" * 510 + "/"
    for path, is_valid in ((longest, True), (f"a{longest}", False)):
        for field, arn in (
            ("trustedRoles", [f"arn:aws:iam::555566667777:role/{path}ci"]),
            ("permissionsBoundary", f"arn:aws:iam::333344445555:policy/{path}ci"),
        ):
            caller = {"github": None} if field == "trustedRoles" else {}
            assert (
                violations(PushRoleSettings, {"images": ["x"], "github": GITHUB} | caller | {field: arn}) == []
            ) is is_valid
