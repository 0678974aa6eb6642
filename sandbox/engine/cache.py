"""The folder of installed engines: one process at a time writes there, and only complete engines appear."""

import fcntl
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.engine.engine import HostEnvironment, Installation
from sandbox.engine.progress import ProgressReporter

WAIT_SECONDS = 0.1


@contextmanager
def locked(host: HostEnvironment, progress: ProgressReporter) -> Iterator[None]:
    """Lock the cache; wait, with a message, while another process has locked it."""
    host.versions.mkdir(parents=True, exist_ok=True)
    with (host.versions / f".lock-{host.version}").open("a") as lock:
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
def installation(host: HostEnvironment, progress: ProgressReporter) -> Iterator[Installation]:
    """Two empty folders beside the cache, deleted afterwards."""
    folder = host.versions / f".new-{host.version}"
    _remove(folder)
    scratch = folder / "scratch"
    scratch.mkdir(parents=True)
    try:
        yield Installation(host, progress, folder / "root", scratch)
    finally:
        _remove(folder)


def move_into_place(made: Installation) -> None:
    """Move a finished engine into the cache in one step; it replaces a broken one."""
    root = made.host.root
    _remove(root)
    made.root.rename(root)
    delete_build_folder(made.host)


def delete_build_folder(host: HostEnvironment) -> None:
    """Delete the files that a build keeps to be continued."""
    _remove(host.build_folder)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
