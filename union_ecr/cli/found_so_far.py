"""What a sweep shows on a terminal while it goes on: the most severe findings so far."""

from collections.abc import Callable, Sequence

from union_ecr.cli.reports.text import stack_or_registry
from union_ecr.drift.findings import Finding, Found, by_severity
from union_ecr.stack_file.errors import one_line

MOST_SHOWN = 5


class FoundSoFar:
    """Called with what is found, in any order; shows one line for each of the most severe findings, and their number.

    The lines are a preview: the report has all findings, and is the same every time.
    """

    def __init__(self, show: Callable[[Sequence[str]], None]) -> None:
        self._show = show
        self._worst: list[Finding] = []
        self._count = 0

    def __call__(self, found: Sequence[Found]) -> None:
        """Show what is found by now."""
        findings = [result for result in found if isinstance(result, Finding)]
        if findings:
            self._count += len(findings)
            self._worst = list(by_severity([*self._worst, *findings])[:MOST_SHOWN])
            more = self._count - len(self._worst)
            self._show([*map(_line, self._worst), *([f"and {more:,} more so far"] if more else [])])


def _line(finding: Finding) -> str:
    account = [finding.registry.account] if finding.registry and finding.stack else []
    about = (finding.repository, finding.kind.value, finding.field)
    return one_line("  ".join([finding.severity.value, *account, stack_or_registry(finding), *filter(None, about)]))
