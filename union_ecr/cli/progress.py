"""Progress of a long step: a bar on a terminal's stderr that is removed at the end."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as RichProgress

SECONDS_BETWEEN = 0.1


class Progress:
    """While entered, `progress(done, total)` shows both; in a pipe nothing is written at all.

    The first line appears on entry. A terminal that is gone stops nothing. rich is imported for a terminal only.
    """

    def __init__(
        self, description: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._description = description
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._drawn = 0.0
        self._bar: RichProgress | None = None
        self._lines: Sequence[str] = ()

    def __enter__(self) -> Self:
        if self._stream.isatty() and os.environ.get("TERM") != "dumb":
            self._bar = _bar(self._stream, lambda: self._lines)
            self._bar.add_task(self._description, total=None, count="…")
            with contextlib.suppress(OSError, ValueError):
                self._bar.start()
            self._drawn = self._clock()
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are done, at most ten times a second; a total of 0 is not known yet."""
        if self._bar and self._clock() - self._drawn >= SECONDS_BETWEEN:
            self._drawn = self._clock()
            count = f"{done:,} of {total:,}" if total else f"{done:,}"
            with contextlib.suppress(OSError, ValueError):
                self._bar.update(self._bar.task_ids[0], completed=done, total=total or None, count=count, refresh=True)

    def show(self, lines: Sequence[str]) -> None:
        """Show these lines above the bar, from the next time that it is drawn; they are removed with it.

        The first ones need not wait for a tenth of a second.
        """
        if not self._lines:
            self._drawn = float("-inf")
        self._lines = lines

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        bar, self._bar = self._bar, None
        if bar:
            with contextlib.suppress(OSError, ValueError):
                bar.stop()


def _bar(stream: TextIO, lines: Callable[[], Sequence[str]]) -> "RichProgress":
    from rich.console import Console, RenderableType
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as RichProgress
    from rich.text import Text

    class Terminal(Console):
        """Leaves the cursor visible: a second Ctrl-C ends the process before anybody could show it again."""

        def show_cursor(self, show: bool = True) -> bool:  # noqa: ARG002 - the signature is rich's
            return False

        def on_broken_pipe(self) -> None:
            self.quiet = True  # where rich would exit with code 1, which means findings

    class BarBelowLines(RichProgress):
        """Each line is cut at the edge of the terminal."""

        def get_renderables(self) -> Iterable[RenderableType]:
            yield from (Text(line, no_wrap=True, overflow="ellipsis") for line in lines())
            yield from super().get_renderables()

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[count]}", markup=False),
    )
    console = Terminal(file=stream, force_terminal=True)
    return BarBelowLines(
        *columns, console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False
    )
