"""When a sweep gives up on an AWS that answers no more."""

from typing import Any

import pytest

from model.live import Unread
from sandbox.emulated_aws import THROTTLED, EmulatedAws, Fault
from scripts import _patience
from scripts._patience import SECONDS, Patience
from tests.scripts.live import connected, make, read, repositories

FAILED = Unread("ThrottlingException: Rate exceeded")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def is_over(at: float, *heard: tuple[float, str, object]) -> bool:
    clock = Clock()
    patience = Patience(clock)
    for clock.now, kind, answer in heard:
        patience.hear(kind, answer)
    clock.now = at
    return patience.is_over()


def test_it_is_over_when_a_kind_of_call_has_failed_for_too_long() -> None:
    assert not is_over(SECONDS, (0, "a", FAILED))
    assert is_over(SECONDS + 1, (0, "a", FAILED), (50, "a", FAILED))


def test_another_kinds_answers_do_not_count() -> None:
    assert is_over(SECONDS + 1, (0, "a", FAILED), (80, "b", "an answer"))


def test_an_answer_begins_it_anew() -> None:
    assert not is_over(SECONDS + 1, (0, "a", FAILED), (80, "a", None))
    assert not is_over(SECONDS + 10, (0, "a", FAILED), (80, "a", None), (81, "a", FAILED))


def test_a_denial_is_quick_and_costs_no_patience() -> None:
    assert not is_over(SECONDS + 1, (0, "a", Unread("AccessDeniedException: no")))


@pytest.mark.usefixtures("nothing_is_left_behind")
def test_what_was_not_asked_any_more_is_unread_with_the_reason(
    aws: EmulatedAws, environment_of_aws: None, ecr: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_patience, "SECONDS", 1)
    monkeypatch.setattr("scripts._live_registry.CONCURRENCY", 2)
    names = [f"r{number:02}" for number in range(10)]
    make(ecr, names)
    aws.inject(Fault("GetRepositoryPolicy", error=THROTTLED))
    found = repositories(read(connected(attempts=1)))
    assert list(found) == names
    reasons = {one.policy.reason for one in found.values() if isinstance(one.policy, Unread)}
    assert reasons == {
        "ThrottlingException: Rate exceeded",
        "not asked any more: AWS answered no GetRepositoryPolicy for 1 s",
    }
