"""Child processes that never outlive this process, an interrupt or an error."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import IO

KILL_WITH_PARENT = Path(__file__).with_name("_kill_with_parent.py")
POLL_SECONDS = 0.1


def run(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: IO[bytes],
    errors: IO[bytes] | None = None,
    cwd: Path | None = None,
    watch: Callable[[], None] = lambda: None,
) -> int:
    """Run a command and return its exit code; `watch` is called repeatedly.

    An exception of `watch` ends the command and everything it started. Without `errors`, standard error goes to
    `output`.
    """
    with subprocess.Popen(
        [sys.executable, "-I", "-S", str(KILL_WITH_PARENT), *command],
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
            return process.wait(POLL_SECONDS)
        watch()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def last_lines(output: IO[bytes], lines: int = 3) -> str:
    """Return the last lines of a command's output, joined into one."""
    output.seek(0)
    text = output.read().decode(errors="replace")
    return "; ".join([line.strip() for line in text.splitlines() if line.strip()][-lines:])


class Stalled(Exception):
    """Nothing has arrived for too long."""


class Growth:
    """Watches a folder grow; raises Stalled when nothing in it has changed for `stall_seconds`."""

    def __init__(self, folder: Path, stall_seconds: float, every: float = 0.25) -> None:
        self._folder = folder
        self._stall_seconds = stall_seconds
        self._every = every
        self._seen: tuple[int, int] | None = None
        self._since = self._looked = monotonic()

    @property
    def megabytes(self) -> int:
        """The size at the last look."""
        return self._seen[1] // 1_000_000 if self._seen else 0

    def check(self) -> None:
        """Look whether something arrived, at most every `every` seconds."""
        now = monotonic()
        if now - self._looked < self._every:
            return
        self._looked = now
        seen = _files_and_bytes(self._folder)
        if seen != self._seen:
            self._seen, self._since = seen, now
        elif now - self._since > self._stall_seconds:
            raise Stalled(f"nothing arrived for {self._stall_seconds:g} s")


def _files_and_bytes(folder: Path) -> tuple[int, int]:
    files = total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # gone since it was listed
                total += Path(parent, name).stat().st_size
                files += 1
    return files, total
