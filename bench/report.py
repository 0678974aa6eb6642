"""Figures as Markdown: medians with their range, aims, the machine, and the marks in docs/performance.md."""

import os
import platform
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from statistics import median
from typing import TypeVar

from sandbox.engine import Engine
from sandbox.project import ROOT

PAGE = ROOT / "docs" / "performance.md"
_CPU_LIST = Path("/proc/cpuinfo")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Table:
    """One part's figures; `notes` are sentences below it."""

    title: str
    aim: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: str = ""

    def markdown(self, engine: Engine, load: str) -> str:
        """The table with its aim above and where it was measured below."""
        lines = [
            f"### {self.title}",
            "",
            f"Aim: {self.aim}.",
            "",
            _row(self.columns),
            _row(["---"] + ["---:"] * (len(self.columns) - 1)),
            *map(_row, self.rows),
            "",
            f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, engine {engine.version}; load when it began: {load}.",
        ]
        return "\n".join([*lines, "", self.notes] if self.notes else lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def spread(seconds: Sequence[float]) -> str:
    """The median, and from where to where the runs went."""
    return f"{median(seconds):.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"


def verdict(figure: float, aim: float) -> str:
    """Whether a figure is at most its aim."""
    return "met" if figure <= aim else "**missed**"


def alternating(runs: int, *sides: Callable[[], Result]) -> list[list[Result]]:
    """The results of all sides; they take turns in alternating order, so that load affects all of them."""
    results: list[list[Result]] = [[] for _ in sides]
    for run in range(runs):
        order = list(enumerate(sides))
        for number, measure in order if run % 2 == 0 else reversed(order):
            results[number].append(measure())
    return results


def load_average() -> str:
    """The load average of the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


@cache
def machine() -> str:
    """Cores, processor and Python, in a few words."""
    cores = os.cpu_count() or 0
    model = platform.machine()
    if _CPU_LIST.exists():
        found = re.search(r"^model name\s*:\s*(.+)$", _CPU_LIST.read_text(), re.MULTILINE)
        model = found[1].strip() if found else model
    return f"{cores} cores ({model}), {platform.system()}, Python {platform.python_version()}"


def marked(name: str, body: str) -> str:
    """A part's text between its marks in the page."""
    begin, end = _marks(name)
    return f"{begin}\n{body}\n{end}"


def write(name: str, text: str) -> None:
    """Replace a part's marked text in the page."""
    begin, end = _marks(name)
    page = PAGE.read_text()
    written, count = re.subn(f"{re.escape(begin)}.*?{re.escape(end)}", lambda _: text, page, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"{PAGE.name} has {count} places between {begin} and {end}, and needs one")
    PAGE.write_text(written)


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- measured: {name} -->", f"<!-- end: {name} -->"
