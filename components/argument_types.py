"""What the TypedDict of a component's arguments says: their names, and where an Output may stand."""

import inspect
import types
import typing
from collections.abc import Awaitable, Iterator, Mapping
from typing import Any

import pulumi
from pydantic.alias_generators import to_camel

from union_ecr.stack_file.errors import KeyPath


def normalized_arguments(args: Mapping[str, Any], accepted: type) -> tuple[dict[str, Any], dict[KeyPath, bool]]:
    """The arguments with snake_case names, and where Outputs are among them: False where the type has no Input.

    Of an argument that the type does not know, nothing is said: that is the model's error.
    """
    outputs: dict[KeyPath, bool] = {}
    return _normalized(args, accepted, (), outputs), outputs


def argument_names(accepted: type) -> frozenset[str]:
    """The names, in snake_case, of all arguments and of what is nested in them."""
    return frozenset(_names(accepted))


def _normalized(value: Any, hint: Any, path: KeyPath, outputs: dict[KeyPath, bool]) -> Any:
    if isinstance(value, pulumi.Output | Awaitable):
        outputs[path] = hint is None or any(map(_is_output, typing.get_args(hint)))
        return value
    hint = _plain(hint)
    if isinstance(value, Mapping):
        fields = _fields(hint)
        snake_case: dict[Any, str] = {to_camel(name): name for name in fields}
        of_values = next(reversed(typing.get_args(hint)), None)
        named: dict[Any, Any] = {snake_case.get(key, key): inner for key, inner in value.items()}
        return {
            name: _normalized(inner, fields.get(name, of_values), (*path, name), outputs)
            for name, inner in named.items()
        }
    if isinstance(value, list | tuple):
        of_entries = next(iter(typing.get_args(hint)), None)
        return [_normalized(inner, of_entries, (*path, number), outputs) for number, inner in enumerate(value)]
    return value


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
