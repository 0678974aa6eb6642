"""When calls of a kind are not made any more."""

from typing import Any

import pytest

from sandbox.emulated_aws import ACCESS_DENIED, SERVER_ERROR, THROTTLED, EmulatedAws, ErrorAnswer, Fault
from tests.aws.live import connected, make, read, repositories
from union_ecr.aws import circuit_breaker
from union_ecr.aws.circuit_breaker import SECONDS, CircuitBreaker
from union_ecr.drift.live import Unreadable


def is_over(at: float, *heard: tuple[float, str, bool]) -> bool:
    """Whether calls of the kind `a` are over then, after what was heard at those times."""
    now = 0.0
    patience = CircuitBreaker(lambda: now)
    for now, kind, answered in heard:  # noqa: B007 - read by the clock
        patience.hear(kind, answered)
    now = at
    return patience.is_over("a")


def test_it_is_over_when_a_kind_of_call_has_failed_for_too_long() -> None:
    assert not is_over(SECONDS, (0, "a", False))
    assert is_over(SECONDS + 1, (0, "a", False), (50, "a", False))


def test_another_kinds_answers_and_failures_do_not_count() -> None:
    assert is_over(SECONDS + 1, (0, "a", False), (80, "b", True))
    assert not is_over(SECONDS + 1, (0, "b", False))


def test_an_answer_begins_it_anew() -> None:
    assert not is_over(SECONDS + 1, (0, "a", False), (80, "a", True))
    assert not is_over(SECONDS + 10, (0, "a", False), (80, "a", True), (81, "a", False))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(circuit_breaker, "SECONDS", 1)
    monkeypatch.setattr("union_ecr.aws.registry.CONCURRENCY", 4)


GAVE_UP = Unreadable("CircuitOpen: not asked any more: AWS answered no GetRepositoryPolicy for 1 s")


@pytest.mark.usefixtures("impatient", "environment_of_aws")
@pytest.mark.parametrize("failure", [THROTTLED, SERVER_ERROR], ids=["throttled", "an outage"])
def test_a_kind_that_is_not_answered_is_given_up_and_the_other_is_asked_on(
    failure: ErrorAnswer, aws: EmulatedAws, ecr: Any
) -> None:
    names = [f"r{number:02}" for number in range(12)]
    make(ecr, names)
    aws.inject(Fault("GetRepositoryPolicy", error=failure, delay_seconds=0.3))
    found = repositories(read(connected(attempts=3)))
    assert list(found) == names
    assert GAVE_UP in {one.policy for one in found.values()}
    assert all(isinstance(one.policy, Unreadable) for one in found.values())
    assert all(isinstance(one.lifecycle, str) for one in found.values())


@pytest.mark.usefixtures("impatient", "environment_of_aws")
def test_a_denial_is_an_answer(aws: EmulatedAws, ecr: Any) -> None:
    make(ecr, [f"r{number:02}" for number in range(4)])
    aws.inject(Fault("GetRepositoryPolicy", error=THROTTLED, times=1))
    aws.inject(Fault("GetRepositoryPolicy", error=ACCESS_DENIED, delay_seconds=0.8))
    found = repositories(read(connected()))
    assert {getattr(one.policy, "reason", "").partition(":")[0] for one in found.values()} == {"AccessDeniedException"}
