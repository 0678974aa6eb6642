"""The report of `union-ecr diff` for people and for scripts."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from union_ecr.changes.change import Change, ChangedPart, ChangeKind, ChangeStatus, StackChange
from union_ecr.cli.reports.text import counted
from union_ecr.drift.principals import enumerated
from union_ecr.stack_file.errors import one_line

_TITLES = {ChangeKind.LOSS: "What may be lost", ChangeKind.ACCESS: "Who gains or loses access"}
_STATUS = {
    ChangeStatus.ADDED: "new",
    ChangeStatus.REMOVED: "its file is deleted; its resources stay until somebody runs pulumi destroy",
    ChangeStatus.CHANGED: "",
}
_SHORTEST_COMMIT = 12


@dataclass(frozen=True)
class ChangeReport:
    """The stacks that differ from those of a commit, and the stacks whose files are invalid in that commit."""

    commit: str
    stacks: tuple[StackChange, ...]
    invalid: tuple[str, ...]

    @property
    def summary(self) -> str:
        """How many stacks differ, and from what."""
        differing = f"{counted(len(self.stacks), 'stack')} differ{'s' if len(self.stacks) == 1 else ''}"
        return f"{differing if self.stacks else 'No stack differs'} from {self.commit[:_SHORTEST_COMMIT]}"


def as_json(report: ChangeReport) -> str:
    """The shape of `diff --json`."""
    return json.dumps(
        {
            "base": report.commit,
            "stacks": [_stack_as_json(stack) for stack in report.stacks],
            "invalidInBase": list(report.invalid),
        },
        indent=2,
    )


def _stack_as_json(stack: StackChange) -> dict[str, Any]:
    return {
        "stack": stack.stack,
        "status": stack.status,
        "losses": [_change_as_json(change) for change in stack.of_kind(ChangeKind.LOSS)],
        "access": [_change_as_json(change) for change in stack.of_kind(ChangeKind.ACCESS)],
        "parts": [{"title": part.title, "status": part.status, "lines": list(part.lines)} for part in stack.parts],
    }


def _change_as_json(change: Change) -> dict[str, Any]:
    return {"subjects": list(change.subjects), "field": change.field, "reason": change.reason}


def as_text(report: ChangeReport) -> str:
    """Each stack with what may be lost, who gains or loses access, and what differs in words."""
    lines = [line for stack in report.stacks for line in _stack(stack)]
    unknown = [
        f"CANNOT TELL what changes of {name}: its file is invalid in the base, so all of it is shown as new."
        for name in report.invalid
    ]
    return "\n".join(one_line(line) for line in (*lines, *unknown, f"{report.summary}."))


def _stack(stack: StackChange) -> Iterator[str]:
    status = _STATUS[stack.status]
    yield f"Stack {stack.stack}{f' ({status})' if status else ''}"
    for kind, title in _TITLES.items():
        if changes := stack.of_kind(kind):
            yield f"  {title}"
            yield from (f"    {_sentence(change)}" for change in changes)
    if stack.parts:
        yield "  What changes"
    for part in stack.parts:
        yield from _part(part)
    yield ""


def _sentence(change: Change) -> str:
    field = f" ({change.field})" if change.field else ""
    return f"{enumerated(change.subjects)}{field}: {change.reason}"


def _part(part: ChangedPart) -> Iterator[str]:
    yield f"    {part.title}{'' if part.status is ChangeStatus.CHANGED else f' ({part.status})'}"
    yield from (f"      {line}" for line in part.lines)
