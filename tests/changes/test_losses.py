"""What a change of a stack file may lose."""

from typing import Any

import pytest

from tests.changes.registries import images, registry
from union_ecr.changes.change import ChangeKind
from union_ecr.changes.losses import losses

KMS = {"type": "KMS"}
BY_LAST_PULL = {
    "allowTaggedExpiry": True,
    "lifecycleRules": [{"tagStatus": "any", "sinceImagePulled": 90, "action": "archive"}],
}
ROLE = "arn:aws:iam::123456789012:role/scanner"


def found(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str | None, str]]:
    """The subject, the field and the reason of each loss."""
    changes = list(losses("team", registry(team=before), registry(team=after)))
    assert {change.kind for change in changes} <= {ChangeKind.LOSS}
    return [(change.subjects[0], change.field, change.reason) for change in changes]


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({}, "pulumi up refuses to delete it, and fails (protect)"),
        ({"protect": False}, "pulumi up deletes it if it is empty, and fails if images are in it"),
        ({"protect": False, "forceDelete": True}, "pulumi up deletes it with its images (forceDelete)"),
    ],
)
def test_a_repository_that_is_no_longer_declared_may_be_deleted(settings: dict[str, Any], what: str) -> None:
    reason = f"The stack no longer declares the repository: {what}."
    assert found(images(one={}, two=settings), images(one={})) == [("two", None, reason)]


def test_a_build_cache_loses_layers() -> None:
    ((subject, _, reason),) = found(images(one={"buildCache": True}), images(one={}))
    assert subject == "one-cache"
    assert "deletes it with its layers" in reason


def test_a_repository_that_another_stack_declares_now_is_said_to_have_moved() -> None:
    after = registry(team=images(one={}), other=images(two={}))
    (change,) = losses("team", registry(team=images(one={}, two={}), other=images(three={})), after)
    assert change.reason.endswith("; stack other declares it now.")


def test_another_repository_name_loses_the_repository_but_another_image_name_does_not() -> None:
    assert [subject for subject, _, _ in found(images(one={}), images(one={"repository": "ml/one"}))] == ["one"]
    assert found(images(one={"repository": "ml/one"}), images(two={"repository": "ml/one"})) == []


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ({}, {"encryption": KMS}, "encryption"),
        ({}, {"protect": False}, "protect"),
        ({"protect": False}, {"protect": False, "forceDelete": True}, "forceDelete"),
        ({}, {"tagMutability": "MUTABLE"}, "tagMutability"),
        ({"tagMutabilityExclusions": ["a*"]}, {"tagMutabilityExclusions": ["a*", "b*"]}, "tagMutability"),
        ({}, {"untaggedDays": 7}, "lifecycle"),
        ({"untaggedDays": None}, {}, "lifecycle"),
    ],
)
def test_a_setting_that_protects_less_is_a_loss_and_its_opposite_is_none(
    before: dict[str, Any], after: dict[str, Any], field: str
) -> None:
    assert [(subject, name) for subject, name, _ in found(images(one=before), images(one=after))] == [("one", field)]
    back = found(images(one=after), images(one=before))
    assert [name for _, name, _ in back] == (["encryption"] if field == "encryption" else [])


def test_a_stack_that_moves_takes_no_image_with_it() -> None:
    ((subject, _, reason),) = found(images(one={}, two={}), images(one={}) | {"region": "eu-west-1"})
    assert subject == "everything in 123456789012 us-east-1"
    assert reason.startswith("The stack moves from 123456789012 us-east-1 to 123456789012 eu-west-1")


@pytest.mark.parametrize("owner", ["team", "hub"])
def test_pulls_that_no_longer_count_let_rules_by_last_pull_take_more(owner: str) -> None:
    def side(exclusions: list[str]) -> dict[str, dict[str, Any]]:
        stacks = {"team": images(one=BY_LAST_PULL, two={}), "hub": images(three={})}
        settings = {"pullTimeUpdateExclusions": exclusions, "accountSettings": {"blobMounting": "ENABLED"}}
        stacks[owner]["registry"] = settings
        return stacks

    (change,) = losses("team", registry(**side([])), registry(**side([ROLE])))
    assert (change.subjects, change.field) == (("one",), "registry.pullTimeUpdateExclusions")
    assert ROLE in change.reason or "role scanner" in change.reason
    assert list(losses("team", registry(**side([ROLE])), registry(**side([])))) == []


def test_a_template_that_expires_more_is_a_loss_of_new_repositories() -> None:
    def side(days: int, mutability: str) -> dict[str, Any]:
        template = {"appliedFor": ["CREATE_ON_PUSH"], "untaggedDays": days, "tagMutability": mutability}
        return images(one={}) | {"registry": {"creationTemplates": {"ml": template}}}

    both = found(side(14, "IMMUTABLE"), side(3, "MUTABLE"))
    assert [entry[:2] for entry in both] == [
        ("new repositories below ml", "tagMutability"),
        ("new repositories below ml", "lifecycle"),
    ]
    assert found(side(3, "MUTABLE"), side(14, "IMMUTABLE")) == []
