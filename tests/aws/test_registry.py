"""What lives in a registry is read completely, or said to be unread."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import (
    ACCESS_DENIED,
    DEFAULT_ACCOUNT,
    SERVER_ERROR,
    THROTTLED,
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
from union_ecr.aws.registry import Wanted, read_registry, wanted_by
from union_ecr.declared.stack import declare
from union_ecr.drift.live import LiveRepository, Unreadable
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

PROJECT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("environment_of_aws")


def test_a_repository_is_read_as_it_lives(clients: Aws, ecr: Any) -> None:
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
    ecr.create_repository(repositoryName="bare")
    ecr.put_lifecycle_policy(repositoryName="bare", lifecyclePolicyText=json.dumps(LIFECYCLE))
    live = read(clients, tags={})
    assert isinstance(live.repositories, tuple)
    bare, trainer = live.repositories
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


def test_it_takes_two_calls_a_repository_and_pages(aws: EmulatedAws, ecr: Any) -> None:
    names = [f"r{number:03}" for number in range(120)]
    make(ecr, names, documents=False)
    before = len(aws.calls())
    live = read(connected(), tags={name: {"name": name} for name in names})
    assert Counter(call.operation for call in aws.calls()[before:]) == {
        "GetCallerIdentity": 1,
        "DescribeRepositories": 1,
        "GetResources": 2,
        "GetRepositoryPolicy": 120,
        "GetLifecyclePolicy": 120,
    }
    assert [one.name for one in repositories(live).values()] == names
    assert {name: one.resource_tags for name, one in repositories(live).items()} == {
        name: {"name": name} for name in names
    }


def test_nothing_more_is_asked_than_is_wanted(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer"])
    before = len(aws.calls())
    live = read(clients)
    assert {call.operation for call in aws.calls()[before:]} == {
        "DescribeRepositories",
        "GetRepositoryPolicy",
        "GetLifecyclePolicy",
    }
    assert repositories(live)["trainer"].resource_tags == Unreadable("was not asked for")
    assert (live.parts, live.roles) == ({}, {})


def test_same_documents_are_in_memory_once(ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer", "server"])
    one, other = repositories(read(clients)).values()
    assert one.policy is other.policy
    assert one.lifecycle is other.lifecycle


@pytest.mark.parametrize("error", [THROTTLED, SERVER_ERROR], ids=["throttled", "500"])
def test_what_fails_for_a_while_is_complete(aws: EmulatedAws, ecr: Any, clients: Aws, error: ErrorAnswer) -> None:
    make(ecr, ["server", "trainer"])
    whole = read(clients, tags={})
    for operation in ("DescribeRepositories", "GetResources", "GetRepositoryPolicy", "GetLifecyclePolicy"):
        aws.inject(Fault(operation, times=1, error=error))
    assert read(connected(), tags={}) == whole


@pytest.mark.parametrize(
    ("operation", "field"), [("GetRepositoryPolicy", "policy"), ("GetLifecyclePolicy", "lifecycle")]
)
@pytest.mark.parametrize(("error", "reason"), [(ACCESS_DENIED, DENIED), (SERVER_ERROR, FAILED)], ids=["denied", "500"])
def test_a_document_that_cannot_be_read_is_unread_and_nothing_else_is(
    aws: EmulatedAws, ecr: Any, operation: str, field: str, error: ErrorAnswer, reason: Unreadable
) -> None:
    make(ecr, ["server", "trainer"])
    whole = repositories(read(connected()))
    aws.inject(Fault(operation, repository="trainer", error=error))
    found = repositories(read(connected(attempts=1)))
    assert found["server"] == whole["server"]
    unread = {name for name in LiveRepository.__slots__ if getattr(found["trainer"], name) == reason}
    assert unread == {field}


def test_an_answer_without_its_document_is_unread(ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer"])

    def lose(parsed: dict[str, Any], **_: Any) -> None:
        del parsed["policyText"]

    clients.ecr.meta.events.register("after-call.ecr.GetRepositoryPolicy", lose)
    assert repositories(read(clients))["trainer"].policy == Unreadable("the answer has no policyText")


def test_a_repository_deleted_meanwhile_is_left_out(ecr: Any, clients: Aws) -> None:
    make(ecr, ["server", "trainer"])
    on_call(clients.ecr, "GetRepositoryPolicy", 1, lambda: ecr.delete_repository(repositoryName="trainer"))
    assert list(repositories(read(clients, tags={"trainer": {}}))) == ["server"]


@pytest.mark.parametrize("operation", ["GetRepositoryPolicy", "GetLifecyclePolicy"])
def test_one_answer_that_names_it_gone_is_enough(aws: EmulatedAws, ecr: Any, clients: Aws, operation: str) -> None:
    make(ecr, ["trainer"])
    aws.inject(Fault(operation, error=ErrorAnswer("RepositoryNotFoundException", "it does not exist")))
    assert read(clients, tags={}).repositories == ()


def test_a_denied_listing_is_unread(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer"])
    aws.inject(Fault("DescribeRepositories", error=ACCESS_DENIED))
    live = read(clients, tags={"trainer": {}}, parts=frozenset({"policy"}))
    assert (live.repositories, live.parts) == (DENIED, {"policy": None})


def test_half_a_list_is_none(aws: EmulatedAws, ecr: Any, clients: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aws_repositories, "_LARGEST_PAGE", 2)
    names = [f"r{number}" for number in range(5)]
    make(ecr, names)
    assert list(repositories(read(clients))) == names
    fault = Fault("DescribeRepositories", error=ACCESS_DENIED)
    on_call(clients.ecr, "DescribeRepositories", 3, lambda: aws.inject(fault))
    assert read(clients, tags={name: {} for name in names}).repositories == DENIED
    assert "ListTagsForResource" not in {call.operation for call in aws.calls()}


def test_what_is_wanted_follows_from_what_is_declared() -> None:
    wanted = {}
    for name in ("example", "registry-wide", "push-roles"):
        path = PROJECT / "examples" / f"Pulumi.{name}.yaml"
        wanted[name] = wanted_by([declare(load(parse_stack_file(path.name, path.read_bytes)))])
    assert wanted["example"] == Wanted(tags={"simple-example-image": {}})
    assert {"scanning", "accountSettings"} <= wanted["registry-wide"].parts
    assert wanted["registry-wide"].account_settings
    assert wanted["push-roles"].roles


def test_progress_is_told_from_the_beginning_to_the_end(ecr: Any, clients: Aws) -> None:
    make(ecr, ["server", "trainer"])
    told: list[tuple[int, int]] = []
    read_registry(clients, Wanted(tags={}), lambda done, known: told.append((done, known)))
    assert told[0][0] == 0
    assert told[-1] == (6, 6)  # two listings, two documents of two repositories
    assert told == sorted(told)
