"""A report as GitHub's markdown: fit for a comment on a pull request, an issue and a job summary."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from union_ecr.cli.reports.shortened import shortened
from union_ecr.cli.reports.text import (
    WORST_FIRST,
    by_account,
    counted,
    describe_unknown,
    incomplete,
    of_severity,
    stack_or_registry,
    summary,
    unknown_by_reason,
)
from union_ecr.drift.findings import Finding, Report, Severity
from union_ecr.stack_file.errors import one_line

# A comment or an issue takes 65,536 characters, a job summary 1 MiB, which is more than as many characters have bytes.
# The rest is room for what a workflow writes around it.
# https://docs.github.com/actions/using-workflows/workflow-commands-for-github-actions#adding-a-job-summary
MOST_CHARACTERS = 60_000
_LONGEST_VALUE = 200
_LONGEST_NAME = 300
_LONGEST_REMEDY = 4_000

_HEAD = f"| # | stack | repository | kind | field | reason | declared | live | difference |\n|--:{'|---' * 8}|\n"


def as_markdown(report: Report, most: int = MOST_CHARACTERS) -> str:
    """A summary, what could not be read, and for each account and severity a table and its remedies.

    Of what does not fit into `most` characters, always the least severe, only the number is shown.
    """
    sentence = summary(report)
    begin = f"**{sentence[0].upper() + sentence[1:]}**\n" + "".join(_unknown(report, most // 4))
    shown = _fitting(report, most - len(begin) - len(_note(report.findings)))
    text = begin + "".join(_sections(report, report.findings[:shown]))
    return text + _note(report.findings[shown:])


def _unknown(report: Report, room: int) -> Iterator[str]:
    warning = incomplete(report)
    if warning:
        yield f"\n**{warning}**\n\n"
    unknowns = unknown_by_reason(report)
    for count, unknown in enumerate(unknowns):
        line = f"- {as_code(describe_unknown(unknown))}\n"
        room -= len(line)
        if room < 0:
            yield f"- and {len(unknowns) - count:,} more\n"
            return
        yield line


def _note(hidden: Sequence[Finding]) -> str:
    if not hidden:
        return ""
    counts = [(severity, sum(finding.severity is severity for finding in hidden)) for severity in WORST_FIRST]
    which = ", ".join(f"{count:,} {severity}" for severity, count in counts if count)
    more = counted(len(hidden), "more finding is", "more findings are")
    return f"\n**{more} not shown: {which}.** `union-ecr drift` shows all.\n"


def _fitting(report: Report, room: int) -> int:
    """How many findings, from the first, fit; rather too few, since every remedy is counted separately."""
    headings: set[tuple[str | None, Severity]] = set()
    for count, finding in enumerate(report.findings):
        room -= len(_row(count + 1, finding)) + len(_remedy([count + 1], finding.remedy))
        account = finding.registry.account if finding.registry else None
        if (account, finding.severity) not in headings:
            headings.add((account, finding.severity))
            room -= len(_account_heading(account)) + len(_heading(finding.severity, len(report.findings)))
        if room < 0:
            return count
    return len(report.findings)


def _sections(report: Report, findings: Sequence[Finding]) -> Iterator[str]:
    numbers = itertools.count(start=1)
    for account, here in by_account(report, findings):
        yield _account_heading(account) if account else ""
        for severity in WORST_FIRST:
            those = [(next(numbers), finding) for finding in of_severity(here, severity)]
            if those:
                yield _heading(severity, len(those))
                yield from (_row(number, finding) for number, finding in those)
                yield from _remedies(those)


def _account_heading(account: str | None) -> str:
    return f"\n## Account {account}\n"


def _heading(severity: Severity, count: int) -> str:
    return f"\n### {severity.capitalize()} ({count:,})\n\n{_HEAD}"


def _row(number: int, finding: Finding) -> str:
    declared, live = shortened(finding.declared, finding.live, _LONGEST_VALUE)
    names = [as_code(name or "") for name in (stack_or_registry(finding), finding.repository, finding.field)]
    neither = finding.declared is None and finding.live is None
    values = ("", "") if neither else (_code(declared), _code(live))
    cells = [*names[:2], finding.kind.value, names[2], as_code(finding.reason), *values, finding.difference or ""]
    return f"| {number} | {' | '.join(cells)} |\n"


def _remedies(findings: Iterable[tuple[int, Finding]]) -> Iterator[str]:
    """Every remedy once, with the numbers of its findings."""
    numbers: dict[str, list[int]] = {}
    for number, finding in findings:
        numbers.setdefault(finding.remedy, []).append(number)
    yield from (_remedy(those, remedy) for remedy, those in numbers.items())


def _remedy(numbers: Sequence[int], remedy: str) -> str:
    """A fenced block, with a fence longer than any in the remedy."""
    text = "\n".join(one_line(line) for line in remedy.split("\n"))
    if len(text) > _LONGEST_REMEDY:
        text = f"{len(text):,} characters long: see union-ecr drift"
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"\nFor {', '.join(map(str, numbers))}:\n\n{fence}\n{text}\n{fence}\n"


def as_code(text: str) -> str:
    """Text of unknown origin in one line, cut where it is long."""
    return _code(_trimmed(one_line(text))) if text else ""


def _trimmed(text: str) -> str:
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"


def _code(text: str) -> str:
    """Text of unknown origin: GitHub turns nothing in code into a mention, an issue or an emoji."""
    return f"<code>{_literal(text)}</code>"


def _literal(text: str) -> str:
    """The text with everything that could be markup, a link, a mention or a formula as a character reference.

    A code span does not work in a table: a pipe ends its cell, with or without a backslash.
    https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
    """
    return re.sub(r"[&<>|`*_~\\\[#@$]|:(?=//)|(?<=\bwww)\.", lambda found: f"&#{ord(found[0])};", text)
