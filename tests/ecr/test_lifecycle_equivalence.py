"""Which lifecycle policies the provider takes for equal."""

import json
from typing import Any

import pytest

from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies


def _rule(priority: int, **selection: Any) -> dict[str, Any]:
    return {"rulePriority": priority, "selection": {"tagStatus": "tagged", **selection}, "action": {"type": "expire"}}


def test_lifecycle_rules_are_compared_by_priority_and_tag_lists_as_sets() -> None:
    first, second = _rule(1, tagPrefixList=["a", "b"]), _rule(2, countNumber=5)
    again = [_rule(2, countNumber=5, tagPatternList=[]), _rule(1, tagPrefixList=["b", "a"])]
    assert equivalent_lifecycle_policies(json.dumps({"rules": [first, second]}), json.dumps({"rules": again}))


@pytest.mark.parametrize("other", [_rule(1, countNumber="5"), _rule(1, countNumber=6), _rule(2, countNumber=5)])
def test_lifecycle_rules_with_another_count_type_or_priority_differ(other: dict[str, Any]) -> None:
    assert not equivalent_lifecycle_policies(
        json.dumps({"rules": [_rule(1, countNumber=5)]}), json.dumps({"rules": [other]})
    )


_SELECTION = {
    "tagStatus": "tagged",
    "tagPatternList": ["a*", "b*"],
    "countType": "sinceImagePushed",
    "countUnit": "days",
    "countNumber": 14,
}


def _lifecycle(selection: dict[str, Any] | None = None, action: Any = None, **rule: Any) -> str:
    form = {"rulePriority": 1, "selection": {**_SELECTION, **(selection or {})}, "action": action or {"type": "expire"}}
    return json.dumps({"rules": [{**form, **rule}]})


SAME_LIFECYCLE = {
    "a key that ECR does not know": _lifecycle(note="ours"),
    "a key of the selection that ECR does not know": _lifecycle({"note": "ours"}),
    "a key of the document that ECR does not know": json.dumps({**json.loads(_lifecycle()), "Version": "1"}),
    "an empty list of prefixes": _lifecycle({"tagPrefixList": []}),
    "no list of prefixes, in so many words": _lifecycle({"tagPrefixList": None}),
    "patterns in another order": _lifecycle({"tagPatternList": ["b*", "a*"]}),
    "no description, in so many words": _lifecycle(description=None),
    "other spaces": _lifecycle().replace(" ", "\n"),
}
OTHER_LIFECYCLE = {
    "a storage class": _lifecycle({"storageClass": "standard"}),
    "a transition": _lifecycle(action={"type": "transition", "targetStorageClass": "archive"}),
    "an empty description": _lifecycle(description=""),
    "a number as text": _lifecycle({"countNumber": "14"}),
    "a pattern twice": _lifecycle({"tagPatternList": ["a*", "b*", "b*"]}),
    "no patterns": _lifecycle({"tagPatternList": []}),
    "no rules": '{"rules": []}',
    "no document": "{}",
    "no json": "{",
}


@pytest.mark.parametrize("text", SAME_LIFECYCLE.values(), ids=SAME_LIFECYCLE)
def test_equivalent_lifecycle_policies_are_equal(text: str) -> None:
    assert equivalent_lifecycle_policies(_lifecycle(), text)


@pytest.mark.parametrize("text", OTHER_LIFECYCLE.values(), ids=OTHER_LIFECYCLE)
def test_different_lifecycle_policies_are_not_equal(text: str) -> None:
    assert not equivalent_lifecycle_policies(_lifecycle(), text)
    assert equivalent_lifecycle_policies(text, text)


def test_transitions_to_different_storage_classes_differ() -> None:
    archive, other = ({"type": "transition", "targetStorageClass": target} for target in ("archive", "other"))
    assert not equivalent_lifecycle_policies(_lifecycle(action=archive), _lifecycle(action=other))


def test_an_absent_policy_equals_an_empty_one() -> None:
    assert equivalent_lifecycle_policies(None, "")
    assert equivalent_lifecycle_policies("", "{}")
    assert not equivalent_lifecycle_policies("", _lifecycle())
