"""Objects that branches change, and what they may be when the branches meet."""

from functools import partial

from union_ecr.check.python_branches import Branches
from union_ecr.check.python_values import Alternatives, DictValue, ListValue, UnknownValue, Value


def changed(branches: Branches, changed: DictValue, value: str) -> Value:
    """What the dict has before it is changed."""
    before = changed.items.get("a")
    branches.changing(changed)
    changed.items["a"] = value
    return before


def test_each_branch_begins_with_the_object_as_it_was() -> None:
    branches, value = Branches(), DictValue({"a": "b"})
    seen = [branches.follow(partial(changed, branches, value, new))[0] for new in ("c", "d")]
    assert seen == ["b", "b"]
    assert value.items == {"a": "b"}


def test_after_the_branches_a_value_is_that_of_any() -> None:
    branches, value = Branches(), DictValue({"a": "b"})
    branches.each([lambda: changed(branches, value, "c"), lambda: changed(branches, value, "d")])
    assert value.items == {"a": Alternatives(("c", "d"))}
    assert value.complete


def test_what_only_one_branch_sets_may_be_absent() -> None:
    branches, value = Branches(), DictValue()
    branches.each([lambda: changed(branches, value, "c"), lambda: None])
    assert value.items == {"a": Alternatives(("c", UnknownValue("it is set below a condition only")))}
    assert not value.complete


def test_a_list_that_branches_lengthen_differently_is_not_complete() -> None:
    branches, value = Branches(), ListValue(["a"])

    def longer() -> None:
        branches.changing(value)
        value.items.append("b")

    branches.each([longer, lambda: None])
    assert (value.items, value.complete) == (["a", "b"], False)


def test_what_a_branch_creates_stays_as_the_branch_leaves_it() -> None:
    branches = Branches()

    def create() -> DictValue:
        created = DictValue()
        changed(branches, created, "b")
        return created

    created, changes = branches.follow(create)
    branches.meet([changes])
    assert created.items == {"a": "b"}


def test_branches_within_a_branch_are_undone_with_it() -> None:
    branches, value = Branches(), DictValue({"a": "b"})
    _, changes = branches.follow(
        lambda: branches.each([lambda: changed(branches, value, "c"), lambda: changed(branches, value, "d")])
    )
    assert value.items == {"a": "b"}
    branches.meet([changes])
    assert value.items == {"a": Alternatives(("c", "d"))}
