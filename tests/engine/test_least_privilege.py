"""The policies of CI's three roles are enough, and nothing in them is more than that, on the real engine.

A stack with every feature is made, changed and taken apart by a role that may do exactly what `deployment_policy` says,
previewed and swept likewise. Whatever a role asked AWS for is kept, with its resource and its conditions, and judged
again with each single right taken away: something must have been refused then. What AWS asks for behind another call
(Sids that begin with `Behind`) nobody calls, and the emulated AWS asks for none of it but for secrets of cache rules.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pulumi import automation

from sandbox.emulated_aws import DEFAULT_ACCOUNT
from tests.command_line import Ran, UnionEcr
from tests.engine.conftest import REGION, Team
from tests.engine.roles_of_ci import (
    Watched,
    acting_as,
    declared_policy,
    put_policy,
    rights,
    role_name,
    without_action,
)
from union_ecr.ci_roles.deployment import FASTER, CiJob

PREVIEW, UP, DRIFT = CiJob.PREVIEW, CiJob.UP, CiJob.DRIFT
BOUNDARY = f"arn:aws:iam::{DEFAULT_ACCOUNT}:policy"

TAGS = "resourceTags: {team: ml, tier: one}"
IMAGES = (f"trainer: {{{TAGS}}}", f"shared: {{{TAGS}}}", f"scratch: {{protect: false, {TAGS}}}")
SETTINGS = f"""\
union-ecr:pushRoles:
  bounded: {{images: [trainer], path: /ci/, permissionsBoundary: "{BOUNDARY}/one", github: {{repository: acme/a, branches: [main]}}, resourceTags: {{team: ml, tier: one}}}}
  freed: {{images: [trainer], path: /ci/, permissionsBoundary: "{BOUNDARY}/one", github: {{repository: acme/b, branches: [main]}}, resourceTags: {{team: ml, tier: one}}}}
union-ecr:registry:
  scanning: {{type: BASIC, rules: [{{frequency: SCAN_ON_PUSH, filters: ["*"]}}]}}
  replication: [{{destinations: [{{region: eu-west-1}}], prefixes: ["ml/"]}}]
  policy: [{{accounts: ["555566667777"], access: [replicate]}}]
  pullThroughCache:
    hub: {{upstream: registry-1.docker.io, credential: "arn:aws:secretsmanager:us-east-1:{DEFAULT_ACCOUNT}:secret:ecr-pullthroughcache/one-a1b2c3"}}
  creationTemplates: {{hub: {{appliedFor: [PULL_THROUGH_CACHE], untaggedDays: 3}}}}
  accountSettings: {{blobMounting: ENABLED}}
  pullTimeUpdateExclusions: ["arn:aws:iam::{DEFAULT_ACCOUNT}:role/scanner"]
