"""Ctrl-C ends a sweep at once, and what is known by then is reported."""

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws, Fault
from tests.aws.live import HERE, NOT_YET, Interrupted, make, read_registry, repositories
from union_ecr.aws.client import Aws
from union_ecr.aws.registry import Wanted
from union_ecr.aws.session import CONCURRENCY
from union_ecr.aws.worker_pool import THREAD
from union_ecr.drift.live import LiveRegistry

PROJECT = Path(__file__).parents[2]
SECONDS = 60
"""Longer than any machine takes; only a failing test waits so long."""
pytestmark = pytest.mark.usefixtures("environment_of_aws", "nothing_is_left_behind")
Stall = Callable[[Any, str, str | None], None]


@pytest.fixture
def stall(nothing_is_left_behind: None) -> Iterator[Stall]:
    """Lets the calls of an operation, about a repository or any, hang until the test ends."""
    ended = threading.Event()

    def stalled(client: Any, operation: str, repository: str | None = None) -> None:
        def wait(params: Any, **_: Any) -> None:
            if repository is None or params["repositoryName"] == repository:
                ended.wait(SECONDS)

        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register(f"provide-client-params.{service}.{operation}", wait)

    yield stalled
    assert any(thread.name == THREAD for thread in threading.enumerate()), "the sweep waited for the stalled call"
    ended.set()


def test_ctrl_c_keeps_what_is_known(ecr: Any, clients: Aws, stall: Stall) -> None:
    make(ecr, ["server", "trainer"])
    stall(clients.ecr, "GetRepositoryPolicy", "trainer")

    def interrupt(done: int, known: int) -> None:
        if done == 5:  # everything but the trainer's policy
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as interrupted:
        read_registry(clients, Wanted(tags={}, roles=frozenset()), interrupt)
    found = repositories(interrupted.value.live)
    assert found["server"].lifecycle
    assert found["server"].resource_tags == {"name": "server"}
    assert found["trainer"].policy == NOT_YET
    assert found["trainer"].lifecycle
    assert found["trainer"].tag_mutability == "MUTABLE"


def test_tags_that_ecr_has_not_confirmed_at_ctrl_c_are_unread(ecr: Any, clients: Aws, stall: Stall) -> None:
    make(ecr, ["trainer"])
    stall(clients.ecr, "ListTagsForResource", None)

    def interrupt(done: int, known: int) -> None:
        if known == 5:  # two listings, the trainer's two documents, and its tags once more
            raise KeyboardInterrupt

    with pytest.raises(Interrupted) as interrupted:
        read_registry(clients, Wanted(tags={"trainer": {"name": "declared"}}), interrupt)
    assert repositories(interrupted.value.live)["trainer"].resource_tags == NOT_YET


def test_ctrl_c_during_the_listing_leaves_everything_unread(ecr: Any, clients: Aws, stall: Stall) -> None:
    make(ecr, ["trainer"])
    stall(clients.ecr, "DescribeRepositories", None)
    stall(clients.tagging, "GetResources", None)
    stall(clients.ecr, "GetRegistryPolicy", None)
    stall(clients.iam, "GetRole", None)
    calls: list[int] = []

    def interrupt(done: int, known: int) -> None:
        calls.append(known)
        raise KeyboardInterrupt

    wanted = Wanted(tags={}, parts=frozenset({"policy"}), roles=frozenset({"push"}))
    with pytest.raises(Interrupted) as interrupted:
        read_registry(clients, wanted, interrupt)
    assert interrupted.value.live == LiveRegistry(HERE, NOT_YET, {"policy": NOT_YET}, {"push": NOT_YET})
    assert calls == [4]


SWEEP = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from union_ecr.ecr.registry import Registry
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.client import connect
from union_ecr.aws.registry import Wanted
from tests.aws.live import Interrupted, read_registry
progress = lambda done, known: done == 2 and print("begun", flush=True)
try:
    read_registry(connect([Credentials(Registry("123456789012", "us-east-1"))]), Wanted(tags={}), progress)
except Interrupted as interrupted:
    print(getattr(interrupted.live.repositories, "reason", None) or interrupted.live.repositories[0].policy.reason)
"""


@pytest.mark.slow
def test_ctrl_c_ends_the_process_though_every_connection_stalls(aws: EmulatedAws, ecr: Any) -> None:
    make(ecr, [f"r{number}" for number in range(2 * CONCURRENCY)], documents=False)
    aws.inject(Fault("GetRepositoryPolicy", delay_seconds=SECONDS))
    sweep = subprocess.Popen([sys.executable, "-c", SWEEP], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with sweep:
        assert sweep.stdout
        assert sweep.stdout.readline() == "begun\n"
        sweep.send_signal(signal.SIGINT)
        assert sweep.stdout.read() == f"{NOT_YET.reason}\n"
        assert sweep.wait(SECONDS // 2) == 0
