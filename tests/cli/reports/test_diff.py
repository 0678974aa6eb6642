"""Unified diffs of documents."""

import json

import pytest

from tests.cli.reports.sample_reports import HOSTILE, LONG_DOCUMENT
from union_ecr.cli.reports.diff import HEAD, unified


def test_only_what_differs_is_shown_with_a_line_around_it() -> None:
    declared = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}
    assert unified(declared, declared | {"c": 9}) == [*HEAD, '   "b": 2,', '-  "c": 3,', '+  "c": 9,', '   "d": 4,']


def test_the_order_of_texts_and_keys_is_no_difference() -> None:
    assert unified({"Action": ["a", "b"], "Sid": "x"}, {"Sid": "x", "Action": ["b", "a"]}) == []


def test_a_document_that_AWS_returned_as_text_is_compared() -> None:  # noqa: N802
    assert unified({"rules": []}, json.dumps({"rules": [1]}))[:2] == list(HEAD)


@pytest.mark.parametrize(("declared", "live"), [(None, {"a": 1}), ({"a": 1}, None), (True, False), ("x", {"a": 1})])
def test_anything_but_two_documents_has_no_diff(declared: object, live: object) -> None:
    assert unified(declared, live) == []


def test_of_a_long_document_only_the_statement_that_differs_is_shown() -> None:
    statements = LONG_DOCUMENT["Statement"]
    assert isinstance(statements, list)
    changed = {**LONG_DOCUMENT, "Statement": [{**statements[0], "Effect": "Deny"}, *statements[1:]]}
    assert [line for line in unified(LONG_DOCUMENT, changed) if line[0] in "+-"] == [
        *HEAD,
        '-      "Effect": "Allow",',
        '+      "Effect": "Deny",',
    ]


def test_a_long_diff_is_cut_and_says_so() -> None:
    lines = unified({f"k{number}": 1 for number in range(900)}, {f"k{number}": 2 for number in range(900)})
    assert len(lines) < 30
    assert lines[-1].endswith("more lines: see --json")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_printable_and_stays_on_its_line(text: str) -> None:
    for line in unified({"a": 1, text: text}, {"a": 2, text: text + "x"}):
        assert line.isprintable()
        assert len(line) < 200
