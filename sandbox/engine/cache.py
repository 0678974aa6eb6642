"""The folder engines are kept in: one process at a time writes there, and only whole engines appear."""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.engine.engine import HostEnvironment, Order
from sandbox.engine.progress import Progress

WAIT_SECONDS = 0.1


@contextmanager
def locked(surroundings: HostEnvironment, progress: Progress) -> Iterator[None]:
    """Hold the cache; wait, saying so, while another process holds it."""
    surroundings.versions.mkdir(parents=True, exist_ok=True)
    with (surroundings.versions / f".lock-{surroundings.version}").open("a") as lock:
        if not _lock(lock.fileno()):
            progress.say("another process is getting the Pulumi engine: waiting for it")
            with progress.step("waiting"):
                while not _lock(lock.fileno()):
                    progress.tick("for the process that is getting the Pulumi engine")
                    time.sleep(WAIT_SECONDS)
        yield


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def order(surroundings: HostEnvironment, progress: Progress) -> Iterator[Order]:
    """Two empty folders beside the cache for a way to work in, gone afterwards."""
    bench = surroundings.versions / f".new-{surroundings.version}"
    _remove(bench)
    scratch = bench / "scratch"
    scratch.mkdir(parents=True)
    try:
        yield Order(surroundings, progress, bench / "root", scratch)
    finally:
        _remove(bench)


def place(made: Order) -> None:
    """Put a finished engine in its place in one step, in place of a broken one if need be."""
    root = made.surroundings.root
    _remove(root)
    made.root.rename(root)
    tidy(made.surroundings)


def tidy(surroundings: HostEnvironment) -> None:
    """Delete what a build kept for its next try."""
    _remove(surroundings.workshop)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
