"""The findings that a sweep shows while it goes on."""

from itertools import permutations

from tests.cli.reports.sample_reports import HOSTILE, finding
from union_ecr.cli.found_so_far import MOST_SHOWN, FoundSoFar
from union_ecr.drift.findings import Finding, Severity, Unknown
from union_ecr.ecr.registry import Registry

HERE = Registry("123456789012", "us-east-1")


def shown(*batches: list[Finding | Unknown]) -> list[str]:
    lines: list[str] = []

    def show(given: object) -> None:
        lines[:] = given  # type: ignore[call-overload]

    found = FoundSoFar(show)
    for batch in batches:
        found(batch)
    return lines


def test_a_line_says_how_severe_where_and_what() -> None:
    assert shown([finding(registry=HERE)]) == [
        "warning  123456789012  team  ml/trainer  changed  scanOnPush",
    ]
    assert shown([finding(registry=HERE, stack=None, repository=None)]) == [
        "warning  123456789012 us-east-1  changed  scanOnPush"
    ]


def test_the_most_severe_are_shown_whatever_came_first_and_the_others_are_counted() -> None:
    batches: list[list[Finding | Unknown]] = [[finding(severity=severity)] * 3 for severity in Severity]
    for order in permutations(batches):
        lines = shown(*order)
        assert [line.partition(" ")[0] for line in lines[:-1]] == ["critical"] * 3 + ["warning"] * 2
        assert lines[MOST_SHOWN:] == ["and 4 more so far"]


def test_what_is_unknown_is_left_to_the_report() -> None:
    assert shown([Unknown("the policy", "denied")]) == []


def test_a_hostile_value_is_one_printable_line() -> None:
    for text in HOSTILE.values():
        (line,) = shown([finding(stack=text, repository=text, field=text)])
        assert line.isprintable()
