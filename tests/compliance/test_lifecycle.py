"""Lifecycle policies that could take tagged images."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.declared.ecr_evaluation import Image, taken
from tests.settings.lifecycle_strategies import LifecycleSettings, lifecycle_settings
from union_ecr.compliance.lifecycle import tagged_images_taken
from union_ecr.declared.lifecycle import lifecycle_policy

ANY = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10}
UNTAGGED = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}


def tagged(*patterns: str, number: int = 10, **more: Any) -> dict[str, Any]:
    patterns_of_tags = {"tagPatternList": list(patterns)} if patterns else {}
    return {"tagStatus": "tagged", **patterns_of_tags, "countType": "imageCountMoreThan", "countNumber": number, **more}


def policy(*selections: Any, action: str = "expire") -> str:
    rules = [
        {"rulePriority": number, "selection": selection, "action": {"type": action}}
        for number, selection in enumerate(selections, 1)
    ]
    return json.dumps({"rules": rules})


@pytest.mark.parametrize(
    "text",
    [
        policy(UNTAGGED),
        '{"rules": []}',
        policy(tagged("v*", number=999_999), UNTAGGED),
        policy(tagged("*", number=999_999), ANY),
        policy(tagged("v*", number=999_999), tagged("v1*")),
        policy(ANY | {"countNumber": 999_999}),
        policy(tagged("v*", number=999_999, storageClass="standard"), tagged("v1*")),
    ],
)
def test_a_policy_that_reaches_untagged_images_alone_takes_no_tagged_image(text: str) -> None:
    assert list(tagged_images_taken(text)) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (policy(ANY), 0),
        (policy(UNTAGGED, ANY), 1),
        (policy(tagged("pr-*")), 0),
        (policy(tagged()), 0),
        (policy({"tagStatus": "tagged", "tagPrefixList": ["pr-"], "countType": "imageCountMoreThan"}), 0),
        (policy(tagged("v*", number=999_999), ANY), 1),
        (policy(tagged("v1*", number=999_999), tagged("v*")), 1),
        (policy(tagged("a", "b", number=999_999), tagged("a")), 1),
        (policy(tagged("*", number=999_999, storageClass="archive"), ANY), 1),
        (policy("no selection"), 0),
        ('{"rules": [{"rulePriority": 2, "selection": {}}, {"rulePriority": 1, "selection": {}}]}', 1),
    ],
)
def test_the_first_rule_that_can_take_a_tagged_image_is_reported(text: str, place: int) -> None:
    (violation,) = tagged_images_taken(text)
    assert violation.path == ("rules", place, "selection", "tagStatus")
    assert violation.rule == "would expire tagged images that registered workflow versions still pull"


def test_archiving_takes_images_away_as_well() -> None:
    (violation,) = tagged_images_taken(policy(ANY, action="transition"))
    assert str(violation) == (
        'rules[0].selection.tagStatus: "any": would archive tagged images, which cannot be pulled then, that '
        "registered workflow versions still pull; select untagged images only"
    )


def test_what_is_no_lifecycle_policy_is_reported() -> None:
    (violation,) = tagged_images_taken("{")
    assert violation.rule.startswith("is no lifecycle policy that can be read")


DAYS = st.none() | st.integers(min_value=0, max_value=4100)
TAGGED_IMAGES = st.builds(
    Image,
    name=st.uuids().map(str),
    tags=st.lists(st.text("ab01-.x", min_size=1, max_size=8), min_size=1, max_size=3).map(tuple),
    pushed=st.integers(min_value=0, max_value=4100),
    pulled=DAYS,
    archived=DAYS,
)


@pytest.mark.slow
@given(lifecycle_settings(), st.lists(TAGGED_IMAGES, max_size=6))
def test_where_nothing_is_reported_ecr_takes_no_tagged_image(settings: LifecycleSettings, images: list[Image]) -> None:
    rules = settings.settings()
    document = lifecycle_policy(rules.untagged_days, rules.lifecycle_rules, rules.keep_tags)
    reported = list(tagged_images_taken(json.dumps(document))) if document else []
    assert reported or taken(document, images) == {}
    assert bool(reported) == any(rule.acts_on_tagged for rule in rules.lifecycle_rules)
