"""The table for people."""

import re

import pytest

from tests.cli.reports.sample_reports import HOSTILE, LONG_DOCUMENT, finding, hostile_report, report, report_on_accounts
from union_ecr.cli.reports.table import as_table
from union_ecr.drift.findings import Kind, Severity, Unknown
from union_ecr.ecr.registry import Registry

CRITICAL, INFO = finding(severity=Severity.CRITICAL, stack="other"), finding(severity=Severity.INFO)
DENIED = Unknown("the policy of ml/trainer in 123456789012 us-east-1", "AccessDeniedException", ("team",))


def test_findings_are_grouped_by_severity_with_the_most_severe_first() -> None:
    lines = as_table(report(CRITICAL, finding(), INFO)).splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings[:-1] == ["CRITICAL", "WARNING", "INFO"]


def test_findings_of_several_accounts_are_grouped_by_account_the_most_severe_first() -> None:
    lines = as_table(report_on_accounts()).splitlines()
    headings = [line for line in lines if line and not line.startswith(" ")]
    assert headings == [
        "ACCOUNT 222222222222",
        "CRITICAL",
        "WARNING",
        "ACCOUNT 111111111111",
        "WARNING",
        "INFO",
        "ACCOUNT 333333333333",
        "INFO",
        "5 findings in 1 stack: 1 critical, 2 warning, 2 info; 20 repositories looked at, 10 declared in 9 accounts",
        "INCOMPLETE: 1 read failed",
    ]
    assert [line.split()[1] for line in lines if "scanOnPush" in line][:4] == ["opened", "two", "one", "one"]


def test_a_severity_without_findings_has_no_heading() -> None:
    assert "CRITICAL" not in as_table(report(finding()))


def test_a_finding_shows_stack_repository_kind_field_reason_and_both_values() -> None:
    lines = as_table(report(finding())).splitlines()
    assert lines[1].split() == ["team", "ml/trainer", "changed", "scanOnPush"]
    assert lines[2:5] == ["    New images are no longer scanned.", "    declared  true", "    live      false"]


def test_columns_are_aligned() -> None:
    rows = [finding(repository="a"), finding(repository="long/name")]
    lines = [line for line in as_table(report(*rows)).splitlines() if "scanOnPush" in line]
    assert len({line.index("changed") for line in lines}) == 1


def test_letters_of_two_cells_are_aligned_as_a_terminal_shows_them() -> None:
    rows = [finding(repository="鯨鯨"), finding(repository="abcd")]
    wide, narrow = (line for line in as_table(report(*rows)).splitlines() if "scanOnPush" in line)
    assert narrow.index("changed") == wide.index("changed") + 2


def test_a_remedy_is_on_lines_of_its_own_and_unchanged() -> None:
    lines = as_table(report(finding(remedy="aws ecr a \\\n  --b 'c'"))).splitlines()
    at = lines.index("    remedy")
    assert lines[at + 1 : at + 3] == ["      aws ecr a \\", "        --b 'c'"]


def test_what_no_stack_declares_is_shown_with_its_registry() -> None:
    unmanaged = finding(stack=None, kind=Kind.UNMANAGED, registry=Registry("123456789012", "us-east-1"))
    assert "  123456789012 us-east-1  ml/trainer  unmanaged" in as_table(report(unmanaged))


def test_what_could_not_be_read_comes_last_under_a_warning() -> None:
    lines = as_table(report(finding(), unknown=(DENIED,))).splitlines()
    assert lines[-2:] == [
        "INCOMPLETE: 1 read failed",
        "  the policy of ml/trainer in 123456789012 us-east-1: AccessDeniedException (stack team)",
    ]


def test_without_a_terminal_there_are_no_colours() -> None:
    assert "\x1b" not in as_table(report(CRITICAL, unknown=(DENIED,)))


def test_colours_change_no_character() -> None:
    given = report(CRITICAL, finding(), INFO, unknown=(DENIED,))
    coloured = as_table(given, colours=True)
    assert coloured.count("\x1b[31m\x1b[1m") == 2  # the critical ones, and what could not be read
    assert coloured.count("\x1b[31mdeclared") == coloured.count("\x1b[32mlive") == 3
    assert re.sub(r"\x1b\[\d+m", "", coloured) == as_table(given)


def test_two_documents_are_shown_as_a_diff_in_red_and_green() -> None:
    given = report(finding(declared={"Action": ["a", "b"], "Sid": "S"}, live={"Action": ["b", "c"], "Sid": "S"}))
    lines = as_table(given).splitlines()
    at = lines.index("    --- declared")
    assert lines[at : at + 7] == [
        "    --- declared",
        "    +++ live",
        '       "Action": [',
        '    -    "a",',
        '    -    "b"',
        '    +    "b",',
        '    +    "c"',
    ]
    coloured = as_table(given, colours=True)
    assert '\x1b[31m-    "a",\x1b[0m' in coloured
    assert '\x1b[32m+    "c"\x1b[0m' in coloured


def test_a_very_long_name_does_not_pad_the_other_rows() -> None:
    text = as_table(report(finding(repository="x" * 256), finding()))
    assert "  team  ml/trainer  changed  scanOnPush" in text.splitlines()


def test_a_document_of_ten_thousand_characters_is_shortened() -> None:
    given = report(finding(declared=None, live=LONG_DOCUMENT))
    assert max(map(len, as_table(given).splitlines())) < 400


@pytest.mark.parametrize("sid", ["x" * 20_000, "鯨" * 20_000, "a b " * 5_000], ids=["a word", "wide letters", "words"])
def test_a_row_of_any_width_is_one_line_and_complete(sid: str) -> None:
    rows = [line for line in as_table(report(finding(field=sid), finding())).splitlines() if "ml/trainer" in line]
    assert [row.split("  changed  ")[1] for row in rows] == [sid.rstrip(), "scanOnPush"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_neither_steers_the_terminal_nor_looks_like_a_line_of_the_table(text: str) -> None:
    text = as_table(hostile_report(text))
    assert all(letter.isprintable() or letter == "\n" for letter in text)
    margin = [line for line in text.splitlines() if line and not line.startswith(" ")]
    assert margin == ["WARNING", as_table(report(finding())).splitlines()[-1], "INCOMPLETE: 1 read failed"]
