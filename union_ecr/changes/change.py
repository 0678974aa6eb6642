"""The result of a comparison of stack files before and after, as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class ChangeKind(StrEnum):
    """What a change puts at stake."""

    LOSS = "loss"
    """Images or repositories may be lost, or are less protected from that."""
    ACCESS = "access"
    """Somebody gains or loses access."""


class ChangeStatus(StrEnum):
    """How a stack, or a part of one, differs."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @classmethod
    def of(cls, before: object | None, after: object | None) -> Self:
        """The status of what was and is; None where there is none."""
        return cls.ADDED if before is None else cls.REMOVED if after is None else cls.CHANGED


@dataclass(frozen=True)
class Change:
    """One consequence of a change.

    `subjects` are the repositories, push roles or parts of the registry that it concerns. `field` is the one that
    causes it, as the stack file calls it, None where the whole subject does. `reason` says in a sentence what happens.
    """

    kind: ChangeKind
    subjects: tuple[str, ...]
    field: str | None
    reason: str


@dataclass(frozen=True)
class ChangedPart:
    """An image, a push role or the registry, as a reviewer sees it; lines begin with `-` (before) or `+` (after)."""

    title: str
    status: ChangeStatus
    lines: tuple[str, ...]


@dataclass(frozen=True)
class StackChange:
    """Everything that differs of one stack; a stack that is removed loses its file only, and keeps its resources."""

    stack: str
    status: ChangeStatus
    changes: tuple[Change, ...]
    parts: tuple[ChangedPart, ...]

    def of_kind(self, kind: ChangeKind) -> tuple[Change, ...]:
        """Its losses, or its changes of access."""
        return tuple(change for change in self.changes if change.kind is kind)


def merged(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes, of which those that differ by their subjects only are one."""
    subjects: dict[tuple[ChangeKind, str | None, str], dict[str, None]] = {}
    for change in changes:
        subjects.setdefault((change.kind, change.field, change.reason), {}).update(dict.fromkeys(change.subjects))
    return tuple(Change(kind, tuple(names), field, reason) for (kind, field, reason), names in subjects.items())
