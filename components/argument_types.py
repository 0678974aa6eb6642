"""What the TypedDict of a component's arguments says: their names, and where an Output may stand."""

import inspect
import types
import typing
from collections.abc import Awaitable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pulumi
from pydantic.alias_generators import to_camel

from union_ecr.stack_file.errors import KeyPath, Violation


@dataclass(frozen=True)
class NormalizedArguments:
    """Arguments with snake_case names, where Outputs are among them, and what no model could say of them.

    `outputs` is False where the type has no Input. Of an argument that the type does not know, nothing is said: that
    is the model's error.
    """

    values: dict[str, Any]
    outputs: dict[KeyPath, bool]
    violations: list[Violation]


def normalized_arguments(args: Mapping[str, Any], accepted: type) -> NormalizedArguments:
    """The arguments, each with the name that their type gives it."""
    normalized = NormalizedArguments({}, {}, [])
    normalized.values.update(_normalized(args, accepted, (), normalized))
    return normalized


def argument_names(accepted: type) -> frozenset[str]:
    """The names, in snake_case, of all arguments and of what is nested in them."""
    return frozenset(_names(accepted))


def named_by_type(accepted: type, path: KeyPath) -> Iterator[bool]:
    """For each part of a path whether the type names it; the keys of a mapping are the caller's own."""
    hint: Any = accepted
    for part in path:
        fields = _spellings(_fields(_plain(hint)))
        yield part in fields
        hint = _below(hint, fields.get(part))


def shown(value: Any) -> Any:
    """A value as a message may show it: what an Output holds is not known yet, or none of the message's business."""
    if isinstance(value, pulumi.Output | Awaitable):
        return "Output"
    if isinstance(value, Mapping):
        return {key: shown(inner) for key, inner in value.items()}
    return [shown(inner) for inner in value] if isinstance(value, list | tuple) else value


def _normalized(value: Any, hint: Any, path: KeyPath, found: NormalizedArguments) -> Any:
    if isinstance(value, pulumi.Output | Awaitable):
        found.outputs[path] = hint is None or any(map(_is_output, typing.get_args(hint)))
        if not found.outputs[path]:
            found.violations.append(_too_late(path, _plain(hint)))
        return pulumi.Output.from_input(value)  # a coroutine can be awaited once, an Output as often as it is needed
    if isinstance(value, Mapping):
        names = _spellings(_fields(_plain(hint)))
        named: dict[Any, Any] = {}
        for key, inner in value.items():
            name = names.get(key, key)
            if name in named:
                rule = "is given in both spellings, with and without underscores"
                found.violations.append(Violation((*path, str(name)), None, rule, "keep one of the two"))
            named[name] = _normalized(inner, _below(hint, names.get(key)), (*path, str(name)), found)
        return named
    if isinstance(value, list | tuple):
        return [_normalized(inner, _below(hint), (*path, number), found) for number, inner in enumerate(value)]
    if isinstance(value, Set | Iterator):
        rule = "has no order" if isinstance(value, Set) else "can be read only once"
        found.violations.append(Violation(path, type(value).__name__, rule, "write a list, in [ ]"))
    return value


def _too_late(path: KeyPath, hint: Any) -> Violation:
    if _may_hold_outputs(hint):
        known, brackets = ("a length", "[ ]") if typing.get_origin(hint) is Sequence else ("keys", "{ }")
        rule = f"must have {known} known before the deployment"
        return Violation(path, None, rule, f"write it in {brackets}; values in it may be Outputs")
    rule = "decides what is created, so it must be known before the deployment"
    return Violation(path, None, rule, "write a plain value, not an Output")


def _may_hold_outputs(hint: Any) -> bool:
    """Whether an Output may stand somewhere within a value, of which the hint is plain."""
    below = (*_fields(hint).values(), *typing.get_args(hint))
    return any(any(map(_is_output, typing.get_args(inner))) or _may_hold_outputs(_plain(inner)) for inner in below)


def _spellings(names: Iterable[str]) -> dict[Any, str]:
    """The names by each of their spellings."""
    return {spelling: name for name in names for spelling in (name, to_camel(name))}


def _below(hint: Any, field: str | None = None) -> Any:
    """The hint of a field, or else of the entries or values."""
    plain = _plain(hint)
    return _fields(plain).get(field) if field else next(reversed(typing.get_args(plain)), None)


def _names(hint: Any) -> Iterator[str]:
    for name, inner in _fields(hint).items():
        yield name
        yield from _names(inner)
    for argument in typing.get_args(hint):
        yield from _names(argument)


def _fields(hint: Any) -> dict[str, Any]:
    """The hints of a TypedDict's fields; none of any other type."""
    annotations: dict[str, Any] = inspect.get_annotations(hint) if typing.is_typeddict(hint) else {}
    return {name: _unwrapped(annotation) for name, annotation in annotations.items()}


def _unwrapped(annotation: Any) -> Any:
    """The hint without NotRequired around it."""
    origin: Any = typing.get_origin(annotation)
    return typing.get_args(annotation)[0] if origin is typing.NotRequired else annotation


def _plain(hint: Any) -> Any:
    """The hint of a value that is there and no Output: a TypedDict, a list, a mapping or a single value."""
    if typing.get_origin(hint) not in (typing.Union, types.UnionType):
        return hint
    options = typing.get_args(hint)
    return next(
        option
        for option in options
        if option is not type(None) and typing.get_origin(option) is not Awaitable and not _is_output(option)
    )


def _is_output(option: Any) -> bool:
    """Whether it is the part of `pulumi.Input` that stands for Outputs, a forward reference."""
    return isinstance(option, typing.ForwardRef)
