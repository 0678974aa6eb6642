"""Jobs side by side."""

import time

import pytest

from union_ecr.aws.worker_pool import WorkerPool


def test_an_exception_in_a_job_is_raised_by_wait() -> None:
    pool = WorkerPool(2)

    def fail() -> None:
        raise ZeroDivisionError

    pool.start(fail)
    with pytest.raises(ZeroDivisionError):
        pool.wait(lambda done, known: None)
    pool.abandon()


def test_no_more_jobs_run_at_a_time_than_the_size_and_wait_includes_jobs_that_jobs_start() -> None:
    pool = WorkerPool(3)
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
            pool.start(lambda: job(0))

    for _ in range(5):
        pool.start(lambda: job(2))
    pool.wait(lambda done, known: None)
    assert len(done) == 15
    assert max(most) == 3
    pool.abandon()
