"""A report for people at a terminal, by account: the most severe first, and what could not be read last.

The end is where people look first.
"""

from collections.abc import Iterator, Sequence

import typer

from union_ecr.cli.reports.diff import unified
from union_ecr.cli.reports.shortened import shortened
from union_ecr.cli.reports.text import (
    WORST_FIRST,
    by_account,
    describe_unknown,
    incomplete,
    of_severity,
    stack_or_registry,
    summary,
    unknown_by_reason,
)
from union_ecr.drift.findings import Finding, Report, Severity
from union_ecr.stack_file.errors import one_line

_COLOURS = {Severity.CRITICAL: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
Row = tuple[str, ...]
_WIDEST = 60


def as_table(report: Report, *, colours: bool = False) -> str:
    """The report as text; each remedy is on lines of its own, ready to paste."""
    return "\n".join(_lines(report, colours))


def _lines(report: Report, colours: bool) -> Iterator[str]:
    for account, findings in by_account(report, report.findings):
        if account:
            yield _coloured(f"ACCOUNT {account}", None, colours, bold=True)
            yield ""
        yield from _account(findings, colours)
    sentence = summary(report)
    yield sentence[0].upper() + sentence[1:]
    warning = incomplete(report)
    if warning:
        yield _coloured(warning, "red", colours, bold=True)
        yield from (f"  {describe_unknown(unknown)}" for unknown in unknown_by_reason(report))


def _account(findings: Sequence[Finding], colours: bool) -> Iterator[str]:
    for severity in WORST_FIRST:
        those = of_severity(findings, severity)
        if those:
            yield _coloured(severity.upper(), _COLOURS[severity], colours, bold=True)
            for finding, line in zip(those, _aligned([_row(finding) for finding in those]), strict=True):
                yield f"  {line}"
                yield from _details(finding, colours)
            yield ""


def _row(finding: Finding) -> Row:
    return (
        stack_or_registry(finding),
        one_line(finding.repository or "-"),
        finding.kind.value,
        one_line(finding.field or ""),
    )


def _aligned(rows: Sequence[Row]) -> list[str]:
    """A line for each row, its cells aligned as a terminal shows them, but for those that are very long."""
    from rich.cells import cell_len  # rich takes time to import: only where needed

    lengths = [[cell_len(cell) for cell in row] for row in rows]
    widths = [
        max((length for length in column if length <= _WIDEST), default=0) for column in zip(*lengths, strict=True)
    ]
    return [
        "  ".join(
            cell + " " * (width - length) for cell, length, width in zip(row, of_row, widths, strict=True)
        ).rstrip()
        for row, of_row in zip(rows, lengths, strict=True)
    ]


def _details(finding: Finding, colours: bool) -> Iterator[str]:
    yield f"    {one_line(finding.reason)}"
    if finding.declared is not None or finding.live is not None:
        yield from (f"    {line}" for line in _values(finding, colours))
    if finding.difference:
        yield f"    difference  {finding.difference}"
    yield "    remedy"
    yield from (f"      {one_line(line)}" for line in finding.remedy.split("\n"))


def _values(finding: Finding, colours: bool) -> Iterator[str]:
    """Two documents as a diff, other values one below the other."""
    lines = unified(finding.declared, finding.live)
    if not lines:
        declared, live = shortened(finding.declared, finding.live)
        yield _coloured(f"declared  {declared}", "red", colours)
        yield _coloured(f"live      {live}", "green", colours)
    for line in lines:
        colour = {"-": "red", "+": "green"}.get(line[:1])
        yield _coloured(line, colour, colours) if colour else line


def _coloured(text: str, colour: str | None, colours: bool, *, bold: bool = False) -> str:
    return typer.style(text, fg=colour, bold=bold or None) if colours else text
