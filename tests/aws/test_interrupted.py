"""Ctrl-C ends a sweep at once, and what is known by then is told."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws, Fault
from tests.aws.live import HERE, NOT_YET, make, repositories
from union_ecr.aws.client import CONCURRENCY, Aws
from union_ecr.aws.registry import Interrupted, Wanted, read_registry
from union_ecr.drift.live import LiveRegistry

PROJECT = Path(__file__).parents[2]
pytestmark = pytest.mark.usefixtures("environment_of_aws", "nothing_is_left_behind")


def test_ctrl_c_tells_what_is_known(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, ["server", "trainer"])
    aws.inject(Fault("GetRepositoryPolicy", repository="trainer", delay_seconds=6))

    def interrupt(done: int, known: int) -> None:
        if done == 5:  # everything but the trainer's policy
            raise KeyboardInterrupt

    began = time.monotonic()
    with pytest.raises(Interrupted) as broken:
        read_registry(clients, Wanted(tags={}, roles=frozenset()), interrupt)
    assert time.monotonic() - began < 5  # the stalled answer takes six seconds
    found = repositories(broken.value.live)
    assert found["server"].lifecycle
    assert found["server"].resource_tags == {"name": "server"}
    assert found["trainer"].policy == NOT_YET
    assert found["trainer"].lifecycle
    assert found["trainer"].tag_mutability == "MUTABLE"


def test_ctrl_c_before_ecr_has_told_them_leaves_doubtful_tags_unread(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer"])
    aws.inject(Fault("ListTagsForResource", delay_seconds=1))

    def interrupt(done: int, known: int) -> None:
        if known == 5:  # two listings, the trainer's two documents, and its tags once more
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as broken:
        read_registry(clients, Wanted(tags={"trainer": {"name": "declared"}}), interrupt)
    assert repositories(broken.value.live)["trainer"].resource_tags == NOT_YET


def test_ctrl_c_during_the_listing_leaves_everything_unread(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, ["trainer"])
    for operation in ("DescribeRepositories", "GetResources", "GetRegistryPolicy", "GetRole"):
        aws.inject(Fault(operation, delay_seconds=1))
    threads: list[int] = []

    def interrupt(done: int, known: int) -> None:
        threads.append(known)
        raise KeyboardInterrupt

    wanted = Wanted(tags={}, parts=frozenset({"policy"}), roles=frozenset({"push"}))
    with pytest.raises(Interrupted) as broken:
        read_registry(clients, wanted, interrupt)
    assert broken.value.live == LiveRegistry(HERE, NOT_YET, {"policy": NOT_YET}, {"push": NOT_YET})
    assert threads == [4]


SWEEP = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from union_ecr.drift.findings import INTERRUPTED
from union_ecr.ecr.registry import Registry
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.client import connect
from union_ecr.aws.registry import Interrupted, Wanted, read_registry
told = lambda done, known: done == 2 and print("begun", flush=True)
try:
    read_registry(connect(Credentials(Registry("123456789012", "us-east-1"))), Wanted(tags={}), told)
except Interrupted as broken:
    print(sorted({one.policy.reason for one in broken.live.repositories}))
"""


def test_ctrl_c_ends_the_process_at_once_though_every_connection_stalls(aws: EmulatedAws, ecr: Any) -> None:
    make(ecr, [f"r{number}" for number in range(2 * CONCURRENCY)], documents=False)
    aws.inject(Fault("GetRepositoryPolicy", delay_seconds=8))
    sweep = subprocess.Popen(
        [sys.executable, "-c", SWEEP], cwd=PROJECT, stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    with sweep:
        assert sweep.stdout
        assert sweep.stdout.readline() == "begun\n"
        time.sleep(0.2)
        began = time.monotonic()
        sweep.send_signal(signal.SIGINT)
        assert sweep.stdout.read() == f"{[NOT_YET.reason]}\n"
        assert sweep.wait(5) == 0
        assert time.monotonic() - began < 5  # the stalled answers take eight seconds
