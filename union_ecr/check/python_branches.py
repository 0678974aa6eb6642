"""Changes of objects in branches: each branch begins with the objects as they were, and then the branches meet."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from union_ecr.check.python_alternatives import alternatives
from union_ecr.check.python_values import (
    UNBOUND,
    Class,
    DictValue,
    ImageValue,
    Instance,
    ListValue,
    Scope,
    UnknownValue,
    Value,
    created,
)

Changeable = ListValue | DictValue | Instance | Class | Scope | ImageValue
Result = TypeVar("Result")


@dataclass
class _State:
    """What an object holds."""

    content: Any
    complete: bool = True


@dataclass
class Changes:
    """What a branch changes: the objects, with what they hold at its end, by their identity."""

    start: int = field(default_factory=lambda: next(created))
    before: dict[int, tuple[Changeable, _State]] = field(default_factory=dict)
    after: dict[int, _State] = field(default_factory=dict)


class Branches:
    """Records changes of objects. Whoever changes one calls `changing` first."""

    def __init__(self) -> None:
        self._running: list[Changes] = []

    def changing(self, changed: Changeable) -> None:
        """Keep what an object holds, unless the running branch created it."""
        if self._running and changed.created < self._running[-1].start:
            self._running[-1].before.setdefault(id(changed), (changed, _state(changed)))

    def follow(self, branch: Callable[[], Result]) -> tuple[Result, Changes]:
        """Follow a branch; then every object is again as it was before it."""
        changes = Changes()
        self._running.append(changes)
        try:
            return branch(), changes
        finally:
            self._running.pop()
            for key, (changed, before) in changes.before.items():
                changes.after[key] = _state(changed)
                _set(changed, before)

    def meet(self, branches: Sequence[Changes]) -> None:
        """Make each object what it is after any of the branches."""
        for key, (changed, before) in {
            key: entry for changes in branches for key, entry in changes.before.items()
        }.items():
            self.changing(changed)
            _set(changed, _merged(changed, [changes.after.get(key, before) for changes in branches]))

    def each(self, ways: Sequence[Callable[[], Value]]) -> Value:
        """The value of one of several ways, of which the source does not tell which is gone."""
        if len(ways) == 1:
            return ways[0]()
        followed = [self.follow(way) for way in ways]
        self.meet([changes for _, changes in followed])
        return alternatives([value for value, _ in followed])


def _content(changed: Changeable) -> Any:
    match changed:
        case ListValue() | DictValue():
            return changed.items
        case Scope():
            return changed.names
        case ImageValue():
            return changed.fields
    return changed.attributes


def _state(changed: Changeable) -> _State:
    content = _content(changed)
    complete = changed.complete if isinstance(changed, ListValue | DictValue) else True
    return _State(list(content) if isinstance(content, list) else dict(content), complete)


def _set(changed: Changeable, state: _State) -> None:
    content = _content(changed)
    content.clear()
    if isinstance(content, list):
        content.extend(state.content)
    else:
        content.update(state.content)
    if isinstance(changed, ListValue | DictValue):
        changed.complete = state.complete


def _merged(changed: Changeable, states: Sequence[_State]) -> _State:
    complete = all(state.complete for state in states)
    contents = [state.content for state in states]
    if isinstance(contents[0], list):
        longest = max(contents, key=len)
        same_length = all(len(content) == len(longest) for content in contents)
        items = [
            alternatives([content[place] for content in contents if place < len(content)])
            for place in range(len(longest))
        ]
        return _State(items, complete and same_length)
    keys = dict.fromkeys(key for content in contents for key in content)
    values = {}
    for key in keys:
        known = [content[key] for content in contents if key in content]
        values[key] = alternatives([*known, *_without(changed, key)] if len(known) < len(contents) else known)
    return _State(values, complete and all(len(content) == len(keys) for content in contents))


def _without(changed: Changeable, key: Value) -> list[Value]:
    """What may be found under a key that only some branches set."""
    if isinstance(changed, DictValue):
        return [UnknownValue("it is set below a condition only")]
    inherited = changed.of.lookup(key) if isinstance(changed, Instance) else UNBOUND
    return [] if inherited is UNBOUND else [inherited]
