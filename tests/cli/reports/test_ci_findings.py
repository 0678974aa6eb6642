"""The report of `ci check`, for people."""

from union_ecr.ci_check.findings import CiFinding, CiKind, CiReport
from union_ecr.cli.reports.ci_findings import as_lines
from union_ecr.drift.findings import Severity, Unknown

FINDING = CiFinding("1", "ml", "role a", CiKind.MISSING, Severity.WARNING, "it does not exist", "run it")


def test_a_finding_is_a_line_and_its_remedy() -> None:
    report = CiReport((FINDING,), (Unknown("role b", "AccessDenied: no", ("ml",)),))
    assert list(as_lines(report)) == [
        "warning: 1 (ml): role a: it does not exist",
        "  run it",
        "unknown: role b: AccessDenied: no (stack ml)",
    ]


def test_nothing_to_report_is_said() -> None:
    assert list(as_lines(CiReport((), ()))) == ["everything is set up as the bootstrap files say"]
