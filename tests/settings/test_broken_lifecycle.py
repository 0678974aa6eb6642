"""What the lifecycle rules of one repository break together, and the defects of others that are none of ours."""

from typing import Any

import pytest

from tests.declared.ecr_evaluation import Image, taken
from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.ecr.actions import document_text
from union_ecr.settings.broken_lifecycle import broken_lifecycle
from union_ecr.settings.repository import RepositoryRules
from union_ecr.stack_file.errors import Violation

ANY = {"tagStatus": "any", "sinceImagePushed": 365, "action": "expire"}
ANY_ARCHIVED = {"tagStatus": "any", "sinceImageTransitioned": 365, "action": "expire"}
UNTAGGED = {"tagStatus": "untagged", "sinceImagePushed": 3, "action": "expire"}


def tagged(*patterns: str, **fields: Any) -> dict[str, Any]:
    return {"tagStatus": "tagged", "tagPatternList": patterns, "sinceImagePushed": 30, "action": "expire", **fields}


def archived(*patterns: str) -> dict[str, Any]:
    return {"tagStatus": "tagged", "tagPatternList": patterns, "sinceImageTransitioned": 90, "action": "expire"}


def settings(*rules: dict[str, Any], **fields: Any) -> RepositoryRules:
    return RepositoryRules.model_validate({"lifecycleRules": rules, "allowTaggedExpiry": True, **fields})


def broken(*rules: dict[str, Any], **fields: Any) -> list[Violation]:
    return list(broken_lifecycle(settings(*rules, **fields)))


def places(*rules: dict[str, Any], **fields: Any) -> list[tuple[str | int, ...]]:
    return [one.path for one in broken(*rules, **fields)]


def policy(judged: RepositoryRules) -> dict[str, Any] | None:
    return lifecycle_policy(judged.untagged_days, judged.lifecycle_rules, judged.keep_tags)


@pytest.mark.parametrize("rule", [ANY, ANY_ARCHIVED, tagged("pr-*"), tagged("pr-*", action="archive")])
def test_taking_tagged_images_must_be_allowed_in_so_many_words(rule: dict[str, Any]) -> None:
    (one,) = broken(UNTAGGED, rule, untaggedDays=None, allowTaggedExpiry=False)
    assert one.path == ("lifecycleRules", 1, "tagStatus")
    assert "registered pulls its own for ever" in one.rule
    assert "allowTaggedExpiry: true" in one.remedy
    assert broken(rule) == []


def test_an_archived_image_cannot_be_pulled_either() -> None:
    (one,) = broken(ANY | {"action": "archive"}, allowTaggedExpiry=False)
    assert one.rule.startswith("archives tagged images, which cannot be pulled then")


def test_rules_on_untagged_images_need_no_allowance_and_an_allowance_needs_no_rule() -> None:
    assert broken(UNTAGGED, untaggedDays=None, allowTaggedExpiry=False) == []
    assert broken(allowTaggedExpiry=True) == []


def test_the_decision_is_asked_for_once_however_many_rules_need_it() -> None:
    assert places(tagged("a"), tagged("b"), ANY, allowTaggedExpiry=False) == [("lifecycleRules", 0, "tagStatus")]


def test_untagged_images_are_the_shorthand_s_or_a_rule_s() -> None:
    (one,) = broken(UNTAGGED)
    assert one.path == ("lifecycleRules", 0, "tagStatus")
    assert one.remedy == "write untaggedDays: null, or leave the rule out"
    assert broken(UNTAGGED, untaggedDays=None) == []
    assert broken(ANY_ARCHIVED | {"tagStatus": "untagged"}) == []


@pytest.mark.parametrize("rule", [UNTAGGED, ANY, ANY_ARCHIVED, ANY_ARCHIVED | {"tagStatus": "untagged"}])
def test_a_storage_class_has_one_rule_of_each_kind(rule: dict[str, Any]) -> None:
    (one,) = broken(rule, tagged("a"), rule | {"description": "again"}, untaggedDays=None)
    assert one.path == ("lifecycleRules", 2, "tagStatus")
    assert "beside lifecycleRules[0]" in one.rule


