"""The steps of `make try`: each a line with its time, and a few lines of what came of it."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from union_ecr.stack_file.errors import one_line

_TITLE_WIDTH = 72


class Steps:
    """Prints them; `verbose` shows the engine's own lines as well."""

    def __init__(self, *, verbose: bool = False) -> None:
        self.verbose = verbose
        self._count = 0
        self._bold = sys.stdout.isatty()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """A step of this title; its time is that of the block."""
        self._count += 1
        heading = f"{self._count}. {title}"
        print(self._strong(heading), end="\n" if self.verbose else "", flush=True)
        began = time.monotonic()
        ended = False
        try:
            yield
            ended = True
        finally:
            seconds = f"{time.monotonic() - began:.1f} s" if ended else ""
            print(f"   {seconds}" if self.verbose else f"{seconds:>{max(8, _TITLE_WIDTH + 8 - len(heading))}}")

    def details(self, lines: Iterable[str]) -> None:
        """Lines below a step."""
        for line in lines:
            print(f"   {one_line(line)}", flush=True)

    def of_engine(self, line: str) -> None:
        """A line that the engine prints."""
        if self.verbose:
            print(f"   {line.rstrip()}", flush=True)

    def _strong(self, text: str) -> str:
        return f"\033[1m{text}\033[0m" if self._bold else text
