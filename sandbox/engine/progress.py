"""Progress on standard error: drawn by rich on a terminal; in a pipe, a plain line every half minute."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column

PIPE_SECONDS = 30.0


class ProgressReporter:
    """Reports to a stream, standard error by default."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        stream = sys.stderr if stream is None else stream
        # A pipe stays free of control characters, also where FORCE_COLOR is set.
        self._console = Console(file=stream, force_terminal=stream.isatty(), emoji=False, highlight=False, markup=False)
        self._clock = clock
        self._show: Callable[[str], object] = self.say

    def say(self, line: str) -> None:
        """Write a line that stays."""
        self._console.print(line, soft_wrap=True)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Show a long step while the block lasts; call `tick` in it."""
        draw = self._drawn if self._console.is_interactive else self._written
        with draw(name) as self._show:
            yield

    def tick(self, detail: str = "") -> None:
        """Show that the step goes on, with a detail; without one, the last detail stays."""
        self._show(detail)

    @contextmanager
    def _drawn(self, name: str) -> Iterator[Callable[[str], object]]:
        description = TextColumn(
            "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis")
        )
        with Progress(
            SpinnerColumn(),
            description,
            TimeElapsedColumn(),
            console=self._console,
            get_time=self._clock,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        ) as drawn:
            task = drawn.add_task(name, total=None)
            yield lambda detail: drawn.update(task, description=f"{name}: {detail}" if detail else None)

    @contextmanager
    def _written(self, name: str) -> Iterator[Callable[[str], object]]:
        began = written = self._clock()
        last_detail = ""

        def write(detail: str) -> None:
            nonlocal written, last_detail
            last_detail = detail or last_detail
            now = self._clock()
            if now - written >= PIPE_SECONDS:
                written = now
                self.say(f"{name}, {duration(now - began)}" + (f": {last_detail}" if last_detail else ""))

        yield write


def duration(seconds: float) -> str:
    """Return a duration for people, such as 3 min 05 s."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