def test_storage_classes_are_judged_apart() -> None:
    other = {"tagStatus": "untagged", "sinceImageTransitioned": 90, "action": "expire"}
    assert broken(ANY, ANY_ARCHIVED, tagged("pr-*"), archived("pr-*"), other) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (tagged("a"), tagged("a", action="archive")),
        (tagged("a", "b", match="all"), tagged("b", "a", "a", match="all")),
        (tagged("a", "b", match="any"), tagged("b")),
        (tagged("a"), tagged("b", "a", match="any")),
        (archived("a"), archived("a")),
    ],
)
def test_the_same_tags_stand_in_one_rule(first: dict[str, Any], second: dict[str, Any]) -> None:
    (one,) = broken(first, second)
    assert one.path == ("lifecycleRules", 1, "tagPatternList")
    assert "of lifecycleRules[0] already" in one.rule


def test_too_many_rules_are_counted_by_where_they_come_from() -> None:
    tags = [f"t{number}" for number in range(46)]
    kept = {"keepTags": ["a", "b", "c"]}
    assert broken(tagged(*tags, match="any"), **kept) == []
    (one,) = broken(tagged(*tags, "more", match="any"), **kept)
    assert one.path == ("lifecycleRules",)
    assert one.rule == "comes to 51 rules (47 of its own, 3 of keepTags, 1 of untaggedDays), and ECR takes 50"


def test_a_text_has_at_most_30720_characters() -> None:
    (one,) = broken(tagged("a", description="x" * 31_000))
    assert one.path == ("lifecycleRules",)
    assert "characters, and ECR takes 30,720" in one.rule
    rest = len(document_text(policy(settings(tagged("a", description="x"))))) - 1
    assert broken(tagged("a", description="x" * (30_720 - rest))) == []
    assert places(tagged("a", description="x" * (30_721 - rest))) == [("lifecycleRules",)]


def test_the_shortest_document_is_long_enough_for_ecr() -> None:
    shortest = {"tagStatus": "any", "imageCountMoreThan": 1, "action": "expire", "description": "x"}
    assert len(document_text(policy(settings(shortest, untaggedDays=None)))) >= 100


def test_a_rule_that_is_wrong_by_itself_is_told_once() -> None:
    wrong = tagged("a", sinceImagePulled=1)
    assert places(wrong, wrong, keepTags=["a"]) == [
        ("lifecycleRules", 0),
        ("lifecycleRules", 0, "action"),
        ("lifecycleRules", 1),
        ("lifecycleRules", 1, "action"),
    ]


# The defects of other modules; all of them are listed in tests/workspace/test_defects_of_others.py.


def test_defect_1_tags_that_are_meant_as_or_are_no_and() -> None:
    tags = ("v*", "release*", "prod*")
    images = [Image(tag, (tag.replace("*", "1"),), pushed=31) for tag in tags]
    assert taken(policy(settings(tagged(*tags, match="any"))), images) == dict.fromkeys(tags, "expire")
    assert places(tagged(*tags)) == [("lifecycleRules", 0, "tagPatternList")]


def test_defect_2_two_rules_on_any_image_never_reach_ecr() -> None:
    assert places(ANY, {"tagStatus": "any", "imageCountMoreThan": 50, "action": "expire"}) == [
        ("lifecycleRules", 1, "tagStatus")
    ]


def test_defect_5_what_is_rendered_by_default_is_a_document_or_nothing() -> None:
    assert 100 <= len(document_text(policy(RepositoryRules()))) <= 30_720
    assert policy(RepositoryRules(untagged_days=None)) is None


def test_defect_7_more_kept_tags_than_ecr_has_rules_are_refused() -> None:
    kept = [f"keep-{number}" for number in range(49)]
    assert places(tagged("pr-*"), keepTags=kept) == [("lifecycleRules",)]
    assert broken(tagged("pr-*"), keepTags=kept[:48]) == []


def test_defect_8_by_default_no_untagged_image_is_kept_only_because_it_is_the_last() -> None:
    images = [Image("the last", pushed=15), Image("a build of today", pushed=1), Image("tagged", ("v1",), pushed=900)]
    assert taken(policy(RepositoryRules()), images) == {"the last": "expire"}
    assert taken(policy(RepositoryRules()), images[:1]) == {"the last": "expire"}


def test_defect_11_no_null_and_no_storage_class_standard_is_sent() -> None:
    text = document_text(policy(settings(ANY, tagged("a", action="archive"), keepTags=["v*"])))
    assert "null" not in text
    assert "standard" not in text
    assert "storageClass" not in text
