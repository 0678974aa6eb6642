"""All stacks before a change compared with all stacks after it."""

from collections.abc import Collection, Iterator, Mapping

from union_ecr.changes.access import access_changes
from union_ecr.changes.change import Change, ChangeStatus, StackChange, merged
from union_ecr.changes.descriptions import changed_parts
from union_ecr.changes.losses import losses
from union_ecr.workspace.shared_registry import SharedRegistry

Registries = Mapping[str, SharedRegistry]
"""The registry of each stack, as all its stacks declare it."""


def stack_changes(before: Registries, after: Registries, stacks: Collection[str]) -> list[StackChange]:
    """What differs of these stacks, in the order of their names; those of which nothing differs are left out.

    A stack that is in neither is left out, too. What a stack loses is known only if it is in both.
    """
    compared = (_stack_change(name, before.get(name), after.get(name)) for name in sorted(set(stacks)))
    return [change for change in compared if change.changes or change.parts]


def _stack_change(name: str, before: SharedRegistry | None, after: SharedRegistry | None) -> StackChange:
    status = ChangeStatus.of(before, after)
    changes = merged(_changes(name, before, after))
    return StackChange(name, status, changes, tuple(changed_parts(name, before, after)))


def _changes(name: str, before: SharedRegistry | None, after: SharedRegistry | None) -> Iterator[Change]:
    """A stack that is removed loses its file only: nobody loses access before somebody destroys it."""
    if before and after:
        yield from losses(name, before, after)
    if after:
        yield from access_changes(before.stacks[name] if before else None, after.stacks[name])
