"""What changes of a stack, in the words that reviewers read in `union-ecr render`."""

from collections.abc import Iterator
from difflib import unified_diff

from union_ecr.changes.change import ChangedPart, ChangeStatus
from union_ecr.review.stack import as_lines, described_parts
from union_ecr.workspace.shared_registry import SharedRegistry


def changed_parts(stack: str, before: SharedRegistry | None, after: SharedRegistry | None) -> Iterator[ChangedPart]:
    """The images, push roles and settings of the registry that differ; None where there is no such stack.

    What settings of other stacks mean for an image is a fact of the image.
    """
    old, new = (_described(stack, side) if side else {} for side in (before, after))
    for title in dict.fromkeys((*old, *new)):
        lines = _differing(old.get(title, []), new.get(title, []))
        if lines:
            yield ChangedPart(title, ChangeStatus.of(old.get(title), new.get(title)), lines)


def _described(stack: str, shared: SharedRegistry) -> dict[str, list[str]]:
    return {title: as_lines(facts) for title, facts, _ in described_parts(stack, shared)}


def _differing(old: list[str], new: list[str]) -> tuple[str, ...]:
    """The lines that differ, without the head of the diff and of its hunks."""
    lines = [*unified_diff(old, new, n=0, lineterm="")][2:]
    return tuple(f"{line[0]} {line[1:]}" for line in lines if not line.startswith("@@"))
