"""What other lifecycle rules mean for the images."""

import json
from typing import Any

import pytest

from union_ecr.drift.lifecycle import lifecycle_differences

UNTAGGED = {
    "rulePriority": 1,
    "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14},
    "action": {"type": "expire"},
}
NEWEST = {
    "rulePriority": 2,
    "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10},
    "action": {"type": "expire"},
}
KEPT = {
    "rulePriority": 1,
    "selection": {
        "tagStatus": "tagged",
        "tagPatternList": ["v*"],
        "countType": "imageCountMoreThan",
        "countNumber": 1_000_000,
    },
    "action": {"type": "expire"},
}


def days(number: int) -> dict[str, Any]:
    return {**UNTAGGED, "selection": {**UNTAGGED["selection"], "countNumber": number}}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("declared", "live", "expected"),
    [
        ([UNTAGGED], None, "Nothing expires any longer, so the repository only grows; declared is: "
         "expire untagged images 14 days after they were pushed."),
        (None, [NEWEST], "No lifecycle policy is declared, and ECR applies one: "
         "expire any image beyond the newest 10."),
        (None, [], "A lifecycle policy without rules: nothing expires by it."),
        ([UNTAGGED], [days(1)], "Images may go that the stack keeps: ECR applies expire untagged images 1 day after "
         "they were pushed, instead of: expire untagged images 14 days after they were pushed."),
        ([UNTAGGED], [days(30)], "Images may stay that are to expire: ECR applies expire untagged images 30 days after "
         "they were pushed, instead of: expire untagged images 14 days after they were pushed."),
        ([UNTAGGED], [UNTAGGED, NEWEST], "Images may go that the stack keeps: ECR applies expire any image beyond the "
         "newest 10, which no stack declares."),
        ([KEPT, NEWEST], [NEWEST], "A rule is missing, so no rule protects these from other rules any longer: "
         "keep images tagged v* whatever the other rules say."),
        ([UNTAGGED, NEWEST], [NEWEST], "A rule is missing, so this no longer happens: "
         "expire untagged images 14 days after they were pushed."),
        ([UNTAGGED], [{**UNTAGGED, "rulePriority": 7}],
         "The same images expire: the rules are only written differently."),
        ([UNTAGGED], [{"rulePriority": 1, "selection": 3}], "Images may go that the stack keeps: ECR applies rule 1, "
         "instead of: expire untagged images 14 days after they were pushed."),
    ],
)  # fmt: skip
def test_the_reason_is_what_happens_to_images(declared: Any, live: Any, expected: str) -> None:
    (difference,) = lifecycle_differences(
        declared and {"rules": declared}, None if live is None else json.dumps({"rules": live})
    )
    assert difference.reason == expected


def test_a_document_that_is_no_policy_says_that_what_expires_is_not_known() -> None:
    (difference,) = lifecycle_differences({"rules": [UNTAGGED]}, "[]")
    assert difference.reason == "The live lifecycle policy is no list of rules, so what expires is not known."
