"""Lifecycle policies in any shape."""

import pytest

from union_ecr.ecr.lifecycle_document import Rule, in_order, priority_of, rules_of, selection_of


@pytest.mark.parametrize("text", ["", "no JSON", "[]", "1", '{"rules": 1}', '{"rules": [1]}'])
def test_what_is_no_list_of_rules_is_read_as_none(text: str) -> None:
    assert rules_of(text) is None


def test_a_document_without_rules_has_none_of_them() -> None:
    assert rules_of("{}") == []


def test_rules_apply_by_their_priority_and_one_without_comes_first() -> None:
    rules: list[Rule] = [{"rulePriority": 2}, {"rulePriority": 1}, {"rulePriority": "3"}]
    assert [priority_of(rule) for rule in in_order(rules)] == [0, 1, 2]


def test_the_storage_class_standard_is_the_default() -> None:
    assert selection_of({"selection": {"tagStatus": "any", "storageClass": "standard"}}) == {"tagStatus": "any"}
    assert selection_of({"selection": {"storageClass": "archive"}}) == {"storageClass": "archive"}
    assert selection_of({"selection": "any"}) == {}
