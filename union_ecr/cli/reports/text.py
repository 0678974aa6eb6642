"""What the formats for people say alike: how much was found, where, and what could not be told."""

from union_ecr.drift.findings import Finding, Report, Severity, Unknown
from union_ecr.stack_file.errors import one_line

WORST_FIRST = tuple(sorted(Severity, key=lambda severity: -severity.rank))


def summary(report: Report) -> str:
    """The whole report in a sentence: `3 findings in 2 stacks: 1 critical, 2 info; 1,204 repositories looked at`."""
    count = len(report.findings)
    stacks = len({finding.stack for finding in report.findings if finding.stack})
    nothing = "cannot tell whether AWS is as declared" if report.unknown else "no findings"
    told = counted(count, "finding") if count else nothing
    if stacks:
        told += f" in {counted(stacks, 'stack')}"
    counts = [(severity, len(of_severity(report, severity))) for severity in WORST_FIRST]
    if count:
        told += f": {', '.join(f'{number:,} {severity}' for severity, number in counts if number)}"
    looked_at = f"{counted(report.live, 'repository', 'repositories')} looked at, {report.declared:,} declared"
    return f"{told}; {looked_at}"


def incomplete(report: Report) -> str | None:
    """How loudly it is said that something is missing; None where nothing is."""
    if not report.unknown:
        return None
    why = "broken off; " if report.interrupted else ""
    return f"INCOMPLETE: {why}could not read {counted(len(report.unknown), 'thing')}"


def cannot_tell(one: Unknown) -> str:
    """One thing that could not be read, and why, on one line."""
    stacks = f" ({'stack' if len(one.stacks) == 1 else 'stacks'} {', '.join(one.stacks)})" if one.stacks else ""
    return one_line(f"{one.what}: {one.reason}{stacks}")


def whose(finding: Finding) -> str:
    """The stack that a finding concerns, else the registry."""
    if finding.stack is not None:
        return one_line(finding.stack)
    return finding.registry.words if finding.registry else "no stack"


def of_severity(report: Report, severity: Severity) -> list[Finding]:
    """The findings of one severity, in the report's order."""
    return [finding for finding in report.findings if finding.severity is severity]


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 finding`, `1,204 findings`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
