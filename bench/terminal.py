"""What a command shows on a terminal first."""

import os
import pty
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.workbench import MeasurementFailed

_MOST_BYTES = 10_000_000


def seconds_until_shown(
    command: Sequence[str], expected: bytes, environment: Mapping[str, str] | None = None, cwd: Path | None = None
) -> float:
    """The seconds until the terminal shows the expected text, without waiting for the end of the command."""
    terminal, end = pty.openpty()
    began = time.perf_counter()
    inherited = os.environ if environment is None else environment
    running = subprocess.Popen(
        command, env={**inherited, "TERM": "xterm"}, cwd=cwd, stdout=subprocess.DEVNULL, stderr=end
    )
    os.close(end)
    with running:
        try:
            shown = os.read(terminal, 100)
            while expected not in shown and len(shown) < _MOST_BYTES:
                shown += os.read(terminal, 10_000)
            seconds = time.perf_counter() - began
        finally:
            running.kill()
            os.close(terminal)
    if expected not in shown:
        raise MeasurementFailed(f"the first thing shown is {shown!r}")
    return seconds
