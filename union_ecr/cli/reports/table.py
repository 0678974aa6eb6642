"""A report for people at a terminal: the most severe first, and what could not be read last, where it is seen."""

from collections.abc import Iterator, Sequence

import typer
from rich.cells import cell_len

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
_WIDEST = 40
Row = tuple[str, ...]


def as_table(report: Report, *, colours: bool = False) -> str:
    """The report as text; each remedy is on lines of its own, ready to paste."""
    return "\n".join(_lines(report, colours))


def _lines(report: Report, colours: bool) -> Iterator[str]:
    for severity in WORST_FIRST:
        findings = of_severity(report, severity)
        if findings:
            yield _coloured(severity.upper(), _COLOURS[severity], colours)
            rows = [_row(finding) for finding in findings]
            widths = _widths(rows)
            for finding, row in zip(findings, rows, strict=True):
                cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
                yield f"  {'  '.join(cells)}".rstrip()
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


def _widths(rows: Sequence[Row]) -> list[int]:
    return [min(_WIDEST, max(map(cell_len, column))) for column in zip(*rows, strict=True)]


def _details(finding: Finding) -> Iterator[str]:
    if finding.declared is not None or finding.live is not None:
        declared, live = shortened(finding.declared, finding.live)
        yield f"    declared  {declared}"
        yield f"    live      {live}"
    yield "    remedy"
    yield from (f"      {one_line(line)}" for line in finding.remedy.split("\n"))


def _coloured(text: str, colour: str, colours: bool) -> str:
    return typer.style(text, fg=colour, bold=True) if colours else text
