"""Jobs side by side."""

import threading
import time
from functools import partial

import pytest

from union_ecr.aws.worker_pool import JobGroup, WorkerPool


def wait_for(event: threading.Event) -> None:
    event.wait()


def quiet(_done: int, _known: int) -> None:
    pass


def test_an_exception_in_a_job_is_raised_by_wait() -> None:
    pool = WorkerPool(2)

    def fail() -> None:
        raise ZeroDivisionError

    pool.group().start(fail)
    with pytest.raises(ZeroDivisionError):
        pool.wait(quiet)
    pool.abandon()


def test_no_more_jobs_run_at_a_time_than_the_size_and_wait_includes_jobs_that_jobs_start() -> None:
    pool = WorkerPool(3)
    groups = [pool.group(), pool.group()]
    at_work: list[None] = []
    done: list[None] = []
    most: list[int] = []

    def job(further: int) -> None:
        at_work.append(None)
        most.append(len(at_work))
        time.sleep(0.01)
        at_work.pop()
        done.append(None)
        for number in range(further):
            groups[number % 2].start(lambda: job(0))

    for number in range(5):
        groups[number % 2].start(lambda: job(2))
    pool.wait(quiet)
    assert len(done) == 15
    assert max(most) == 3
    pool.abandon()


def test_jobs_of_an_earlier_group_begin_first() -> None:
    pool = WorkerPool(1)
    early, late = pool.group(), pool.group()
    order: list[str] = []
    begin = threading.Event()
    early.start(partial(wait_for, begin))
    for _ in range(3):
        late.start(lambda: order.append("late"))
        early.start(lambda: order.append("early"))
    begin.set()
    pool.wait(quiet)
    assert order == ["early"] * 3 + ["late"] * 3
    pool.abandon()


def test_a_group_is_idle_when_its_own_jobs_are_done_and_may_go_on() -> None:
    pool = WorkerPool(2)
    idle: list[tuple[str, str]] = []
    blocked = threading.Event()

    def first_idle(group: JobGroup) -> None:
        idle.append(("first", threading.current_thread().name))
        if len(idle) == 1:
            group.start(lambda: None)
        else:
            blocked.set()

    first, second = pool.group(first_idle), pool.group(lambda _: idle.append(("second", "")))
    second.start(partial(wait_for, blocked))
    first.start(lambda: None)
    pool.wait(quiet)
    here = threading.current_thread().name
    assert idle == [("first", here), ("first", here), ("second", "")]
    pool.abandon()


def test_a_failing_group_begins_no_further_job_and_stops_no_other() -> None:
    pool = WorkerPool(1)
    done: list[str] = []
    failed: list[Exception | None] = []
    failing, other = pool.group(lambda group: failed.append(group.failure)), pool.group()

    def fail() -> None:
        failing.start(lambda: done.append("failing"))
        raise ZeroDivisionError

    failing.start(fail)
    other.start(lambda: done.append("other"))
    pool.wait(quiet)
    assert done == ["other"]
    assert [type(failure) for failure in failed] == [ZeroDivisionError]
    pool.abandon()
