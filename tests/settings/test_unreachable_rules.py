"""Lifecycle rules that could never act are refused, and only those."""

import os
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.settings.lifecycle_rules import ANY, ANY_ARCHIVED, UNTAGGED, archived, broken, tagged

PREFIX = tagged() | {"tagPatternList": None, "tagPrefixList": ["v"]}


def test_untagged_images_are_expired_by_untagged_days_or_by_a_rule_and_not_by_both() -> None:
    (violation,) = broken(UNTAGGED)
    assert violation.path == ("lifecycleRules", 0, "tagStatus")
    assert violation.remedy == "write expireUntagged: false, or leave the rule out"
    assert broken(UNTAGGED, untaggedDays=None) == []
    assert broken(ANY_ARCHIVED | {"tagStatus": "untagged"}) == []


@pytest.mark.parametrize("rule", [UNTAGGED, ANY, ANY_ARCHIVED, ANY_ARCHIVED | {"tagStatus": "untagged"}])
def test_a_storage_class_has_one_rule_of_each_kind(rule: dict[str, Any]) -> None:
    (violation,) = broken(rule, tagged("a"), rule | {"description": "again"}, untaggedDays=None)
    assert violation.path == ("lifecycleRules", 2, "tagStatus")
    assert "beside lifecycleRules[0]" in violation.rule


def test_each_storage_class_has_its_own_rules() -> None:
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
def test_a_second_rule_on_the_same_tags_is_refused(first: dict[str, Any], second: dict[str, Any]) -> None:
    (violation,) = broken(first, second)
    assert violation.path == ("lifecycleRules", 1, "tagPatternList")
    assert "of lifecycleRules[0] already" in violation.rule


def test_a_prefix_counts_as_the_pattern_with_a_wildcard_behind_it() -> None:
    for rules in ((tagged("v*"), PREFIX), (PREFIX, tagged("v*"))):
        (violation,) = broken(*rules)
        assert violation.path[:2] == ("lifecycleRules", 1)
        assert "are the tags of lifecycleRules[0] already" in violation.rule
    assert broken(tagged("v"), PREFIX) == []
    assert broken(PREFIX, keepTags=["v"]) == []
    assert broken(tagged("x*"), PREFIX) == []


def test_lists_that_share_some_tags_are_valid() -> None:
    assert broken(tagged("a", "b", match="all"), tagged("b", "c", match="all"), tagged("a")) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (tagged("v*"), tagged("v1*")),
        (tagged("v*"), tagged("v1")),
        (PREFIX, tagged("v1.*", action="archive")),
        (tagged("a"), tagged("a", "b", match="all")),
        (tagged("a*", "b*", match="all"), tagged("a1", "b1", "c1", match="all")),
        (tagged("x", "v*", match="any"), tagged("y", "v1", match="any")),
        (archived("v*"), archived("v1*")),
        (tagged("*"), tagged("v")),
    ],
)
def test_a_rule_behind_one_that_matches_all_its_images_is_refused(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    (violation,) = broken(first, second)
    assert violation.path[:2] == ("lifecycleRules", 1)
    assert violation.rule.startswith("lifecycleRules[0] decides about every image with ")
    assert violation.rule.endswith(", so the rule could do nothing")
    assert broken(second, first) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (tagged("v1"), tagged("v*")),
        (tagged("*-rc"), tagged("v*")),
        (tagged("a", "b", match="all"), tagged("a")),
        (tagged("v*"), archived("v1*")),
        (tagged("a", "b", match="all"), tagged("a", "c", match="all")),
    ],
)
def test_a_rule_that_matches_further_images_is_valid(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert broken(first, second) == []


def test_a_tag_that_another_of_the_same_list_covers_is_refused() -> None:
    (violation,) = broken(tagged("pr-*", "pr-1*", match="any"))
    assert (violation.path, violation.given) == (("lifecycleRules", 0, "tagPatternList"), '["pr-1*"]')
    assert violation.rule == "are covered by pr-* of the same list, so they could do nothing"


@pytest.mark.parametrize(
    ("rules", "fields"),
    [
        ((ANY, tagged("*")), {}),
        ((UNTAGGED, tagged("*"), ANY), {"untaggedDays": None}),
        ((ANY_ARCHIVED, archived("**"), ANY_ARCHIVED | {"tagStatus": "untagged"}), {}),
    ],
)
def test_a_rule_on_any_image_behind_rules_on_all_images_is_refused(
    rules: tuple[dict[str, Any], ...], fields: dict[str, Any]
) -> None:
    (violation,) = broken(*rules, **fields)
    assert violation.path == ("lifecycleRules", [rule["tagStatus"] for rule in rules].index("any"), "tagStatus")
    assert "decide about every image, so the rule could do nothing" in violation.rule


def test_a_rule_on_any_image_that_matches_some_is_valid() -> None:
    assert broken(ANY, tagged("*"), untaggedDays=None) == []
    assert broken(ANY, tagged("v*")) == []
    assert broken(ANY_ARCHIVED, tagged("*")) == []
    assert broken(ANY, archived("*")) == []


def test_thousands_of_tags_are_compared_within_seconds() -> None:
    many = [f"t{number}*a*a*a*" for number in range(2_000)]
    started = time.monotonic()
    lists = [tagged(*many, f"z-{letter}", match="all") for letter in "abcdefghij"]
    broken(*lists, tagged(*many, match="any"), keepTags=[f"k-{tag}"[:9] for tag in many])
    assert time.monotonic() - started < 10


@pytest.mark.slow
def test_violations_do_not_depend_on_the_order_of_a_set() -> None:
    """Python's sets of texts have another order in every process."""
    program = (
        "from tests.settings.lifecycle_rules import broken, tagged\n"
        "kept = ['a*', '*a', 'a', '**a', 'a**']\n"
        "print(broken(tagged('a', 'b', match='any'), tagged('b', 'a', match='any'), keepTags=kept)"
        ", broken(tagged('x'), tagged('x*'), tagged('x', 'x*', match='any')))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize(
    "rule",
    [
        tagged("v*"),
        archived("v*"),
        tagged("a", "v*", match="any"),
        tagged("a", "v*", match="all"),
        tagged("v1*"),
        tagged("v1", "a", match="all"),
        PREFIX,
    ],
)
def test_a_rule_on_kept_tags_is_refused(rule: dict[str, Any]) -> None:
    (violation,) = broken(rule, keepTags=["v*"])
    assert violation.path[:2] == ("lifecycleRules", 0)
    assert violation.rule == "keepTags keeps v*, so the rule could do nothing"
