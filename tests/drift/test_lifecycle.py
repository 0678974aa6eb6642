"""Lifecycle rules that differ, and whether images may be deleted because of it."""

import copy
import json
from typing import Any

import pytest

from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.drift.findings import Severity
from union_ecr.drift.lifecycle import lifecycle_differences
from union_ecr.settings.lifecycle import LifecycleRule

RULE = LifecycleRule.model_validate(
    {"tagStatus": "tagged", "tagPatternList": ["pr-*"], "sinceImagePushed": 30, "action": "expire"}
)
DECLARED = lifecycle_policy(14, [RULE], ["v*"])  # keep v*, expire pr-*, expire untagged
assert DECLARED


def differences(edit: Any) -> list[tuple[int | None, Severity]]:
    live = copy.deepcopy(DECLARED)
    assert live
    edit(live["rules"])
    return [(rule.priority, rule.severity) for rule in lifecycle_differences(DECLARED or {}, json.dumps(live))]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        pytest.param(lambda rules: rules.reverse(), [], id="another order in the text"),
        pytest.param(lambda rules: rules[1].update(description="x"), [(2, Severity.INFO)], id="another description"),
        pytest.param(lambda rules: rules.pop(2), [(3, Severity.WARNING)], id="a missing rule"),
        pytest.param(
            lambda rules: [rule.update(rulePriority=10 * rule["rulePriority"]) for rule in rules],
            [(1, Severity.INFO), (2, Severity.INFO), (3, Severity.INFO)],
            id="the same rules with other numbers",
        ),
        pytest.param(
            lambda rules: rules[2]["selection"].update(storageClass="standard"),
            [(3, Severity.INFO)],
            id="the default, written out",
        ),
        pytest.param(
            lambda rules: rules.append(
                {**rules[1], "rulePriority": 9, "selection": {**rules[1]["selection"], "countNumber": 99_999_999}}
            ),
            [(9, Severity.WARNING)],
            id="a rule that selects nothing",
        ),
        pytest.param(lambda rules: rules.pop(0), [(1, Severity.CRITICAL)], id="a missing rule that kept tags"),
        pytest.param(lambda rules: rules[2]["selection"].update(countNumber=1), [(3, Severity.CRITICAL)], id="sooner"),
        pytest.param(lambda rules: rules[2]["selection"].update(countNumber=90), [(3, Severity.WARNING)], id="later"),
        pytest.param(
            lambda rules: rules[0]["selection"].update(countNumber=5), [(1, Severity.CRITICAL)], id="keeps five"
        ),
        pytest.param(
            lambda rules: rules[1]["selection"].update(tagPatternList=["*"]), [(2, Severity.CRITICAL)], id="every tag"
        ),
        pytest.param(
            lambda rules: rules.append({**rules[2], "rulePriority": 9}),
            [(9, Severity.CRITICAL)],
            id="an undeclared rule",
        ),
    ],
)
def test_a_rule_is_critical_where_it_selects_more_images(edit: Any, expected: list[tuple[int, Severity]]) -> None:
    assert differences(edit) == expected


@pytest.mark.parametrize("live", [json.dumps(DECLARED), "no json"])
def test_an_undeclared_lifecycle_policy_is_critical_since_it_deletes_images(live: str) -> None:
    assert [extra.severity for extra in lifecycle_differences(None, live)] == [Severity.CRITICAL]


def test_an_undeclared_lifecycle_policy_without_rules_is_cosmetic() -> None:
    assert [extra.severity for extra in lifecycle_differences(None, '{"rules": []}')] == [Severity.INFO]
    assert lifecycle_differences(None, None) == []


def test_a_text_that_is_not_a_lifecycle_policy_is_critical() -> None:
    assert [rule.severity for rule in lifecycle_differences(DECLARED or {}, "[]")] == [Severity.CRITICAL]


def test_a_missing_rule_is_critical_where_later_rules_select_the_images_that_it_kept() -> None:
    """In ECR the first rule that matches an image decides."""

    def rule(priority: int, **selection: Any) -> dict[str, Any]:
        return {"rulePriority": priority, "selection": selection, "action": {"type": "expire"}}

    shield = rule(1, tagStatus="tagged", tagPatternList=["prod-*"], countType="imageCountMoreThan", countNumber=100)
    untagged = rule(2, tagStatus="untagged", countType="sinceImagePushed", countUnit="days", countNumber=14)
    anything = rule(3, tagStatus="any", countType="sinceImagePushed", countUnit="days", countNumber=30)

    def severities(declared: list[Any], live: list[Any]) -> list[Severity]:
        return [rule.severity for rule in lifecycle_differences({"rules": declared}, json.dumps({"rules": live}))]

    assert severities([shield, untagged, anything], [untagged, anything]) == [Severity.CRITICAL]
    assert severities([shield, untagged], [untagged]) == [Severity.WARNING]
    assert severities([shield, untagged, anything], [shield, anything]) == [Severity.WARNING]
