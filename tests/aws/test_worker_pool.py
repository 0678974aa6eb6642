"""Jobs side by side."""

import time

import pytest

from union_ecr.aws.worker_pool import WorkerPool


def test_a_fault_of_ours_in_a_thread_is_raised() -> None:
    crew = WorkerPool(2)

    def fail() -> None:
        raise ZeroDivisionError

    crew.start(fail)
    with pytest.raises(ZeroDivisionError):
        crew.wait(lambda done, known: None)
    crew.dismiss()


def test_a_crew_is_never_larger_than_it_may_be_and_waits_for_what_jobs_start() -> None:
    crew = WorkerPool(3)
    at_work: list[None] = []
    done: list[None] = []
    most: list[int] = []

    def job(further: int) -> None:
        at_work.append(None)
        most.append(len(at_work))
        time.sleep(0.01)
        at_work.pop()
        done.append(None)
        for _ in range(further):
            crew.start(lambda: job(0))

    for _ in range(5):
        crew.start(lambda: job(2))
    crew.wait(lambda done, known: None)
    assert len(done) == 15
    assert max(most) == 3
    crew.dismiss()
