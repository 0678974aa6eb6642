"""Findings as data."""

from itertools import pairwise

from union_ecr.drift.findings import Finding, Kind, Report, Severity, Unknown, by_severity


def finding(severity: Severity, stack: str | None = "a", repository: str | None = "r") -> Finding:
    return Finding(stack, repository, Kind.CHANGED, "f", 1, 2, severity, "do")


def test_the_worst_comes_first_and_then_the_names() -> None:
    given = [
        finding(Severity.INFO),
        finding(Severity.CRITICAL, "b"),
        finding(Severity.WARNING, None),
        finding(Severity.CRITICAL, "a", None),
        finding(Severity.CRITICAL, "a"),
    ]
    ordered = by_severity(given)
    assert [(one.severity.value, one.stack, one.repository) for one in ordered] == [
        ("critical", "a", None),
        ("critical", "a", "r"),
        ("critical", "b", "r"),
        ("warning", None, "r"),
        ("info", "a", "r"),
    ]
    assert all(one.severity.rank >= other.severity.rank for one, other in pairwise(ordered))


def test_what_is_unknown_is_never_clean_and_weighs_more_than_a_finding() -> None:
    unknown, found = (Unknown("x", "denied"),), (finding(Severity.INFO),)
    assert Report((), 1, 1, ()).exit_code == 0
    assert Report(found, 1, 1, ()).exit_code == 1
    assert Report((), 1, 1, unknown).exit_code == 3
    assert Report(found, 1, 1, unknown).exit_code == 3
