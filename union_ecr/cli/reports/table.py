"""A report for people at a terminal: the most severe first, and what could not be read last, where it is seen."""

from collections.abc import Iterator, Sequence
from io import StringIO

import typer

from union_ecr.cli.reports.shortened import shortened
from union_ecr.cli.reports.text import (
    WORST_FIRST,
    describe_unknown,
    incomplete,
    of_severity,
    stack_or_registry,
    summary,
)
from union_ecr.drift.findings import Finding, Report, Severity
from union_ecr.stack_file.errors import one_line

_COLOURS = {Severity.CRITICAL: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
Row = tuple[str, ...]


def as_table(report: Report, *, colours: bool = False) -> str:
    """The report as text; each remedy is on lines of its own, ready to paste."""
    return "\n".join(_lines(report, colours))


def _lines(report: Report, colours: bool) -> Iterator[str]:
    for severity in WORST_FIRST:
        findings = of_severity(report, severity)
        if findings:
            yield _coloured(severity.upper(), _COLOURS[severity], colours)
            for finding, line in zip(findings, _aligned([_row(finding) for finding in findings]), strict=True):
                yield f"  {line}"
                yield from _details(finding)
            yield ""
    sentence = summary(report)
    yield sentence[0].upper() + sentence[1:]
    warning = incomplete(report)
    if warning:
        yield _coloured(warning, "red", colours)
        yield from (f"  {describe_unknown(unknown)}" for unknown in report.unknown)


def _row(finding: Finding) -> Row:
    return (
        stack_or_registry(finding),
        one_line(finding.repository or "-"),
        finding.kind.value,
        one_line(finding.field or ""),
    )


def _aligned(rows: Sequence[Row]) -> list[str]:
    """A line for each row, its cells aligned as a terminal shows them. rich takes time to import: only where needed."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for row in rows:
        grid.add_row(*map(Text, row))
    widest = [max(map(len, column)) for column in zip(*rows, strict=True)]
    width = sum(2 * length + 2 for length in widest)  # a letter takes two columns at most: nothing is wrapped or cut
    console = Console(file=StringIO(), width=width, color_system=None, legacy_windows=False)
    with console.capture() as drawn:
        console.print(grid, soft_wrap=True)
    return [line.rstrip() for line in drawn.get().splitlines()]


def _details(finding: Finding) -> Iterator[str]:
    yield f"    {one_line(finding.reason)}"
    if finding.declared is not None or finding.live is not None:
        declared, live = shortened(finding.declared, finding.live)
        yield f"    declared  {declared}"
        yield f"    live      {live}"
    if finding.difference:
        yield f"    difference  {finding.difference}"
    yield "    remedy"
    yield from (f"      {one_line(line)}" for line in finding.remedy.split("\n"))


def _coloured(text: str, colour: str, colours: bool) -> str:
    return typer.style(text, fg=colour, bold=True) if colours else text
