"""The table for people."""

import re

import pytest

from tests.cli.reports.told import HOSTILE, LONG_DOCUMENT, finding, hostile_report, report
from union_ecr.cli.reports.table import as_table
from union_ecr.drift.findings import INTERRUPTED, Kind, Report, Severity, Unknown
from union_ecr.ecr.registry import Registry

CRITICAL, INFO = finding(severity=Severity.CRITICAL, stack="other"), finding(severity=Severity.INFO)
DENIED = Unknown("the policy of ml/trainer in 123456789012 us-east-1", "AccessDeniedException", ("team",))


def test_findings_stand_below_their_severity_and_the_worst_comes_first() -> None:
    lines = as_table(report(CRITICAL, finding(), INFO)).splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings[:-1] == ["CRITICAL", "WARNING", "INFO"]


def test_a_severity_without_findings_is_not_there() -> None:
    assert "CRITICAL" not in as_table(report(finding()))


def test_a_finding_is_stack_repository_kind_and_field_with_both_values() -> None:
    lines = as_table(report(finding())).splitlines()
    assert lines[1].split() == ["team", "ml/trainer", "changed", "scanOnPush"]
    assert lines[2:4] == ["    declared  true", "    live      false"]


def test_columns_stand_below_each_other() -> None:
    rows = [finding(repository="a"), finding(repository="long/name")]
    lines = [line for line in as_table(report(*rows)).splitlines() if "scanOnPush" in line]
    assert len({line.index("changed") for line in lines}) == 1


def test_a_remedy_stands_on_lines_of_its_own_as_it_is() -> None:
    lines = as_table(report(finding(remedy="aws ecr a \\\n  --b 'c'"))).splitlines()
    at = lines.index("    remedy")
    assert lines[at + 1 : at + 3] == ["      aws ecr a \\", "        --b 'c'"]


def test_what_no_stack_declares_is_told_with_its_registry() -> None:
    unmanaged = finding(stack=None, kind=Kind.UNMANAGED, registry=Registry("123456789012", "us-east-1"))
    assert "  123456789012 us-east-1  ml/trainer  unmanaged" in as_table(report(unmanaged))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (report(live=1, declared=1), "No findings; 1 repository looked at, 1 declared"),
        (
            report(CRITICAL, finding(), finding(), INFO, live=1204, declared=1200),
            "4 findings in 2 stacks: 1 critical, 2 warning, 1 info; 1,204 repositories looked at, 1,200 declared",
        ),
        (report(finding(stack=None)), "1 finding: 1 warning; 3 repositories looked at, 2 declared"),
    ],
    ids=["nothing", "findings", "of no stack"],
)
def test_the_closing_line_sums_up(given: Report, told: str) -> None:
    assert as_table(given).splitlines()[-1] == told


def test_what_could_not_be_told_comes_last_and_loud() -> None:
    lines = as_table(report(finding(), unknown=(DENIED,))).splitlines()
    assert lines[-2:] == [
        "INCOMPLETE: could not read 1 thing",
        "  the policy of ml/trainer in 123456789012 us-east-1: AccessDeniedException (stack team)",
    ]


def test_a_sweep_broken_off_says_so() -> None:
    told = as_table(report(unknown=(Unknown("the rest", INTERRUPTED), DENIED)))
    assert "INCOMPLETE: broken off; could not read 2 things" in told


def test_without_a_terminal_there_are_no_colours() -> None:
    assert "\x1b" not in as_table(report(CRITICAL, unknown=(DENIED,)))


def test_colours_change_no_letter() -> None:
    given = report(CRITICAL, finding(), INFO, unknown=(DENIED,))
    coloured = as_table(given, colours=True)
    assert coloured.count("\x1b[31m") == 2  # the critical ones, and what could not be told
    assert re.sub(r"\x1b\[\d+m", "", coloured) == as_table(given)


def test_a_document_of_ten_thousand_characters_is_no_blob() -> None:
    given = report(finding(declared=None, live=LONG_DOCUMENT))
    assert max(map(len, as_table(given).splitlines())) < 400


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_neither_steers_the_terminal_nor_looks_like_a_line_of_the_table(text: str) -> None:
    told = as_table(hostile_report(text))
    assert all(letter.isprintable() or letter == "\n" for letter in told)
    margin = [line for line in told.splitlines() if line and not line.startswith(" ")]
    assert margin == ["WARNING", as_table(report(finding())).splitlines()[-1], "INCOMPLETE: could not read 1 thing"]


def test_where_nothing_was_found_and_not_all_was_read_it_does_not_begin_with_no_findings() -> None:
    told = as_table(report(unknown=(DENIED,)))
    assert "findings" not in told.casefold()
    assert "annot tell whether AWS is as declared" in told
