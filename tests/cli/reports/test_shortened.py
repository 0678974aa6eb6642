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


def test_nothing_is_told_as_nothing() -> None:
    assert shortened(None, 1) == ("nothing", "1")


def test_of_long_lists_only_the_items_are_told_that_the_other_lacks() -> None:
    declared, live = shortened(long_list("mine"), long_list("theirs"))
    assert (declared, live) == ('["…","mine"] (what differs)', '["…","theirs"] (what differs)')


def test_of_a_long_policy_only_the_statement_that_differs_is_told_with_its_sid() -> None:
    other = {**LONG_DOCUMENT, "Statement": [PULL, *LONG_DOCUMENT["Statement"]]}
    changed = {**other, "Statement": [{**PULL, "Effect": "Deny"}, *LONG_DOCUMENT["Statement"]]}
    declared, live = shortened(other, changed)
    assert declared == '{"Statement":["…",{"Sid":"Pull","Effect":"Allow"}]} (what differs)'
    assert live == '{"Statement":["…",{"Sid":"Pull","Effect":"Deny"}]} (what differs)'


def test_of_a_long_lifecycle_policy_only_the_rule_that_differs_is_told_with_its_priority() -> None:
    rules = [{"rulePriority": n, "selection": {"countNumber": n}, "description": "d" * 20} for n in range(1, 20)]
    changed = [*rules[:-1], {**rules[-1], "selection": {"countNumber": 1}}]
    _, live = shortened({"rules": rules}, {"rules": changed})
    assert live == '{"rules":["…",{"rulePriority":19,"selection":{"countNumber":1}}]} (what differs)'


def test_a_document_given_as_text_is_told_as_what_it_says() -> None:
    assert shortened(None, '{ "rules" : [] }') == ("nothing", '{"rules":[]}')


def test_a_text_that_only_begins_like_a_document_is_told_as_text() -> None:
    assert shortened(None, "{oops") == ("nothing", '"{oops"')


def test_long_texts_are_told_from_where_they_part() -> None:
    declared, live = shortened("a" * 5_000 + "end", "a" * 5_000 + "END")
    assert declared == f'"…{"a" * 20}end" (what differs)'
    assert live == f'"…{"a" * 20}END" (what differs)'


def test_a_long_list_in_another_order_is_not_told_as_the_same() -> None:
    declared, live = shortened(long_list(), long_list()[::-1])
    assert declared != live


def test_a_long_value_with_nothing_to_compare_is_cut_and_its_length_told() -> None:
    _, live = shortened(None, LONG_DOCUMENT)
    length = len(json.dumps(LONG_DOCUMENT, separators=(",", ":")))
    assert live.endswith(f"… ({length:,} characters)")
    assert len(live) < 340


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_is_one_printable_line(text: str) -> None:
    for told in shortened(text, {text: [text]}):
        assert told.isprintable()
        assert len(told) < 400
