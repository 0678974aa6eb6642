"""Lifecycle documents, within ECR's limits."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.stacks import stack_settings
from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.settings.lifecycle import KEPT_FOR_EVER, LifecycleRule

PUSHED = {"sinceImagePushed": 30, "action": "expire"}
PRS = {"tagStatus": "tagged", "tagPatternList": ["pr-*"], **PUSHED}
UNPULLED = {"tagStatus": "any", "sinceImagePulled": 90, "action": "archive"}
LONG_ARCHIVED = {"tagStatus": "any", "sinceImageTransitioned": 180, "action": "expire"}
SIZES = st.integers(min_value=1, max_value=999_999_999_999_999)


def rendered(*rules: dict[str, Any], untagged: int | None = None, keep: tuple[str, ...] = ()) -> list[Document]:
    """The ECR rules of these, after a word that they stand in order of their priorities."""
    policy = lifecycle_policy(untagged, [LifecycleRule.model_validate(rule) for rule in rules], keep)
    found: list[Document] = policy["rules"] if policy else []
    assert [rule["rulePriority"] for rule in found] == list(range(1, len(found) + 1))
    return found


def selections(*rules: dict[str, Any], untagged: int | None = None, keep: tuple[str, ...] = ()) -> list[Any]:
    """Each rule's tag status, tags and storage class."""
    return [
        (
            selection["tagStatus"],
            selection.get("tagPatternList") or selection.get("tagPrefixList"),
            selection.get("storageClass"),
        )
        for rule in rendered(*rules, untagged=untagged, keep=keep)
        for selection in [rule["selection"]]
    ]


def test_by_default_only_untagged_images_expire() -> None:
    assert lifecycle_policy(14) == {
        "rules": [
            {
                "rulePriority": 1,
                "description": "Expire untagged images 14 days after they were pushed",
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": 14,
                },
                "action": {"type": "expire"},
            }
        ]
    }


def test_untagged_days_and_the_equal_rule_give_the_same_bytes() -> None:
    rule = LifecycleRule.model_validate({"tagStatus": "untagged", "sinceImagePushed": 14, "action": "expire"})
    assert document_text(lifecycle_policy(None, [rule])) == document_text(lifecycle_policy(14))


def test_without_days_and_rules_there_is_no_policy() -> None:
    assert lifecycle_policy(None) is None
    assert lifecycle_policy(None, (), ["v*"]) is None


@given(SIZES)
def test_the_shortest_policy_is_not_too_short_for_ecr(days: int) -> None:
    assert 100 <= len(document_text(lifecycle_policy(days))) <= 30_720


def test_a_rule_on_tagged_images_has_its_tags_and_days_as_unit() -> None:
    assert rendered(PRS) == [
        {
            "rulePriority": 1,
            "description": "Expire images tagged pr-* 30 days after they were pushed",
            "selection": {
                "tagStatus": "tagged",
                "tagPatternList": ["pr-*"],
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 30,
            },
            "action": {"type": "expire"},
        }
    ]


def test_a_number_of_images_has_no_unit() -> None:
    (rule,) = rendered({"tagStatus": "any", "imageCountMoreThan": 500, "action": "expire"})
    assert rule["selection"] == {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 500}


@pytest.mark.parametrize("count", ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled"])
def test_archiving_is_a_transition_without_a_storage_class_in_the_selection(count: str) -> None:
    (rule,) = rendered({"tagStatus": "any", count: 90, "action": "archive"})
    assert rule["action"] == {"type": "transition", "targetStorageClass": "archive"}
    assert "storageClass" not in rule["selection"]


def test_a_rule_on_archived_images_selects_the_storage_class_archive() -> None:
    (rule,) = rendered(LONG_ARCHIVED)
    assert rule["selection"]["storageClass"] == "archive"
    assert rule["action"] == {"type": "expire"}


def test_match_any_makes_one_rule_for_each_tag() -> None:
    rule = PRS | {"tagPatternList": ["pr-*", "ci-*", "pr-*"], "match": "any"}
    assert selections(rule) == [("tagged", ["ci-*"], None), ("tagged", ["pr-*"], None)]


def test_match_all_makes_one_rule() -> None:
    rule = {"tagStatus": "tagged", "tagPrefixList": ["b", "a", "b"], "match": "all", **PUSHED}
    assert selections(rule) == [("tagged", ["a", "b"], None)]


def test_every_rule_made_of_one_has_its_description() -> None:
    rule = PRS | {"tagPatternList": ["pr-*", "ci-*"], "match": "any", "description": "branches are short-lived"}
    assert [rule["description"] for rule in rendered(rule)] == ["branches are short-lived"] * 2


def test_tagged_rules_keep_their_order_and_a_rule_on_any_image_comes_last() -> None:
    other = PRS | {"tagPatternList": ["a-*"]}
    assert selections(UNPULLED, LONG_ARCHIVED, PRS, other, untagged=14) == [
        ("tagged", ["pr-*"], None),
        ("tagged", ["a-*"], None),
        ("untagged", None, None),
        ("any", None, None),
        ("any", None, "archive"),
    ]


def test_rules_of_kept_tags_come_first_and_never_expire_anything() -> None:
    rules = rendered(PRS, keep=("v*", "release-*", "v*"))
    assert [rule["selection"]["tagPatternList"] for rule in rules] == [["release-*"], ["v*"], ["pr-*"]]
    assert rules[0] == {
        "rulePriority": 1,
        "description": "Keep images tagged release-* whatever the other rules say",
        "selection": {
            "tagStatus": "tagged",
            "tagPatternList": ["release-*"],
            "countType": "imageCountMoreThan",
            "countNumber": KEPT_FOR_EVER,
        },
        "action": {"type": "expire"},
    }


def test_kept_tags_have_a_rule_in_the_archive_if_another_rule_selects_it() -> None:
    assert selections(UNPULLED, LONG_ARCHIVED, keep=("v*",))[:2] == [
        ("tagged", ["v*"], None),
        ("tagged", ["v*"], "archive"),
    ]
    assert rendered(LONG_ARCHIVED, keep=("v*",))[0]["selection"] == {
        "tagStatus": "tagged",
        "tagPatternList": ["v*"],
        "storageClass": "archive",
        "countType": "sinceImageTransitioned",
        "countUnit": "days",
        "countNumber": KEPT_FOR_EVER,
    }


def test_kept_tags_have_no_rule_if_no_rule_takes_tagged_images() -> None:
    assert selections(untagged=14, keep=("v*",)) == [("untagged", None, None)]
    assert selections(UNPULLED, keep=("v*",)) == [("tagged", ["v*"], None), ("any", None, None)]


def test_lifecycle_settings_of_a_stack_file_are_in_the_declared_policy() -> None:
    fields = {"untaggedDays": None, "keepTags": ["v*"], "lifecycleRules": [PRS], "allowTaggedExpiry": True}
    (repository,) = declare(stack_settings(images={"trainer": {}}, defaults=fields)).repositories
    assert repository.lifecycle == {"rules": rendered(PRS, keep=("v*",))}
