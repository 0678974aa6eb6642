"""Child processes that end with their work, with an interrupt, or with this process: never later."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

LEASH = Path(__file__).with_name("_kill_with_parent.py")
BEAT_SECONDS = 0.1


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[bytes],
    errors: IO[bytes] | None = None,
    cwd: Path | None = None,
    watch: Callable[[], None] = lambda: None,
) -> int:
    """Run a command to its end and return its exit code; `watch` is called all the while.

    Whatever `watch` raises ends the command and everything it started. `errors` goes with `output`
    unless it has a file of its own.
    """
    with subprocess.Popen(
        [sys.executable, "-I", "-S", str(LEASH), *command],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=subprocess.STDOUT if errors is None else errors,
        cwd=cwd,
        env=dict(environment),
        start_new_session=True,
    ) as process:
        try:
            return _wait(process, watch)
        finally:
            _kill_group(process)


def _wait(process: subprocess.Popen[bytes], watch: Callable[[], None]) -> int:
    while True:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(BEAT_SECONDS)
        watch()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def last_words(output: IO[bytes], lines: int = 3) -> str:
    """Join the last lines a command wrote into one."""
    output.seek(0)
    text = output.read().decode(errors="replace")
    return "; ".join([line.strip() for line in text.splitlines() if line.strip()][-lines:])


class Stalled(Exception):
    """Nothing has arrived for too long."""


class Growth:
    """Watches a folder grow; raises Stalled once nothing in it changed for `patience` seconds."""

    def __init__(self, folder: Path, patience: float, every: float = 0.25) -> None:
        self._folder = folder
        self._patience = patience
        self._every = every
        self._seen: tuple[int, int] | None = None
        self._since = self._looked = time.monotonic()

    @property
    def megabytes(self) -> int:
        """How much lay there when last looked."""
        return self._seen[1] // 1_000_000 if self._seen else 0

    def check(self) -> None:
        """Look, at most every so often, whether something arrived."""
        now = time.monotonic()
        if now - self._looked < self._every:
            return
        self._looked = now
        seen = _files_and_bytes(self._folder)
        if seen != self._seen:
            self._seen, self._since = seen, now
        elif now - self._since > self._patience:
            raise Stalled(f"nothing arrived for {self._patience:g} s")


def _files_and_bytes(folder: Path) -> tuple[int, int]:
    files = total = 0
    for place, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # gone since it was listed
                total += Path(place, name).stat().st_size
                files += 1
    return files, total