"""  # noqa: E501
CHANGES = "resourceTags: {team: web}, tagMutability: MUTABLE, scanOnPush: false, dataPlanes: [], untaggedDays: null"
CHANGED_IMAGES = (f"trainer: {{{CHANGES}}}", f"shared: {{{CHANGES}}}", f"scratch: {{protect: false, {CHANGES}}}")
CHANGED_SETTINGS = (
    SETTINGS.replace("{team: ml, tier: one}", "{team: web}")
    .replace("branches: [main]", "branches: [release]")
    .replace("images: [trainer]", "images: [trainer, shared], maxSessionDuration: 7200")
    .replace(f'"{BOUNDARY}/one", github: {{repository: acme/a', f'"{BOUNDARY}/two", github: {{repository: acme/a')
    .replace(f'permissionsBoundary: "{BOUNDARY}/one", ', "")
    .replace("untaggedDays: 3", "untaggedDays: 5")
    .replace("/one-a1b2c3", "/two-a1b2c3")
)
BOUND_AGAIN = CHANGED_SETTINGS.replace("freed: {", f'freed: {{permissionsBoundary: "{BOUNDARY}/one", ')
LEFT_IMAGES = CHANGED_IMAGES[:2]


def attach_by_hand(team: Team) -> None:
    """Attach a policy to the push roles, which the next `up --refresh` takes off."""
    statement = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    arn = team.iam.create_policy(PolicyName="by-hand", PolicyDocument=document)["Policy"]["Arn"]
    for role in ("bounded", "freed"):
        team.iam.attach_role_policy(RoleName=role, PolicyArn=arn)


def write(team: Team, images: tuple[str, ...], settings: str) -> None:
    team.write(*images)
    team.write_beside(settings)


@pytest.fixture
def enforcing(team: Team) -> Team:
    """A team in an AWS that enforces identity policies."""
    team.aws.enforce_identity_policies()
    return team


@pytest.fixture
def deployed(enforcing: Team) -> Team:
    """Everything lives, made by a hand that may do all."""
    write(enforcing, IMAGES, SETTINGS)
    enforcing.up()
    return enforcing


@pytest.fixture
def sweep(union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch) -> Callable[[Team], Ran]:
    """Runs `union-ecr drift` as the role of drift."""

    def run(team: Team) -> Ran:
        for name, value in team.aws.environment(DEFAULT_ACCOUNT, role_name(DRIFT)).items():
            monkeypatch.setenv(name, value)
        return union_ecr("drift", "--json", "--stack", team.name, "--stacks-dir", team.project.folder / "stacks")

    return run


def test_up_makes_changes_and_takes_away_everything_with_exactly_its_policy(enforcing: Team) -> None:
    team, watched = enforcing, Watched(enforcing.aws, UP)
    write(team, IMAGES, SETTINGS)
    made = declared_policy(team, UP)
    put_policy(team.aws, UP, made)
    with acting_as(team, UP):
        with watched.holding(made):
            assert team.up().keys() == {"create"}
            assert team.up(refresh=True).keys() == {"same"}
        attach_by_hand(team)
        write(team, CHANGED_IMAGES, CHANGED_SETTINGS)
        with watched.holding(declared_policy(team, UP)):
            assert {"update", "delete"} <= team.up(refresh=True).keys()
            team.stack.preview(refresh=True, expect_no_changes=True)
        write(team, CHANGED_IMAGES, BOUND_AGAIN)
        with watched.holding(declared_policy(team, UP)):
            assert team.up(refresh=True)["update"] == 1
            team.write(*LEFT_IMAGES)  # with the policy as it was: what goes is in it
            assert "delete" in team.up(refresh=True)
    assert set(team.live()) == {"trainer", "shared"}
    assert (watched.refused(), watched.idle()) == ([], set())


def test_a_change_that_takes_out_and_adds_works_with_both_policies_side_by_side(enforcing: Team) -> None:
    """docs/ci.md, "When a stack file changes": neither the old nor the new policy would do alone."""
    team = enforcing
    old, new = "scratch: {protect: false}", "draft: {protect: false}"
    team.write(old)
    put_policy(team.aws, UP, declared_policy(team, UP))
    with acting_as(team, UP):
        team.up()
        team.write(new)
        following = declared_policy(team, UP)
        assert "is not authorized to perform: ecr:CreateRepository " in team.refused(refresh=True)
        put_policy(team.aws, UP, following, "union-ecr-next")
        assert team.up(refresh=True)["delete"] > 0
        assert set(team.live()) == {"draft"}
        put_policy(team.aws, UP, following)
        team.iam.delete_role_policy(RoleName=role_name(UP), PolicyName="union-ecr-next")
        assert team.up(refresh=True).keys() == {"same"}


def test_a_preview_reads_everything_with_exactly_its_policy(deployed: Team) -> None:
    document = declared_policy(deployed, PREVIEW)
    put_policy(deployed.aws, PREVIEW, document)
    watched = Watched(deployed.aws, PREVIEW)
    with acting_as(deployed, PREVIEW):
        with watched.holding(document):
            deployed.stack.preview(refresh=True, expect_no_changes=True)
        assert (watched.refused(), watched.idle()) == ([], set())
        assert "is not authorized to perform: ecr:CreateRepository" in deployed.refused(*IMAGES, "new: {}")


@pytest.mark.parametrize(("images", "settings"), [(IMAGES, SETTINGS), (("trainer: {}",), "")], ids=["all", "minimal"])
def test_the_drift_sweep_compares_everything_with_exactly_its_policy(
    enforcing: Team, images: tuple[str, ...], settings: str, sweep: Callable[[Team], Ran]
) -> None:
    write(enforcing, images, settings)
    enforcing.up()
    named = set(enforcing.live())
    another_tag_by_hand(enforcing, *named)
    document, watched = declared_policy(enforcing, DRIFT), Watched(enforcing.aws, DRIFT)
    with watched.holding(document):
        swept = sweep(enforcing)
    assert swept.code == 1, swept.err
    report: Any = json.loads(swept.out)
    assert report["unknown"] == []
    assert {finding["repository"] for finding in report["findings"]} == named
    assert watched.refused() == []
    assert watched.idle() == set()


def test_without_what_is_only_faster_the_sweep_finds_the_same(deployed: Team, sweep: Callable[[Team], Ran]) -> None:
    another_tag_by_hand(deployed, "shared")
    document = declared_policy(deployed, DRIFT)
    slower = {
        **document,
        "Statement": [statement for statement in document["Statement"] if not statement["Sid"].startswith(FASTER)],
    }
    assert len(slower["Statement"]) == len(document["Statement"]) - 1
    found = []
    for policy in (document, slower):
        put_policy(deployed.aws, DRIFT, policy)
        found.append(json.loads(sweep(deployed).out))
    assert found[0] == found[1]
    assert found[0]["unknown"] == []


def another_tag_by_hand(team: Team, *repositories: str) -> None:
    for name in repositories:
        arn = f"arn:aws:ecr:{REGION}:{DEFAULT_ACCOUNT}:repository/{name}"
        team.ecr.tag_resource(resourceArn=arn, tags=[{"Key": "team", "Value": "web"}])


def test_a_preview_fails_without_any_one_of_some_actions(deployed: Team) -> None:
    document = declared_policy(deployed, PREVIEW)
    put_policy(deployed.aws, PREVIEW, document)
    with acting_as(deployed, PREVIEW):
        for action in ("ecr:DescribeRepositories", "iam:ListAttachedRolePolicies", "ecr:DescribeRegistry"):
            put_policy(deployed.aws, PREVIEW, without_action(document, action))
            with pytest.raises(automation.CommandError, match=f"is not authorized to perform: {action} "):
                deployed.stack.preview(refresh=True)
        put_policy(deployed.aws, PREVIEW, document)
        deployed.stack.preview(refresh=True)


def test_the_sweep_cannot_tell_without_any_one_of_its_actions(deployed: Team, sweep: Callable[[Team], Ran]) -> None:
    document = declared_policy(deployed, DRIFT)
    another_tag_by_hand(deployed, "trainer")
    for action in sorted({action for action, _ in rights(document)}):
        put_policy(deployed.aws, DRIFT, without_action(document, action))
        swept = sweep(deployed)
        assert swept.code == (1 if action == "tag:GetResources" else 3), (action, swept.out)


@pytest.mark.parametrize(
    "action", ["ecr:CreateRepository", "ecr:TagResource", "ecr:SetRepositoryPolicy", "iam:PutRolePolicy"]
)
def test_an_up_fails_without_any_one_of_some_actions_and_goes_on_with_it(enforcing: Team, action: str) -> None:
    team = enforcing
    write(team, IMAGES, SETTINGS)
    document = declared_policy(team, UP)
    put_policy(team.aws, UP, without_action(document, action))
    with acting_as(team, UP):
        assert f"is not authorized to perform: {action} " in team.refused()
        put_policy(team.aws, UP, document)
        team.up()
    assert team.differences() == set()


def test_a_role_makes_nothing_of_another_stack_and_no_role_beyond_its_boundary(enforcing: Team) -> None:
    write(enforcing, IMAGES, SETTINGS)
    put_policy(enforcing.aws, UP, declared_policy(enforcing, UP))
    ecr, iam = (enforcing.aws.client(service, REGION, role=role_name(UP)) for service in ("ecr", "iam"))
    elsewhere = enforcing.aws.client("ecr", "eu-west-1", role=role_name(UP))
    strange = {"AssumeRolePolicyDocument": "{}", "Path": "/ci/", "RoleName": "bounded"}
    beyond: list[Callable[[], object]] = [
        lambda: ecr.create_repository(repositoryName="another"),
        lambda: ecr.delete_repository(repositoryName="trainer"),  # protected
        lambda: elsewhere.delete_registry_policy(),
        lambda: iam.create_role(**strange),
        lambda: iam.create_role(**strange, PermissionsBoundary=f"{BOUNDARY}/none"),
    ]
    for refused in beyond:
        with pytest.raises(ClientError, match="is not authorized to perform"):
            refused()
    iam.create_role(**strange, PermissionsBoundary=f"{BOUNDARY}/one")
