"""Findings as data."""

from itertools import pairwise

from union_ecr.drift.findings import Finding, Kind, Report, Severity, Unknown, by_severity


def finding(severity: Severity, stack: str | None = "a", repository: str | None = "r") -> Finding:
    return Finding(stack, repository, Kind.CHANGED, "f", 1, 2, severity, "why", "do")


def test_findings_are_sorted_by_severity_and_then_by_name() -> None:
    given = [
        finding(Severity.INFO),
        finding(Severity.CRITICAL, "b"),
        finding(Severity.WARNING, None),
        finding(Severity.CRITICAL, "a", None),
        finding(Severity.CRITICAL, "a"),
    ]
    ordered = by_severity(given)
    assert [(finding.severity.value, finding.stack, finding.repository) for finding in ordered] == [
        ("critical", "a", None),
        ("critical", "a", "r"),
        ("critical", "b", "r"),
        ("warning", None, "r"),
        ("info", "a", "r"),
    ]
    assert all(first.severity.rank >= second.severity.rank for first, second in pairwise(ordered))


def test_anything_unknown_makes_the_exit_code_3_even_beside_findings() -> None:
    unknown, found = (Unknown("x", "denied"),), (finding(Severity.INFO),)
    assert Report((), 1, 1, ()).exit_code == 0
    assert Report(found, 1, 1, ()).exit_code == 1
    assert Report((), 1, 1, unknown).exit_code == 3
    assert Report(found, 1, 1, unknown).exit_code == 3
