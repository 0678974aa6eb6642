"""Repositories are read as ECR answers; what it does not answer is unreadable, never absent."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import (
    ACCESS_DENIED,
    DEFAULT_ACCOUNT,
    SERVER_ERROR,
    EmulatedAws,
    ErrorAnswer,
    Fault,
)
from tests.aws.live import (
    DENIED,
    FAILED,
    HERE,
    LIFECYCLE,
    POLICY,
    connected,
    make,
    on_call,
    read,
    repositories,
)
from union_ecr.aws import repositories as aws_repositories
from union_ecr.aws.client import Aws
from union_ecr.drift.live import LiveRepository, Unreadable

PROJECT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("environment_of_aws")


def test_a_repository_is_read_with_every_setting(clients: Aws, ecr: Any) -> None:
    key = f"arn:aws:kms:us-east-1:{DEFAULT_ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    ecr.create_repository(
        repositoryName="ml/trainer",
        imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=[
            {"filterType": "WILDCARD", "filter": "latest*"},
            {"filterType": "WILDCARD", "filter": "dev*"},
        ],
        imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key},
        tags=[{"Key": "team", "Value": "ml"}],
    )
    ecr.set_repository_policy(repositoryName="ml/trainer", policyText=json.dumps(POLICY))
    live = read(clients, tags={})
    assert isinstance(live.repositories, tuple)
    (trainer,) = live.repositories
    assert trainer == LiveRepository(
        name="ml/trainer",
        arn=HERE.repository_arn("ml/trainer"),
        uri=HERE.uri("ml/trainer"),
        tag_mutability="IMMUTABLE_WITH_EXCLUSION",
        tag_mutability_exclusions=("dev*", "latest*"),
        scan_on_push=True,
        encryption_type="KMS",
        encryption_key=key,
        resource_tags={"team": "ml"},
        policy=ecr.get_repository_policy(repositoryName="ml/trainer")["policyText"],
        lifecycle=None,
    )


def test_a_repository_with_defaults_is_read_with_ecrs_defaults(clients: Aws, ecr: Any) -> None:
    ecr.create_repository(repositoryName="bare")
    ecr.put_lifecycle_policy(repositoryName="bare", lifecyclePolicyText=json.dumps(LIFECYCLE))
    live = read(clients, tags={})
    assert isinstance(live.repositories, tuple)
    (bare,) = live.repositories
    assert bare == LiveRepository(
        name="bare",
        arn=HERE.repository_arn("bare"),
        uri=HERE.uri("bare"),
        tag_mutability="MUTABLE",
        tag_mutability_exclusions=(),
        scan_on_push=False,
        encryption_type="AES256",
        encryption_key=None,
        resource_tags={},
        policy=None,
        lifecycle=ecr.get_lifecycle_policy(repositoryName="bare")["lifecyclePolicyText"],
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("operation", "field"), [("GetRepositoryPolicy", "policy"), ("GetLifecyclePolicy", "lifecycle")]
)
@pytest.mark.parametrize(("error", "reason"), [(ACCESS_DENIED, DENIED), (SERVER_ERROR, FAILED)], ids=["denied", "500"])
def test_only_the_document_that_cannot_be_read_is_unreadable(
    aws: EmulatedAws, ecr: Any, operation: str, field: str, error: ErrorAnswer, reason: Unreadable
) -> None:
    make(ecr, ["server", "trainer"])
    whole = repositories(read(connected()))
    aws.inject(Fault(operation, repository="trainer", error=error))
    found = repositories(read(connected(attempts=1)))
    assert found["server"] == whole["server"]
    unread = {name for name in LiveRepository.__slots__ if getattr(found["trainer"], name) == reason}
    assert unread == {field}


def test_an_answer_without_its_document_is_unreadable(ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer"])

    def lose(parsed: dict[str, Any], **_: Any) -> None:
        del parsed["policyText"]

    clients.ecr.meta.events.register("after-call.ecr.GetRepositoryPolicy", lose)
    assert repositories(read(clients))["trainer"].policy == Unreadable("the answer has no policyText")


def test_a_repository_deleted_meanwhile_is_left_out(ecr: Any, clients: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.aws.live.CONCURRENCY", 1)  # so that the first call comes before all others
    make(ecr, ["server", "trainer"])
    on_call(clients.ecr, "GetRepositoryPolicy", 1, lambda: ecr.delete_repository(repositoryName="trainer"))
    assert list(repositories(read(clients, tags={"trainer": {}}))) == ["server"]


@pytest.mark.parametrize("operation", ["GetRepositoryPolicy", "GetLifecyclePolicy"])
def test_one_answer_of_repository_not_found_leaves_the_repository_out(
    aws: EmulatedAws, ecr: Any, clients: Aws, operation: str
) -> None:
    make(ecr, ["trainer"])
    aws.inject(Fault(operation, error=ErrorAnswer("RepositoryNotFoundException", "it does not exist")))
    assert read(clients, tags={}).repositories == ()


def test_a_denied_listing_is_unreadable(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer"])
    aws.inject(Fault("DescribeRepositories", error=ACCESS_DENIED))
    live = read(clients, tags={"trainer": {}}, parts=frozenset({"policy"}))
    assert (live.repositories, live.parts) == (DENIED, {"policy": None})


def test_a_listing_whose_third_page_is_denied_is_unreadable(
    aws: EmulatedAws, ecr: Any, clients: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws_repositories, "_LARGEST_PAGE", 2)
    names = [f"r{number}" for number in range(5)]
    make(ecr, names)
    assert list(repositories(read(clients))) == names
    fault = Fault("DescribeRepositories", error=ACCESS_DENIED)
    on_call(clients.ecr, "DescribeRepositories", 3, lambda: aws.inject(fault))
    assert read(clients, tags={name: {} for name in names}).repositories == DENIED
    assert "ListTagsForResource" not in {call.operation for call in aws.calls()}
