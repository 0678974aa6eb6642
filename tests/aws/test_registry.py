"""A registry is read completely, with no more calls than needed."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import (
    ACCESS_DENIED,
    SERVER_ERROR,
    THROTTLED,
    EmulatedAws,
    ErrorAnswer,
    Fault,
)
from tests.aws.live import (
    DENIED,
    FAILED,
    connected,
    make,
    read,
    read_registry,
    repositories,
)
from union_ecr.aws.client import Aws
from union_ecr.aws.registry import Wanted, wanted_by
from union_ecr.declared.stack import declare
from union_ecr.drift.live import Unreadable
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

PROJECT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("environment_of_aws")


@pytest.mark.slow
def test_a_sweep_takes_two_calls_for_each_repository_and_the_pages_of_two_listings(aws: EmulatedAws, ecr: Any) -> None:
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
    assert list(repositories(live)) == names
    assert {name: repository.resource_tags for name, repository in repositories(live).items()} == {
        name: {"name": name} for name in names
    }


def test_only_what_is_wanted_is_asked_for(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
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


def test_equal_documents_are_in_memory_once(ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer", "server"])
    server, trainer = repositories(read(clients)).values()
    assert server.policy is trainer.policy
    assert server.lifecycle is trainer.lifecycle


@pytest.mark.slow
@pytest.mark.parametrize("error", [THROTTLED, SERVER_ERROR], ids=["throttled", "500"])
def test_calls_that_fail_once_are_retried_and_the_result_is_complete(
    aws: EmulatedAws, ecr: Any, clients: Aws, error: ErrorAnswer
) -> None:
    make(ecr, ["server", "trainer"])
    whole = read(clients, tags={})
    for operation in ("DescribeRepositories", "GetResources", "GetRepositoryPolicy", "GetLifecyclePolicy"):
        aws.inject(Fault(operation, times=1, error=error))
    assert read(connected(), tags={}) == whole


def test_what_is_wanted_follows_from_what_is_declared() -> None:
    wanted = {}
    for name in ("example", "registry-wide", "push-roles"):
        path = PROJECT / "examples" / f"Pulumi.{name}.yaml"
        wanted[name] = wanted_by([declare(load(parse_stack_file(path.name, path.read_bytes)))])
    assert wanted["example"] == Wanted(tags={"simple-example-image": {}})
    assert {"scanning", "accountSettings"} <= wanted["registry-wide"].parts
    assert wanted["registry-wide"].account_settings
    assert wanted["push-roles"].roles


def test_progress_is_reported_from_the_start_to_the_end(ecr: Any, clients: Aws) -> None:
    make(ecr, ["server", "trainer"])
    reported: list[tuple[int, int]] = []
    read_registry(clients, Wanted(tags={}), lambda done, known: reported.append((done, known)))
    assert reported[0][0] == 0
    assert reported[-1] == (6, 6)  # two listings, two documents of two repositories
    assert reported == sorted(reported)


def test_where_the_listing_is_denied_the_declared_repositories_are_read_by_their_names(
    aws: EmulatedAws, ecr: Any, clients: Aws
) -> None:
    make(ecr, ["denied", "other", "trainer"])
    aws.inject(Fault("DescribeRepositories", times=1, error=ACCESS_DENIED))
    aws.inject(Fault("DescribeRepositories", repository="denied", error=ACCESS_DENIED))
    live = read(clients, tags={"trainer": {"name": "trainer"}, "denied": {}, "absent": {}})
    assert (live.unlisted, live.unread) == (DENIED, {"denied": DENIED})
    (trainer,) = repositories(live).values()
    assert (trainer.name, trainer.resource_tags) == ("trainer", {"name": "trainer"})
    assert isinstance(trainer.policy, str)


def test_where_the_listing_fails_otherwise_nothing_is_read_by_name(aws: EmulatedAws, ecr: Any) -> None:
    make(ecr, ["trainer"])
    aws.inject(Fault("DescribeRepositories", times=1, error=SERVER_ERROR))
    live = read(connected(attempts=1), tags={"trainer": {}})
    assert (live.repositories, live.unlisted) == (FAILED, None)


def test_where_declared_repositories_are_denied_too_nothing_more_is_asked(
    aws: EmulatedAws, ecr: Any, clients: Aws
) -> None:
    make(ecr, ["scorer", "trainer"])
    aws.inject(Fault("DescribeRepositories", error=ACCESS_DENIED))
    before = len(aws.calls())
    live = read(clients, tags={"trainer": {}, "scorer": {}})
    assert (live.repositories, live.unlisted, live.unread) == (DENIED, None, {})
    assert Counter(call.operation for call in aws.calls()[before:])["DescribeRepositories"] == 2
