"""What changes, in the words of a review."""

from tests.changes.registries import images, registry
from union_ecr.changes.change import ChangeStatus
from union_ecr.changes.descriptions import changed_parts
from union_ecr.workspace.shared_registry import SharedRegistry


def test_only_the_lines_that_differ_stand_there() -> None:
    before, after = registry(team=images(one={}, two={})), registry(team=images(one={"scanOnPush": False}, two={}))
    (part,) = changed_parts("team", before, after)
    assert (part.title, part.status) == ("one", ChangeStatus.CHANGED)
    assert part.lines == ("- scan         on every push", "+ scan         not on push")


def test_an_image_that_comes_or_goes_stands_there_with_all_its_lines() -> None:
    fewer, more = registry(team=images(one={})), registry(team=images(one={}, two={}))
    (added,), (removed,) = changed_parts("team", fewer, more), changed_parts("team", more, fewer)
    assert (added.status, removed.status) == (ChangeStatus.ADDED, ChangeStatus.REMOVED)
    assert {line[:2] for line in added.lines} == {"+ "}
    assert [line[2:] for line in added.lines] == [line[2:] for line in removed.lines]


def test_a_stack_that_is_new_or_gone_has_every_part() -> None:
    side = registry(team=images(one={}))
    (added,), (removed,) = changed_parts("team", None, side), changed_parts("team", side, None)
    assert (added.status, removed.status) == (ChangeStatus.ADDED, ChangeStatus.REMOVED)


def test_settings_of_another_stack_change_what_is_said_of_an_image() -> None:
    def shared(filters: list[str]) -> SharedRegistry:
        scanning = {"type": "BASIC", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": filters}]}
        return registry(team=images(one={}), hub=images(two={}) | {"registry": {"scanning": scanning}})

    (part,) = changed_parts("team", shared(["*"]), shared(["two"]))
    assert part.title == "one"
    assert any("by hand only" in line for line in part.lines)
