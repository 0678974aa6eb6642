"""An operation that AWS does not answer is not called any more."""

from collections.abc import Iterator
from functools import partial
from itertools import count
from typing import Any

import pytest

from sandbox.emulated_aws import ACCESS_DENIED, SERVER_ERROR, THROTTLED, EmulatedAws, ErrorAnswer, Fault
from tests.aws.live import connected, make, read, repositories
from union_ecr.aws.circuit_breaker import SECONDS, CircuitBreaker
from union_ecr.drift.live import Unreadable

LATER = SECONDS + 1
OPEN = Unreadable(f"CircuitOpen: not asked again: AWS answered no GetRepositoryPolicy for {SECONDS} s")


def is_open(at: float, *attempts: tuple[float, str, bool]) -> bool:
    """Whether the circuit of operation `a` is open then, after these attempts: when, which operation, answered."""
    now = 0.0
    breaker = CircuitBreaker(lambda: now)
    for now, operation, answered in attempts:  # noqa: B007 - read by the clock
        breaker.record(operation, answered)
    now = at
    return breaker.is_open("a")


def test_the_circuit_opens_when_an_operation_has_failed_for_too_long() -> None:
    assert not is_open(SECONDS, (0, "a", False))
    assert is_open(LATER, (0, "a", False), (50, "a", False))


def test_other_operations_answers_and_failures_do_not_count() -> None:
    assert is_open(LATER, (0, "a", False), (80, "b", True))
    assert not is_open(LATER, (0, "b", False))


def test_after_an_answer_the_time_starts_again() -> None:
    assert not is_open(LATER, (0, "a", False), (80, "a", True))
    assert not is_open(SECONDS + 10, (0, "a", False), (80, "a", True), (81, "a", False))


@pytest.fixture
def _ten_seconds_pass_whenever_the_breaker_looks_at_its_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: Iterator[int] = count(step=10)
    breaker = partial(CircuitBreaker, clock=lambda: next(looks))
    monkeypatch.setattr("union_ecr.aws.circuit_breaker.CircuitBreaker", breaker)
    monkeypatch.setattr("tests.aws.live.CONCURRENCY", 4)


@pytest.mark.slow
@pytest.mark.usefixtures("_ten_seconds_pass_whenever_the_breaker_looks_at_its_clock", "environment_of_aws")
@pytest.mark.parametrize("failure", [THROTTLED, SERVER_ERROR], ids=["throttled", "an outage"])
def test_an_unanswered_operation_is_given_up_while_another_goes_on(
    failure: ErrorAnswer, aws: EmulatedAws, ecr: Any
) -> None:
    names = [f"r{number:02}" for number in range(12)]
    make(ecr, names)
    aws.inject(Fault("GetRepositoryPolicy", error=failure))
    found = repositories(read(connected(attempts=3)))
    assert list(found) == names
    assert OPEN in {repository.policy for repository in found.values()}
    assert all(isinstance(repository.policy, Unreadable) for repository in found.values())
    assert all(isinstance(repository.lifecycle, str) for repository in found.values())


@pytest.mark.usefixtures("_ten_seconds_pass_whenever_the_breaker_looks_at_its_clock", "environment_of_aws")
def test_a_denial_is_an_answer(aws: EmulatedAws, ecr: Any) -> None:
    make(ecr, [f"r{number:02}" for number in range(40)], documents=False)
    aws.inject(Fault("GetRepositoryPolicy", error=THROTTLED, times=1))
    aws.inject(Fault("GetRepositoryPolicy", error=ACCESS_DENIED))
    found = repositories(read(connected()))
    reasons = {getattr(repository.policy, "reason", "").partition(":")[0] for repository in found.values()}
    assert reasons == {"AccessDeniedException"}
