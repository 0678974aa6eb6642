"""A lifecycle policy as sentences."""

from typing import Any

import pytest

from tests.declared.test_lifecycle import LONG_ARCHIVED, PRS, PUSHED, UNPULLED, rendered
from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.review.lifecycle import describe_lifecycle
from union_ecr.settings.lifecycle import LifecycleRule


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (PRS, "Expire images tagged pr-* 30 days after they were pushed"),
        (
            {"tagStatus": "tagged", "tagPrefixList": ["pr-"], "imageCountMoreThan": 10, "action": "expire"},
            "Expire images tagged pr-* beyond the newest 10",
        ),
        (
            PRS | {"tagPatternList": ["pr-*", "*-gpu"], "match": "all"},
            "Expire images that carry all of the tags *-gpu, pr-* 30 days after they were pushed",
        ),
        (UNPULLED, "Archive any image not pulled for 90 days (archived images cannot be pulled)"),
        (LONG_ARCHIVED, "Expire any archived image 180 days after it was archived"),
        (
            LONG_ARCHIVED | {"tagStatus": "untagged"},
            "Expire untagged archived images 180 days after they were archived",
        ),
        ({"tagStatus": "any", **PUSHED}, "Expire any image 30 days after it was pushed"),
        (
            {"tagStatus": "untagged", "imageCountMoreThan": 5, "action": "archive"},
            "Archive untagged images beyond the newest 5 (archived images cannot be pulled)",
        ),
    ],
)
def test_a_rule_is_one_sentence(rule: dict[str, Any], sentence: str) -> None:
    policy = lifecycle_policy(None, [LifecycleRule.model_validate(rule | {"description": "something else"})])
    assert describe_lifecycle(policy)[0] == sentence


@pytest.mark.parametrize(
    ("days", "sentences"),
    [
        (1, ["Expire untagged images 1 day after they were pushed", "Tagged images never expire"]),
        (14, ["Expire untagged images 14 days after they were pushed", "Tagged images never expire"]),
        (None, ["Nothing ever expires"]),
    ],
)
def test_the_last_sentence_says_what_never_expires(days: int | None, sentences: list[str]) -> None:
    assert describe_lifecycle(lifecycle_policy(days)) == sentences


def test_a_rule_for_kept_tags_below_another_rule_on_tagged_images_is_not_described_as_keeping() -> None:
    rules = rendered(PRS | {"tagPatternList": ["*"]}) + rendered(PRS, keep=("v*",))[:1]
    policy = {"rules": [{**rule, "rulePriority": number} for number, rule in enumerate(rules, 1)]}
    assert describe_lifecycle(policy) == [
        "Expire images tagged * 30 days after they were pushed",
        "Expire images tagged v* beyond the newest 999999",
    ]
    turned = {"rules": [{**rules[1], "rulePriority": 1}, {**rules[0], "rulePriority": 2}][::-1]}
    assert describe_lifecycle(turned)[0] == "Keep images tagged v* whatever the other rules say"
