"""The report of `ci check`, for people."""

from collections.abc import Iterator

from union_ecr.ci_check.findings import CiReport
from union_ecr.cli.reports.text import describe_unknown
from union_ecr.stack_file.errors import one_line


def as_lines(report: CiReport) -> Iterator[str]:
    """A line for each finding, one for what to do, and one for each thing that could not be read."""
    for finding in report.findings:
        stack = f" ({finding.stack})" if finding.stack else ""
        yield one_line(f"{finding.severity}: {finding.account}{stack}: {finding.resource}: {finding.reason}")
        yield one_line(f"  {finding.remedy}")
    for unknown in report.unknown:
        yield f"unknown: {describe_unknown(unknown)}"
    if not report.findings and not report.unknown:
        yield "everything is set up as the bootstrap files say"
