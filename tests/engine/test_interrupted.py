"""An `up` that is denied something, killed, or met by another one."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pulumi import automation

from sandbox.emulated_aws import ACCESS_DENIED, Fault
from sandbox.live import Record
from tests.engine.conftest import REGION, Team

PATIENCE = 600
"""Seconds after which a test gives up; none is meant to come near it, on a slow machine either."""
IMAGES = ("trainer: {}", "features: {repository: ml/features}", "serving: {}")


def test_a_denied_call_is_reported_with_its_repository_and_the_next_up_completes_the_stack(team: Team) -> None:
    team.aws.inject(Fault("SetRepositoryPolicy", repository="ml/features", error=ACCESS_DENIED))
    error = team.refused(*IMAGES, continue_on_error=True)
    assert "putting ECR Repository Policy (ml/features)" in error
    assert "AccessDeniedException" in error

    live, declared = team.live(), team.declared_records()
    assert live.pop("ml/features")["policy"] is None
    assert live == {name: record for name, record in declared.items() if name != "ml/features"}

    team.aws.clear_faults()
    assert team.up() == {"create": 1, "same": 13}
    assert team.live() == declared


@dataclass(frozen=True)
class Moment:
    """When the engine is killed: during a call that AWS never answers."""

    call: Fault
    carried_out: Callable[[dict[str, Record]], bool]
    """Whether AWS has done, by what lives, what it did before it fell silent."""
    recorded: int
    """The resources of AWS in the state: all that do not wait for the call."""


FEATURES = "ml/features"
MOMENTS = {
    "before the repository is made": Moment(
        Fault("CreateRepository", repository=FEATURES, delay_seconds=PATIENCE),
        lambda live: FEATURES not in live,
        recorded=6,
    ),
    "after it is made, unheard": Moment(
        Fault("CreateRepository", repository=FEATURES, delay_seconds=PATIENCE, when="after"),
        lambda live: FEATURES in live,
        recorded=6,
    ),
    "while its policy is set": Moment(
        Fault("SetRepositoryPolicy", repository=FEATURES, delay_seconds=PATIENCE, when="after"),
        lambda live: live[FEATURES]["policy"] is not None,
        recorded=8,
    ),
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_an_engine_killed_in_the_middle_recovers_as_documented(team: Team, moment: Moment) -> None:
    team.aws.inject(moment.call)
    team.write(*IMAGES)
    _kill_the_engine_during(team, moment)
    team.aws.clear_faults()

    # docs/recover.md, step by step
    team.stack.cancel()
    assert team.pending_operations() == 1
    team.stack.refresh(clear_pending_creates=True)
    assert team.pending_operations() == 0
    try:
        team.up(continue_on_error=True)
    except automation.CommandError as error:
        assert "RepositoryAlreadyExistsException" in str(error)  # noqa: PT017 - only then is there a next step
        team.up(
            *(image.replace("{repository: ml/features", "{adopt: true, repository: ml/features") for image in IMAGES)
        )
        team.write(*IMAGES)

    assert set(team.up()) == {"same"}
    assert team.live() == team.declared_records()
    assert not team.drift_is_noticed()
    assert sorted(resource["id"] for resource in team.resources()) == sorted(3 * ["trainer", "ml/features", "serving"])


def test_state_in_s3_works_and_a_second_up_at_the_same_time_is_refused(team: Team) -> None:
    team.aws.client("s3", REGION).create_bucket(Bucket="state")
    team.environment = {
        **{name: value for name, value in team.aws.environment().items() if value},
        "PULUMI_BACKEND_URL": f"s3://state?endpoint={team.aws.endpoint}&region={REGION}&s3ForcePathStyle=true",
    }
    team.write("trainer: {}")
    held = Fault("CreateRepository", delay_seconds=PATIENCE, times=1)
    team.aws.inject(held)
    first = _Running(team)
    _wait_for_call(team, held)
    with pytest.raises(automation.ConcurrentUpdateError):
        team.up()
    team.aws.release_delayed_calls()
    assert first.result() is None
    assert team.live() == team.declared_records()
    assert set(team.up()) == {"same"}


class _Running:
    """An `up` in the background."""

    def __init__(self, team: Team) -> None:
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, args=[team.stack])
        self._thread.start()

    def _run(self, stack: automation.Stack) -> None:
        try:
            stack.up()
        except automation.CommandError as error:
            self._error = error

    def result(self) -> Exception | None:
        """Wait for the end: None, or the error."""
        self._thread.join(timeout=PATIENCE)
        assert not self._thread.is_alive()
        return self._error


def _kill_the_engine_during(team: Team, moment: Moment) -> None:
    running = _Running(team)
    _wait_for_call(team, moment.call)
    _wait_until(lambda: moment.carried_out(team.live()))
    _wait_until(lambda: (team.pending_operations(), len(team.resources())) == (1, moment.recorded))
    processes = subprocess.run(
        ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    )
    children = [line.split(maxsplit=2) for line in processes.stdout.splitlines()]
    engines = [int(pid) for pid, parent, command in children if int(parent) == os.getpid() and " up " in command]
    assert len(engines) == 1
    os.kill(engines[0], signal.SIGKILL)
    assert "code: -9" in str(running.result())


def _wait_for_call(team: Team, wanted: Fault) -> None:
    _wait_until(lambda: any(wanted.applies_to(call) for call in team.aws.calls()))


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)
