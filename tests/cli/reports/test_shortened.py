"""Values for people: in full while they are short, only what differs when they are long."""

import json

import pytest

from tests.cli.reports.sample_reports import HOSTILE, LONG_DOCUMENT
from union_ecr.cli.reports.shortened import shortened

PULL = {"Sid": "Pull", "Effect": "Allow", "Action": ["ecr:BatchGetImage"], "Principal": {"AWS": "x" * 200}}


def long_list(*more: str) -> list[str]:
    return [*(f"item-{n:03}" for n in range(100)), *more]


def test_short_values_are_compact_json_in_full() -> None:
    assert shortened({"b": [1, None], "a": True}, "x") == ('{"b":[1,null],"a":true}', '"x"')


def test_none_is_shown_as_nothing() -> None:
    assert shortened(None, 1) == ("nothing", "1")


def test_long_lists_show_only_items_that_the_other_lacks() -> None:
    declared, live = shortened(long_list("mine"), long_list("theirs"))
    assert (declared, live) == ('["…","mine"] (what differs)', '["…","theirs"] (what differs)')


def test_a_long_policy_shows_only_the_statement_that_differs_with_its_sid() -> None:
    other = {**LONG_DOCUMENT, "Statement": [PULL, *LONG_DOCUMENT["Statement"]]}
    changed = {**other, "Statement": [{**PULL, "Effect": "Deny"}, *LONG_DOCUMENT["Statement"]]}
    declared, live = shortened(other, changed)
    assert declared == '{"Statement":["…",{"Sid":"Pull","Effect":"Allow"}]} (what differs)'
    assert live == '{"Statement":["…",{"Sid":"Pull","Effect":"Deny"}]} (what differs)'


def test_a_long_lifecycle_policy_shows_only_the_rule_that_differs_with_its_priority() -> None:
    rules = [{"rulePriority": n, "selection": {"countNumber": n}, "description": "d" * 20} for n in range(1, 20)]
    changed = [*rules[:-1], {**rules[-1], "selection": {"countNumber": 1}}]
    _, live = shortened({"rules": rules}, {"rules": changed})
    assert live == '{"rules":["…",{"rulePriority":19,"selection":{"countNumber":1}}]} (what differs)'


def test_a_json_document_given_as_text_is_shown_as_compact_json() -> None:
    assert shortened(None, '{ "rules" : [] }') == ("nothing", '{"rules":[]}')


def test_a_text_that_only_begins_like_json_is_shown_as_text() -> None:
    assert shortened(None, "{oops") == ("nothing", '"{oops"')


def test_long_texts_are_shown_from_shortly_before_they_differ() -> None:
    declared, live = shortened("a" * 5_000 + "end", "a" * 5_000 + "END")
    assert declared == f'"…{"a" * 20}end" (what differs)'
    assert live == f'"…{"a" * 20}END" (what differs)'


def test_long_lists_in_different_order_are_not_shown_as_equal() -> None:
    declared, live = shortened(long_list(), long_list()[::-1])
    assert declared != live


def test_a_long_value_with_nothing_to_compare_is_cut_and_its_length_is_shown() -> None:
    _, live = shortened(None, LONG_DOCUMENT)
    length = len(json.dumps(LONG_DOCUMENT, separators=(",", ":")))
    assert live.endswith(f"… ({length:,} characters)")
    assert len(live) < 340


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_is_one_printable_line(text: str) -> None:
    for value in shortened(text, {text: [text]}):
        assert value.isprintable()
        assert len(value) < 400
