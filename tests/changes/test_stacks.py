"""All stacks before and after a change."""

from typing import Any

from tests.changes.registries import images, registry
from union_ecr.changes.change import ChangeKind, ChangeStatus
from union_ecr.changes.stacks import stack_changes
from union_ecr.workspace.shared_registry import SharedRegistry


def stacks(**settings: dict[str, Any]) -> dict[str, SharedRegistry]:
    shared = registry(**settings)
    return dict.fromkeys(settings, shared)


TEAM, OTHER = images(one={}), images(two={})


def test_stacks_that_do_not_differ_are_left_out() -> None:
    assert stack_changes(stacks(team=TEAM), stacks(team=TEAM), ["team", "absent"]) == []


def test_a_new_stack_gives_access_and_loses_nothing() -> None:
    (change,) = stack_changes(stacks(team=TEAM), stacks(team=TEAM, other=OTHER), ["team", "other"])
    assert (change.stack, change.status) == ("other", ChangeStatus.ADDED)
    assert {found.kind for found in change.changes} == {ChangeKind.ACCESS}


def test_a_stack_without_its_file_keeps_its_resources() -> None:
    (change,) = stack_changes(stacks(team=TEAM, other=OTHER), stacks(team=TEAM), ["team", "other"])
    assert (change.stack, change.status, change.changes) == ("other", ChangeStatus.REMOVED, ())
    assert change.parts


def test_images_with_the_same_consequence_share_one_sentence() -> None:
    before = stacks(team=images(one={}, two={}, three={}))
    after = stacks(team=images(one={"untaggedDays": 3}, two={"untaggedDays": 3}, three={}))
    ((change,),) = (found.changes for found in stack_changes(before, after, ["team"]))
    assert change.subjects == ("one", "two")


def test_only_the_chosen_stacks_are_compared() -> None:
    before, after = stacks(team=TEAM, other=OTHER), stacks(team=images(one={}, three={}), other=TEAM | OTHER)
    assert [change.stack for change in stack_changes(before, after, ["team"])] == ["team"]
