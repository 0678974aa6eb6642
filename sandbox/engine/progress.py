"""Words for people while something takes long: one rewritten line on a terminal, few plain ones in a pipe."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

TERMINAL_SECONDS = 0.2
PIPE_SECONDS = 30.0


class Progress:
    """Talks to a stream, standard error unless told otherwise."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._terminal = self._stream.isatty()
        self._shown = 0
        self._step = ""
        self._began = self._said = 0.0

    def say(self, line: str) -> None:
        """Write one line that stays."""
        self._wipe()
        self._stream.write(line + "\n")
        self._stream.flush()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Something long begins; `tick` shows within that it goes on."""
        self._step, self._began = name, self._clock()
        self._said = self._began
        try:
            yield
        finally:
            self._wipe()

    def tick(self, detail: str = "") -> None:
        """Show that the step is alive, when it is time to."""
        now = self._clock()
        if now - self._said < (TERMINAL_SECONDS if self._terminal else PIPE_SECONDS):
            return
        self._said = now
        line = f"{self._step}, {duration(now - self._began)}" + (f": {detail}" if detail else "")
        if self._terminal:
            self._rewrite(line)
        else:
            self.say(line)

    def _rewrite(self, line: str) -> None:
        line = line[: self._columns() - 1]
        self._stream.write("\r" + line.ljust(self._shown))
        self._stream.flush()
        self._shown = len(line)

    def _wipe(self) -> None:
        if self._shown:
            self._stream.write("\r" + " " * self._shown + "\r")
            self._stream.flush()
            self._shown = 0

    def _columns(self) -> int:
        try:
            return os.get_terminal_size(self._stream.fileno()).columns or 80
        except OSError:
            return 80


def duration(seconds: float) -> str:
    """Spell a duration for people."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
