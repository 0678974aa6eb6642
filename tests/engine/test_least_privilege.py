"""The policies of CI's three roles are enough, and nothing in them is more than that, on the real engine.

A stack with every feature is made, changed and taken apart by a role that may do exactly what `deployment_policy` says,
previewed and swept likewise. What was called then is compared with what was granted: the same actions. What AWS asks
for behind another call (Sids that begin with `Behind`) nobody calls, and the emulated AWS does not ask for it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pulumi import automation

from model.access import Document
from model.deployment_policies import BEHIND, DeploymentRole, deployment_policy
from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.emulated_aws.identity_policies import FREE, PREFIXES, TAGGING_CREATIONS
from sandbox.project import ROOT
from sandbox.provider.server import stand_in_provider
from tests.engine.conftest import REGION, Team

PREVIEW, UP, DRIFT = DeploymentRole.PREVIEW, DeploymentRole.UP, DeploymentRole.DRIFT
BOUNDARY = f"arn:aws:iam::{DEFAULT_ACCOUNT}:policy"

IMAGES = (
    "trainer: {resourceTags: {team: ml, tier: one}}",
    "shared: {}",
    "scratch: {protect: false}",
)
SETTINGS = f"""\
union-ecr:pushRoles:
  bounded: {{images: [trainer], path: /ci/, permissionsBoundary: "{BOUNDARY}/one", github: {{repository: acme/a, branches: [main]}}, resourceTags: {{team: ml, tier: one}}}}
  freed: {{images: [trainer], permissionsBoundary: "{BOUNDARY}/one", github: {{repository: acme/b, branches: [main]}}}}
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
CHANGED_IMAGES = (
    "trainer: {resourceTags: {team: web}, tagMutability: MUTABLE, scanOnPush: false, untaggedDays: 3}",
    "shared: {dataPlanes: [], untaggedDays: null}",
    "scratch: {protect: false}",
)
CHANGED_SETTINGS = (
    SETTINGS.replace("{team: ml, tier: one}", "{team: web}")
    .replace(
        f'"{BOUNDARY}/one", github: {{repository: acme/a, branches: [main]',
        f'"{BOUNDARY}/two", maxSessionDuration: 7200, github: {{repository: acme/a, branches: [release]',
    )
    .replace(f'permissionsBoundary: "{BOUNDARY}/one", ', "")
    .replace("untaggedDays: 3", "untaggedDays: 5")
    .replace("/one-a1b2c3", "/two-a1b2c3")
)
LEFT_IMAGES = CHANGED_IMAGES[:2]


def role_name(role: DeploymentRole) -> str:
    return f"union-ecr-{role}-{Team.name}"


def attach_by_hand(team: Team) -> None:
    """Attach a policy to a push role, which the next `up --refresh` takes off."""
    statement = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    arn = team.iam.create_policy(PolicyName="by-hand", PolicyDocument=document)["Policy"]["Arn"]
    team.iam.attach_role_policy(RoleName="freed", PolicyArn=arn)


def put_policy(team: Team, role: DeploymentRole, document: Document) -> None:
    """Make the role what its policy says, by an administrator's hand."""
    name = role_name(role)
    with suppress(team.iam.exceptions.EntityAlreadyExistsException):
        team.iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    team.iam.put_role_policy(RoleName=name, PolicyName="team", PolicyDocument=json.dumps(document))


@contextmanager
def acting_as(team: Team, role: DeploymentRole) -> Iterator[None]:
    """Deploy with a provider that holds a session of the role."""
    before = team.stack
    with stand_in_provider(team.aws.environment(DEFAULT_ACCOUNT, role_name(role))) as port:
        team.stack = team.project.stack(team.name, {"PULUMI_DEBUG_PROVIDERS": f"aws:{port}"})
        yield
    team.stack = before


def declared_policy(team: Team, role: DeploymentRole) -> Document:
    return deployment_policy(role, team.declared())


def write(team: Team, images: tuple[str, ...], settings: str) -> None:
    team.write(*images)
    team.write_beside(settings)


class Called:
    """The actions that are called within its blocks, and those that these calls want besides."""

    def __init__(self, aws: EmulatedAws) -> None:
        self.actions: set[str] = set()
        self._aws = aws

    def __enter__(self) -> None:
        self._before = len(self._aws.calls())

    def __exit__(self, *_: object) -> None:
        calls = self._aws.calls()[self._before :]
        actions = {f"{PREFIXES.get(call.service, call.service)}:{call.operation}" for call in calls}
        tagging = {right for action, (_, right) in TAGGING_CREATIONS.items() if action in actions}
        self.actions |= {*actions, *tagging} - FREE


def granted(*documents: Document) -> set[str]:
    return {
        action
        for document in documents
        for statement in document["Statement"]
        if not statement["Sid"].startswith(BEHIND)
        for action in statement["Action"]
    }


def without(document: Document, action: str) -> Document:
    statements = [
        {**one, "Action": [each for each in one["Action"] if each != action]} for one in document["Statement"]
    ]
    return {**document, "Statement": [one for one in statements if one["Action"]]}


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


