"""A lifecycle rule by itself: its fields, and what they break together."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tests.settings.violations import violations
from union_ecr.settings.lifecycle import KeptTag, LifecycleRule, TagPattern, TagPrefix

PUSHED = {"sinceImagePushed": 30, "action": "expire"}
TAGGED = {"tagStatus": "tagged", **PUSHED}


def rule(**fields: Any) -> LifecycleRule:
    return LifecycleRule.model_validate(fields)


def broken(**fields: Any) -> list[tuple[Any, ...]]:
    """Where a rule is broken, and by what."""
    return [(*violation.path, violation.given) for violation in violations(LifecycleRule, fields)]


def refusals(**fields: Any) -> dict[tuple[Any, ...], str]:
    with pytest.raises(ValidationError) as refused:
        rule(**fields)
    return {error["loc"]: error["msg"] for error in refused.value.errors()}


@pytest.mark.parametrize("pattern", ["v*", "*", "*test*1*2*3", "test*1*2*3*", "latest", "_x", "1.0.0-rc_1", "V" * 128])
def test_a_tag_pattern_that_ecr_accepts_is_valid(pattern: str) -> None:
    assert TypeAdapter(TagPattern).validate_python(pattern) == pattern


@pytest.mark.parametrize("pattern", ["", "test*1*2*3*4*5*6", "*****", "-x", ".x*", "a b", "a:b", "a/b", "ä", "v" * 129])
def test_a_tag_pattern_that_matches_no_tag_is_refused(pattern: str) -> None:
    for kind in (TagPattern, KeptTag):
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(pattern)


@pytest.mark.parametrize("prefix", ["v*", "", "-x", "a b", "v" * 129])
def test_a_tag_prefix_has_no_wildcards(prefix: str) -> None:
    assert TypeAdapter(TagPrefix).validate_python("v") == "v"
    with pytest.raises(ValidationError):
        TypeAdapter(TagPrefix).validate_python(prefix)


@pytest.mark.parametrize("everything", ["*", "**", "****"])
def test_keep_tags_with_only_wildcards_is_refused(everything: str) -> None:
    with pytest.raises(ValidationError, match="would keep every tagged image"):
        TypeAdapter(KeptTag).validate_python(everything)
    assert TypeAdapter(KeptTag).validate_python("v*") == "v*"


@pytest.mark.parametrize("count", ["imageCountMoreThan", "sinceImagePushed", "sinceImagePulled"])
@pytest.mark.parametrize("number", [0, -1, 999_999, "30", True, 1.5])
def test_a_count_is_a_whole_number_below_999999(count: str, number: Any) -> None:
    assert list(refusals(tagStatus="any", action="archive", **{count: number})) == [(count,)]
    assert rule(tagStatus="any", action="archive", **{count: 999_998}).counts == {count: 999_998}


@pytest.mark.parametrize("days", [-1, 0, 1, 89, 999_999])
def test_since_image_transitioned_is_at_least_90_days(days: int) -> None:
    assert rule(tagStatus="any", action="expire", sinceImageTransitioned=90).of_archive
    assert list(refusals(tagStatus="any", action="expire", sinceImageTransitioned=days)) == [
        ("sinceImageTransitioned",)
    ]


def test_an_empty_description_is_refused() -> None:
    assert rule(**TAGGED, tagPatternList=["a"], description="two\nlines").description == "two\nlines"
    assert list(refusals(**TAGGED, description=" \n")) == [("description",)]


def test_tag_status_and_action_are_required() -> None:
    assert list(refusals(sinceImagePushed=1)) == [("tagStatus",), ("action",)]


def test_a_list_of_tags_is_not_empty() -> None:
    empty = refusals(**TAGGED, tagPatternList=[], tagPrefixList=[])
    assert list(empty) == [("tagPatternList",), ("tagPrefixList",)]


@pytest.mark.parametrize(
    "fields",
    [
        TAGGED | {"tagPatternList": ["pr-*"]},
        TAGGED | {"tagPatternList": ["pr-*", "pr-*"]},
        TAGGED | {"tagPrefixList": ["pr-"], "match": "any"},
        TAGGED | {"tagPatternList": ["a", "b"], "match": "any"},
        TAGGED | {"tagPatternList": ["a", "b"], "match": "all"},
        {"tagStatus": "tagged", "tagPatternList": ["a"], "match": "any", "imageCountMoreThan": 1, "action": "expire"},
        {"tagStatus": "tagged", "tagPatternList": ["a", "b"], "match": "all", "imageCountMoreThan": 1}
        | {"action": "expire"},
        {"tagStatus": "untagged", **PUSHED},
        {"tagStatus": "any", "sinceImagePulled": 90, "action": "archive"},
        # https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive-image.html: by push, by pull and by number
        {"tagStatus": "any", "imageCountMoreThan": 5, "action": "archive"},
        {"tagStatus": "any", "sinceImagePushed": 5, "action": "archive"},
        {"tagStatus": "untagged", "sinceImageTransitioned": 90, "action": "expire"},
    ],
)
def test_a_valid_rule_has_no_violations(fields: dict[str, Any]) -> None:
    assert broken(**fields) == []


@pytest.mark.parametrize("status", ["untagged", "any"])
def test_lists_of_tags_need_tag_status_tagged(status: str) -> None:
    fields = {**PUSHED, "tagStatus": status, "tagPatternList": ["a"], "tagPrefixList": ["b"], "match": "any"}
    assert broken(**fields) == [("tagPatternList", '["a"]'), ("tagPrefixList", '["b"]'), ("match", '"any"')]


def test_tag_status_tagged_needs_exactly_one_list_of_tags() -> None:
    assert broken(**TAGGED) == [(None,)]
    assert broken(**TAGGED, tagPatternList=["a"], tagPrefixList=["b"]) == [(None,)]


@pytest.mark.parametrize("name", ["tagPatternList", "tagPrefixList"])
def test_several_tags_need_match(name: str) -> None:
    (violation,) = violations(LifecycleRule, {**TAGGED, name: ["b", "a"]})
    assert (violation.path, violation.given) == ((name,), '["b", "a"]')
    assert "images that carry all of these tags" in violation.rule
    assert "match: any" in violation.remedy
    assert "match: all" in violation.remedy


def test_match_any_with_several_tags_takes_no_image_count() -> None:
    counted = {"tagStatus": "tagged", "imageCountMoreThan": 10, "action": "expire"}
    assert broken(**counted, tagPatternList=["a", "b"], match="any") == [("match", '"any"')]


@pytest.mark.parametrize(
    "counts", [{}, {"imageCountMoreThan": 1, "sinceImagePushed": 1}, {"sinceImagePushed": 1, "sinceImagePulled": 1}]
)
def test_a_rule_has_exactly_one_count(counts: dict[str, int]) -> None:
    assert broken(tagStatus="untagged", action="archive", **counts) == [(None,)]


def test_since_image_pulled_can_only_archive() -> None:
    assert broken(tagStatus="any", action="expire", sinceImagePulled=90) == [("action", '"expire"')]


def test_since_image_transitioned_can_only_expire() -> None:
    assert broken(tagStatus="any", action="archive", sinceImageTransitioned=90) == [("action", '"archive"')]


def test_all_violations_of_a_rule_are_reported_at_once() -> None:
    fields = {"tagStatus": "tagged", "tagPatternList": ["a", "b"], "sinceImagePulled": 1, "imageCountMoreThan": 2}
    assert broken(**fields, action="expire") == [("tagPatternList", '["a", "b"]'), (None,), ("action", '"expire"')]


def test_a_rule_is_immutable() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        rule(**TAGGED, tagPatternList=["a"]).match = None  # type: ignore[misc]
