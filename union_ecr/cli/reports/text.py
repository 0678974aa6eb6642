"""Texts that the formats for people share: the summary, and what could not be read."""

from collections.abc import Iterable, Iterator, Sequence

from union_ecr.drift.findings import INTERRUPTED, Finding, Report, Severity, Unknown
from union_ecr.stack_file.errors import one_line

_MOST_STACKS = 10
WORST_FIRST = tuple(sorted(Severity, key=lambda severity: -severity.rank))


def summary(report: Report) -> str:
    """The whole report in one sentence: `1 finding in 1 stack: 1 info; 3 repositories looked at, 2 declared`."""
    count = len(report.findings)
    stacks = len({finding.stack for finding in report.findings if finding.stack})
    nothing = "cannot tell whether AWS is as declared" if report.unknown else "no findings"
    text = counted(count, "finding") if count else nothing
    if stacks:
        text += f" in {counted(stacks, 'stack')}"
    counts = [(severity, len(of_severity(report.findings, severity))) for severity in WORST_FIRST]
    if count:
        text += f": {', '.join(f'{number:,} {severity}' for severity, number in counts if number)}"
    where = f" in {report.accounts:,} accounts" if report.accounts > 1 else ""
    looked_at = f"{counted(report.live, 'repository', 'repositories')} looked at, {report.declared:,} declared{where}"
    return f"{text}; {looked_at}"


def incomplete(report: Report) -> str | None:
    """The warning that something could not be read; None if everything was."""
    if not report.unknown:
        return None
    why = f"{INTERRUPTED}; " if report.interrupted else ""
    return f"INCOMPLETE: {why}{counted(len(report.unknown), 'read')} failed"


def unknown_by_reason(report: Report) -> list[Unknown]:
    """What could not be read; accounts of which nothing is known for the same reason are one thing.

    If the caller's own credentials fail, that is one line for all accounts.
    """
    together: dict[Unknown | str, list[Unknown]] = {}
    for unknown in report.unknown:
        together.setdefault(unknown.reason if unknown.whole else unknown, []).append(unknown)
    return [result for those in together.values() for result in _of_one_reason(those)]


def _of_one_reason(unknowns: Sequence[Unknown]) -> Sequence[Unknown]:
    registries = {registry for unknown in unknowns for registry in unknown.registries}
    accounts = {registry.account for registry in registries}
    if len(accounts) <= 1:
        return unknowns
    where = counted(len(accounts), "account")
    if len(registries) > len(accounts):
        where = f"{len(registries):,} registries in {where}"
    stacks = sorted(stack for unknown in unknowns for stack in unknown.stacks)
    return [Unknown(f"all of {where}", unknowns[0].reason, tuple(stacks))]


def describe_unknown(unknown: Unknown) -> str:
    """What could not be read, and why, in one line with at most ten of its stacks."""
    if not unknown.stacks:
        return one_line(f"{unknown.what}: {unknown.reason}")
    more = len(unknown.stacks) - _MOST_STACKS
    stacks = f"{', '.join(unknown.stacks[:_MOST_STACKS])}{f' and {more:,} more' if more > 0 else ''}"
    return one_line(f"{unknown.what}: {unknown.reason} ({'stack' if len(unknown.stacks) == 1 else 'stacks'} {stacks})")


def stack_or_registry(finding: Finding) -> str:
    """The stack that a finding is about, else the registry."""
    if finding.stack is not None:
        return one_line(finding.stack)
    return finding.registry.label if finding.registry else "no stack"


def by_account(report: Report, findings: Sequence[Finding]) -> Iterator[tuple[str | None, list[Finding]]]:
    """The findings of each account, the account with the most severe one first.

    In a report on a single account all of them together, with None for the account.
    """
    if report.accounts <= 1:
        yield None, list(findings)
        return
    accounts: dict[str, list[Finding]] = {}
    for finding in findings:
        accounts.setdefault(finding.registry.account if finding.registry else "unknown", []).append(finding)

    def order(account: str) -> tuple[int, str]:
        return (-max(finding.severity.rank for finding in accounts[account]), account)

    yield from ((account, accounts[account]) for account in sorted(accounts, key=order))


def of_severity(findings: Iterable[Finding], severity: Severity) -> list[Finding]:
    """The findings of one severity, in the order of the report."""
    return [finding for finding in findings if finding.severity is severity]


def counted(number: int, singular: str, plural: str | None = None) -> str:
    """`1 finding`, `1,204 findings`."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