def sweep(team: Team) -> subprocess.CompletedProcess[str]:
    """`union-ecr drift` as the role of drift."""
    environment = team.aws.environment(DEFAULT_ACCOUNT, role_name(DRIFT))
    command = [sys.executable, "-c", "from scripts.cli import main; main()", "drift", "--json", "--stack", team.name]
    folder = ["--stacks-dir", str(team.project.folder / "stacks")]
    return subprocess.run(
        [*command, *folder], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_up_makes_changes_and_takes_away_everything_with_exactly_its_policy(enforcing: Team) -> None:
    team, called = enforcing, Called(enforcing.aws)
    write(team, IMAGES, SETTINGS)
    made = declared_policy(team, UP)
    put_policy(team, UP, made)
    with acting_as(team, UP):
        with called:
            assert team.up().keys() == {"create"}
            assert team.up(refresh=True).keys() == {"same"}
        attach_by_hand(team)
        write(team, CHANGED_IMAGES, CHANGED_SETTINGS)
        changed = declared_policy(team, UP)
        put_policy(team, UP, changed)
        with called:
            assert {"update", "replace"} <= team.up(refresh=True).keys()
            team.stack.preview(refresh=True, expect_no_changes=True)
            team.write(*LEFT_IMAGES)  # with the policy as it was: what goes is in it
            assert "delete" in team.up(refresh=True)
    assert set(team.live()) == {"trainer", "shared"}
    assert called.actions == granted(made, changed)


def test_a_preview_reads_everything_with_exactly_its_policy(deployed: Team) -> None:
    document = declared_policy(deployed, PREVIEW)
    put_policy(deployed, PREVIEW, document)
    called = Called(deployed.aws)
    with acting_as(deployed, PREVIEW):
        with called:
            deployed.stack.preview(refresh=True, expect_no_changes=True)
        assert called.actions == granted(document)
        assert "is not authorized to perform: ecr:CreateRepository" in deployed.refused(*IMAGES, "new: {}")


def test_the_drift_sweep_compares_everything_with_exactly_its_policy(deployed: Team) -> None:
    document = declared_policy(deployed, DRIFT)
    put_policy(deployed, DRIFT, document)
    _another_tag_by_hand(deployed)
    called = Called(deployed.aws)
    with called:
        swept = sweep(deployed)
    assert swept.returncode == 1, swept.stderr
    report: Any = json.loads(swept.stdout)
    assert report["unknown"] == []
    assert {finding["repository"] for finding in report["findings"]} == {"trainer"}
    assert called.actions == granted(document)


def _another_tag_by_hand(team: Team) -> None:
    arn = f"arn:aws:ecr:{REGION}:{DEFAULT_ACCOUNT}:repository/trainer"
    team.ecr.tag_resource(resourceArn=arn, tags=[{"Key": "team", "Value": "web"}])


def test_a_preview_fails_without_any_one_of_some_actions(deployed: Team) -> None:
    document = declared_policy(deployed, PREVIEW)
    with acting_as(deployed, PREVIEW):
        for action in ("ecr:DescribeRepositories", "iam:ListAttachedRolePolicies", "ecr:DescribeRegistry"):
            put_policy(deployed, PREVIEW, without(document, action))
            with pytest.raises(automation.CommandError, match=f"is not authorized to perform: {action} "):
                deployed.stack.preview(refresh=True)
        put_policy(deployed, PREVIEW, document)
        deployed.stack.preview(refresh=True)


def test_the_sweep_cannot_tell_without_any_one_of_its_actions(deployed: Team) -> None:
    document = declared_policy(deployed, DRIFT)
    _another_tag_by_hand(deployed)
    for action in sorted(granted(document)):
        put_policy(deployed, DRIFT, without(document, action))
        swept = sweep(deployed)
        assert swept.returncode == (1 if action == "tag:GetResources" else 3), (action, swept.stdout)


@pytest.mark.parametrize(
    "action", ["ecr:CreateRepository", "ecr:TagResource", "ecr:SetRepositoryPolicy", "iam:PutRolePolicy"]
)
def test_an_up_fails_without_any_one_of_some_actions_and_goes_on_with_it(enforcing: Team, action: str) -> None:
    team = enforcing
    write(team, IMAGES, SETTINGS)
    document = declared_policy(team, UP)
    put_policy(team, UP, without(document, action))
    with acting_as(team, UP):
        assert f"is not authorized to perform: {action} " in team.refused()
        put_policy(team, UP, document)
        team.up()
    assert team.differences() == set()


def test_a_role_makes_nothing_of_another_stack_and_no_role_beyond_its_boundary(enforcing: Team) -> None:
    write(enforcing, IMAGES, SETTINGS)
    put_policy(enforcing, UP, declared_policy(enforcing, UP))
    ecr, iam = (enforcing.aws.client(one, REGION, role=role_name(UP)) for one in ("ecr", "iam"))
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
