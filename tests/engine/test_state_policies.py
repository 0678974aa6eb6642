"""The policies for the state's bucket are enough, and nothing in them is more than that: the engine with a state in S3.

The engine itself holds a session of the role, the provider an administrator's.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pulumi import automation

from sandbox.emulated_aws import DEFAULT_ACCOUNT
from tests.engine.conftest import REGION, Team
from tests.engine.roles_of_ci import Watched, put_policy, role_name, without_action
from tests.engine.stack import EngineStack
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.state import BUCKET, state_identity_policy
from union_ecr.ecr.policy_document import Document

PREVIEW, UP = CiJob.PREVIEW, CiJob.UP


def state_of(team: Team, credentials: dict[str, str], *, exists: bool) -> EngineStack:
    """The stack with its state in the bucket, as whom these credentials say."""
    url = f"s3://{BUCKET}?endpoint={team.aws.endpoint}&region={REGION}&s3ForcePathStyle=true"
    given = {name: value for name, value in credentials.items() if value}
    return EngineStack(team.project, team.name, {**given, "PULUMI_BACKEND_URL": url}, exists=exists)


@pytest.fixture
def kept_in_s3(team: Team) -> Team:
    """A team whose stack is there, with an empty state in a bucket: docs/ci.md."""
    team.aws.client("s3", REGION).create_bucket(Bucket=BUCKET)
    team.write("trainer: {}")
    team.stack = state_of(team, team.aws.environment(), exists=False)
    team.aws.enforce_identity_policies()
    return team


@contextmanager
def engine_as(team: Team, role: CiJob, document: Document) -> Iterator[None]:
    put_policy(team.aws, role, document)
    before = team.stack
    team.stack = state_of(team, team.aws.environment(DEFAULT_ACCOUNT, role_name(role)), exists=True)
    yield
    team.stack = before


def state_policy(role: CiJob) -> Document:
    document = state_identity_policy(role, Team.name, "aws")
    assert document
    return document


def test_an_up_keeps_its_state_with_exactly_its_policy(kept_in_s3: Team) -> None:
    document, watched = state_policy(UP), Watched(kept_in_s3.aws, UP)
    with engine_as(kept_in_s3, UP, document), watched.holding(document):
        assert set(kept_in_s3.up()) == {"create"}
        assert set(kept_in_s3.up("trainer: {untaggedDays: 3}", refresh=True)) >= {"same"}
    assert kept_in_s3.differences() == set()
    assert (watched.refused(), watched.idle()) == ([], set())


def test_a_preview_reads_the_state_with_exactly_its_policy(kept_in_s3: Team) -> None:
    kept_in_s3.up()
    before = contents(kept_in_s3)
    document, watched = state_policy(PREVIEW), Watched(kept_in_s3.aws, PREVIEW)
    with engine_as(kept_in_s3, PREVIEW, document), watched.holding(document):
        kept_in_s3.stack.preview(refresh=True, expect_no_changes=True)
    assert (watched.refused(), watched.idle()) == ([], set())
    assert contents(kept_in_s3) == before


@pytest.mark.parametrize("action", ["s3:GetObject", "s3:ListBucket", "s3:PutObject"])
def test_an_up_is_denied_without_any_one_of_its_actions(kept_in_s3: Team, action: str) -> None:
    denial = f"is not authorized to perform: {action} "
    with (
        pytest.raises(automation.CommandError, match=denial),
        engine_as(kept_in_s3, UP, without_action(state_policy(UP), action)),
    ):
        kept_in_s3.up()


def test_an_up_that_may_not_delete_its_lock_locks_the_next_one_out(kept_in_s3: Team) -> None:
    with engine_as(kept_in_s3, UP, without_action(state_policy(UP), "s3:DeleteObject")):
        kept_in_s3.up()
        with pytest.raises(automation.ConcurrentUpdateError):
            kept_in_s3.up()


def test_a_listing_of_own_prefixes_alone_stops_the_engine(kept_in_s3: Team) -> None:
    """Why the policy has no condition on s3:prefix: S3 says that a stack has no tags only to a caller that may list."""
    document = state_policy(UP)
    listing, *others = document["Statement"]
    narrow = {**listing, "Condition": {"StringLike": {"s3:prefix": ".pulumi/*"}}}
    with engine_as(kept_in_s3, UP, {**document, "Statement": [narrow, *others]}):
        error = kept_in_s3.refused()
    assert f"{Team.name}.pulumi-tags" in error
    assert "is not authorized to perform: s3:ListBucket " in error


def test_the_state_of_another_stack_can_be_neither_read_nor_written(kept_in_s3: Team) -> None:
    put_policy(kept_in_s3.aws, UP, state_policy(UP))
    s3 = kept_in_s3.aws.client("s3", REGION, role=role_name(UP))
    for key in ("stacks/union-ecr/team2.json", "stacks/union-ecr/team.json.json", "locks/organization/union-ecr/a/b"):
        item: dict[str, Any] = {"Bucket": BUCKET, "Key": f".pulumi/{key}"}
        for call in (s3.get_object, s3.delete_object):
            with pytest.raises(ClientError, match="is not authorized to perform"):
                call(**item)
        with pytest.raises(ClientError, match="is not authorized to perform"):
            s3.put_object(**item, Body=b"")
    s3.put_object(Bucket=BUCKET, Key=".pulumi/stacks/union-ecr/team.json", Body=b"{}")


def contents(team: Team) -> dict[str, str]:
    listed = team.aws.client("s3", REGION).list_objects_v2(Bucket=BUCKET)["Contents"]
    return {item["Key"]: item["ETag"] for item in listed}
