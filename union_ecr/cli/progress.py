"""How far something long has come: one line on a terminal's stderr, rewritten and taken away at the end."""

import contextlib
import os
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

SECONDS_BETWEEN = 0.1
_NARROWEST = 80


class Progress:
    """While entered, `progress(done, total)` shows both; in a pipe it shows nothing at all.

    The first line stands before the first answer. May be called from several threads.
    """

    def __init__(self, what: str, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._shows = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._lock = threading.Lock()
        self._drawn = 0.0
        self._width = 0

    def __enter__(self) -> Self:
        self._draw(f"{self._what} …")
        return self

    def __call__(self, done: int, total: int) -> None:
        """Show that `done` of `total` are through, if it is time to; a total of 0 is not known yet."""
        if self._shows and self._clock() - self._drawn >= SECONDS_BETWEEN:
            self._draw(f"{self._what}: {done:,}" + (f" of {total:,}" if total else ""))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._draw("", last=True)

    def _draw(self, line: str, *, last: bool = False) -> None:
        """Put the line over the one before; a terminal that is gone is nobody to talk to."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            if not self._shows:
                return
            self._shows = not last
            line = line[: self._columns() - 1]
            self._stream.write("\r" + line.ljust(self._width) + ("" if line else "\r"))
            self._stream.flush()
            self._width, self._drawn = len(line), self._clock()

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or _NARROWEST
        except (OSError, ValueError):
            return _NARROWEST
