"""Changes as data."""

from union_ecr.changes.change import Change, ChangeKind, ChangeStatus, StackChange, merged

LOSS, ACCESS = ChangeKind.LOSS, ChangeKind.ACCESS


def test_changes_that_differ_by_their_subjects_only_are_one() -> None:
    found = [Change(LOSS, (name,), "lifecycle", "gone") for name in "aba"]
    other = [Change(ACCESS, ("a",), "lifecycle", "gone"), Change(LOSS, ("a",), None, "gone")]
    assert merged([*found, *other]) == (Change(LOSS, ("a", "b"), "lifecycle", "gone"), *other)


def test_the_losses_of_a_stack_are_apart_from_its_changes_of_access() -> None:
    loss, access = Change(LOSS, ("a",), None, ""), Change(ACCESS, ("a",), None, "")
    stack = StackChange("team", ChangeStatus.CHANGED, (access, loss), ())
    assert (stack.of_kind(LOSS), stack.of_kind(ACCESS)) == ((loss,), (access,))
