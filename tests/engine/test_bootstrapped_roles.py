"""The roles that the bootstrap makes, used by CI in an AWS that enforces policies: enough for a stack's life."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.provider.server import stand_in_provider
from tests.ci_roles.bootstrapped import OTHER_ACCOUNT, stack_text
from tests.command_line import UnionEcr
from tests.engine.bootstrapped_account import BUCKET, Bootstraps
from tests.engine.conftest import REGION, Team
from tests.engine.stack import EngineStack
from union_ecr.ci_roles.deployment import CiJob

PREVIEW, UP, DRIFT = CiJob.PREVIEW, CiJob.UP, CiJob.DRIFT
BOUNDARY = f"arn:aws:iam::{DEFAULT_ACCOUNT}:policy/union-ecr-push-team"
PROVIDER = f"arn:aws:iam::{DEFAULT_ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
PUSH_ROLES = f"""\
union-ecr:pushRoles:
  ci: {{images: [ml/trainer], permissionsBoundary: "{BOUNDARY}", github: {{repository: acme/a, branches: [main]}}}}
"""
IMAGES = ("ml/trainer: {}", "ml/scratch: {protect: false}", "web: {}")
SWEEP = "union-ecr-drift"
ADMIN = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


def write(team: Team, *images: str) -> None:
    team.write(*images)
    team.write_beside(PUSH_ROLES)


@pytest.fixture
def bootstrapped(team: Team, bootstraps: Bootstraps) -> Team:
    """A team, and one in another account; an admin has run the bootstrap of both and made the two stacks.

    As docs/ci.md says: the bucket is made first, and holds the bootstrap's own state, too.
    """
    write(team, *IMAGES)
    team.project.stack_file("theirs").write_text(stack_text(OTHER_ACCOUNT))
    team.project.keep(("team", "theirs"))
    team.aws.client("s3", REGION).create_bucket(Bucket=BUCKET)
    state = backend(team, team.aws.environment())
    adopted = {"bucket": BUCKET, "adopt": True}
    settings = {"prefixes": {"team": ["ml/*"]}, "driftRole": {"callers": [f"arn:aws:iam::{OTHER_ACCOUNT}:role/hub"]}}
    bootstraps.stack(DEFAULT_ACCOUNT, state, stateBucket=adopted, **settings).up()
    bootstraps.stack(OTHER_ACCOUNT, state).up()
    for stack in ("team", "theirs"):
        state_of(team, stack, team.aws.environment(), exists=False)
    team.aws.enforce_identity_policies()
    return team


def backend(team: Team, credentials: dict[str, str]) -> dict[str, str]:
    """The environment of an engine whose state is in the bucket, with these credentials."""
    url = f"s3://{BUCKET}?endpoint={team.aws.endpoint}&region={REGION}&s3ForcePathStyle=true"
    return {**{name: value for name, value in credentials.items() if value}, "PULUMI_BACKEND_URL": url}


def state_of(team: Team, stack: str, credentials: dict[str, str], *, exists: bool = True) -> EngineStack:
    return EngineStack(team.project, stack, backend(team, credentials), exists=exists)


@contextmanager
def job(team: Team, role: CiJob, stack: str = "team", account: str = DEFAULT_ACCOUNT) -> Iterator[EngineStack]:
    """The stack as a job of CI sees it: engine and provider hold a session of the role."""
    credentials = team.aws.environment(account, f"union-ecr-{role}-{stack}")
    with stand_in_provider(credentials) as port:
        variables = {**credentials, "PULUMI_DEBUG_PROVIDERS": f"aws:{port}"}
        team.stack = state_of(team, stack, variables)
        yield team.stack


def test_the_roles_carry_a_stack_through_its_life_and_change_nothing_that_holds_them(
    bootstrapped: Team, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = bootstrapped
    with job(team, UP):
        assert set(team.up()) == {"create"}
        write(team, *IMAGES, "ml/new: {untaggedDays: 3}")  # below the prefix, so it needs no admin
        assert team.up(refresh=True)["create"] > 0
    with job(team, PREVIEW) as stack:
        stack.preview(refresh=True, expect_no_changes=True)
    for role, options in (("union-ecr-drift-team", ()), (SWEEP, ("--role-name", SWEEP))):
        for name, value in team.aws.environment(DEFAULT_ACCOUNT, role).items():
            monkeypatch.setenv(name, value)
        swept = union_ecr("drift", *options, "--stack", "team", "--stacks-dir", team.project.folder / "stacks")
        assert (swept.code, "union-ecr-drift" in swept.err) == (0, False), swept.err
    with job(team, UP):
        write(team, "ml/trainer: {}", "ml/new: {untaggedDays: 3}", "web: {}")
        assert team.up(refresh=True)["delete"] > 0
        write(team, "ml/trainer: {}", "ml/new: {}", "web: {}", "plain: {}")
        assert "is not authorized to perform: ecr:CreateRepository" in team.refused(refresh=True)
    with job(team, UP, "theirs", OTHER_ACCOUNT):  # its state is in a bucket of another account
        assert set(team.up()) == {"create"}
    refuse_every_change(team)


def changes_of_roles(iam: Any, names: list[str]) -> Iterator[Callable[[], object]]:
    for name in names:
        role: dict[str, Any] = {"RoleName": name}
        yield partial(iam.put_role_policy, **role, PolicyName="union-ecr", PolicyDocument=ADMIN)
        yield partial(iam.attach_role_policy, **role, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
        yield partial(iam.update_assume_role_policy, **role, PolicyDocument=ADMIN)
        yield partial(iam.delete_role_policy, **role, PolicyName="union-ecr")
        yield partial(iam.put_role_permissions_boundary, **role, PermissionsBoundary=BOUNDARY)
        yield partial(iam.tag_role, **role, Tags=[{"Key": "a", "Value": "b"}])
        yield partial(iam.delete_role, **role)


def other_changes(aws: EmulatedAws, role: str) -> Iterator[Callable[[], object]]:
    iam, s3 = aws.client("iam", role=role), aws.client("s3", role=role)
    yield partial(iam.create_role, RoleName="new", AssumeRolePolicyDocument=ADMIN)
    yield partial(iam.create_role, RoleName="ci-2", PermissionsBoundary=BOUNDARY, AssumeRolePolicyDocument=ADMIN)
    yield partial(iam.delete_role_permissions_boundary, RoleName="ci")
    yield partial(iam.create_policy_version, PolicyArn=BOUNDARY, PolicyDocument=ADMIN, SetAsDefault=True)
    yield partial(iam.delete_policy, PolicyArn=BOUNDARY)
    yield partial(iam.add_client_id_to_open_id_connect_provider, OpenIDConnectProviderArn=PROVIDER, ClientID="x")
    yield partial(iam.delete_open_id_connect_provider, OpenIDConnectProviderArn=PROVIDER)
    yield partial(s3.put_bucket_policy, Bucket=BUCKET, Policy="{}")
    yield partial(s3.delete_bucket_policy, Bucket=BUCKET)
    yield partial(s3.put_bucket_versioning, Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    yield partial(s3.delete_bucket_lifecycle, Bucket=BUCKET)
    yield partial(s3.delete_public_access_block, Bucket=BUCKET)
    yield partial(s3.delete_bucket, Bucket=BUCKET)
    own: dict[str, Any] = {"Bucket": BUCKET, "Key": ".pulumi/stacks/union-ecr/team.json"}
    yield partial(s3.delete_object, **own)
    yield partial(s3.delete_object, **own, VersionId="1")
    for key in ("union-ecr/theirs.json", f"bootstrap/{DEFAULT_ACCOUNT}.json"):
        another = {"Bucket": BUCKET, "Key": f".pulumi/stacks/{key}"}
        yield partial(s3.put_object, **another, Body=b"{}")
        yield partial(s3.get_object, **another)


def refuse_every_change(team: Team) -> None:
    """No role changes a role of CI, the push roles' boundary, the identity provider, the bucket or another state."""
    names = [*(f"union-ecr-{job}-team" for job in CiJob), SWEEP]
    for name in names:
        tries = [*changes_of_roles(team.aws.client("iam", role=name), names), *other_changes(team.aws, name)]
        assert len(tries) == 47
        for change in tries:
            with pytest.raises(ClientError, match="is not authorized to perform"):
                change()
