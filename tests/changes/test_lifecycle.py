"""Which lifecycle rules take images that are kept today."""

from typing import Any

import pytest

from tests.stacks import stack_settings
from union_ecr.changes.lifecycle import why_more_is_taken
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import Document


def policy(**settings: Any) -> Document | None:
    image = {"allowTaggedExpiry": True, "untaggedDays": None, **settings}
    (repository,) = declare(stack_settings(images={"one": image})).repositories
    return repository.lifecycle


def rule(tag: str | None = None, action: str = "expire", **count: int) -> dict[str, Any]:
    tags = {"tagStatus": "tagged", "tagPatternList": [tag]} if tag else {"tagStatus": "any"}
    return {**tags, **count, "action": action}


DEV, ANY = rule("dev*", sinceImagePushed=30), rule(imageCountMoreThan=100)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"untaggedDays": 14}),
        ({"untaggedDays": 14}, {"untaggedDays": 13}),
        ({"untaggedDays": 14}, {"untaggedDays": 14, "lifecycleRules": [DEV]}),
        ({"lifecycleRules": [DEV]}, {"lifecycleRules": [rule("dev*", sinceImagePushed=29)]}),
        ({"lifecycleRules": [DEV]}, {"lifecycleRules": [rule("d*", sinceImagePushed=30)]}),
        ({"lifecycleRules": [ANY]}, {"lifecycleRules": [rule(imageCountMoreThan=99)]}),
        ({"lifecycleRules": [DEV, ANY]}, {"lifecycleRules": [ANY]}),
        ({"lifecycleRules": [ANY], "keepTags": ["v*"]}, {"lifecycleRules": [ANY]}),
        ({"lifecycleRules": [DEV], "keepTags": ["v*"]}, {"lifecycleRules": [DEV]}),
        ({}, {"lifecycleRules": [rule(sinceImagePulled=90, action="archive")]}),
    ],
)
def test_more_is_taken(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert why_more_is_taken(policy(**before), policy(**after))
    assert why_more_is_taken(policy(**after), policy(**after)) is None


def test_a_rule_in_front_of_another_leaves_that_as_it_is() -> None:
    reason = why_more_is_taken(policy(untaggedDays=14), policy(untaggedDays=14, lifecycleRules=[DEV]))
    assert reason == "Images may go that are kept today: expire images tagged dev* 30 days after they were pushed."


def test_the_rule_that_takes_more_stands_beside_the_one_before() -> None:
    reason = why_more_is_taken(policy(untaggedDays=14), policy(untaggedDays=3))
    assert reason == (
        "Images may go that are kept today: expire untagged images 3 days after they were pushed, "
        "instead of: expire untagged images 14 days after they were pushed."
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"untaggedDays": 14}, {}),
        ({"untaggedDays": 14}, {"untaggedDays": 15}),
        ({"lifecycleRules": [DEV]}, {}),
        ({"lifecycleRules": [DEV], "keepTags": ["v*"]}, {"keepTags": ["v*"]}),
        ({"lifecycleRules": [ANY]}, {"lifecycleRules": [ANY], "keepTags": ["v*"]}),
        ({"lifecycleRules": [{**DEV, "description": "old"}]}, {"lifecycleRules": [DEV]}),
        ({"lifecycleRules": [DEV, rule("x*", imageCountMoreThan=5)]}, {"lifecycleRules": [DEV]}),
    ],
)
def test_rules_that_only_keep_more_take_no_more(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert why_more_is_taken(policy(**before), policy(**after)) is None
