"""What Python's operators make of values."""

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any

from union_ecr.check.python_alternatives import elements, is_constant
from union_ecr.check.python_objects import not_among
from union_ecr.check.python_values import NOT_FOLLOWED, DictValue, External, ListValue, UnknownValue, Value

MOST_CHARACTERS = 10_000
OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda item, container: item in container,
    ast.NotIn: lambda item, container: item not in container,
    ast.Is: lambda first, second: first is second or first == second,
    ast.IsNot: lambda first, second: not (first is second or first == second),
    ast.Not: operator.not_,
    ast.USub: operator.neg,
}


def operation(kind: type[ast.AST], left: Value, right: Value) -> Value:
    """What a binary operator makes of two values."""
    if kind is ast.Add and isinstance(left, ListValue) and isinstance(right, ListValue):
        return ListValue([*left.items, *right.items], left.complete and right.complete)
    if kind is ast.BitOr and isinstance(left, DictValue) and isinstance(right, DictValue):
        return DictValue(left.items | right.items, left.complete and right.complete)
    if kind is ast.Div and isinstance(right, str):
        return UnknownValue("it is a path")
    if kind is ast.Mod and isinstance(left, str) and isinstance(right, DictValue):
        unknown = next((value for value in right.items.values() if not is_constant(value)), None)
        return unknown if isinstance(unknown, UnknownValue) else _safe(lambda: left % right.items)
    if kind is ast.Mult and isinstance(left, int | str | bytes) and isinstance(right, int | str | bytes):
        size = len(left) * right if isinstance(left, str | bytes) and isinstance(right, int) else 0
        size = len(right) * left if isinstance(right, str | bytes) and isinstance(left, int) else size
        if size > MOST_CHARACTERS:
            return UnknownValue("it is too long")
    function = OPERATORS.get(kind)
    return attempt(function, left, right) if function else NOT_FOLLOWED


def comparison(kind: type[ast.AST], left: Value, right: Value) -> Value:
    """What a comparison makes of two values."""
    if kind in (ast.In, ast.NotIn) and not isinstance(right, str):
        items = elements(right)
        if items is None or not all(map(is_constant, items)):
            return right if isinstance(right, UnknownValue) else NOT_FOLLOWED
        right = tuple(items)
    if kind in (ast.Is, ast.IsNot) and right is None and not isinstance(left, UnknownValue | External):
        return (left is None) is (kind is ast.Is)
    return attempt(OPERATORS[kind], left, right)


def joined(*parts: Value) -> Value:
    """The parts of an f-string as one text."""
    unknown = next((part for part in parts if not isinstance(part, str)), None)
    if unknown is not None:
        return unknown if isinstance(unknown, UnknownValue) else NOT_FOLLOWED
    return "".join(parts)


def negated(value: Value) -> Value:
    """What `not` makes of a truth."""
    return value if isinstance(value, UnknownValue) else not value


def attempt(function: Callable[..., Any], *values: Value) -> Value:
    """What the function makes of constants; UnknownValue if a value is, or if the function fails."""
    for value in values:
        if isinstance(value, UnknownValue):
            return value
        if isinstance(value, External):
            return not_among(value.name)
        if not is_constant(value):
            return NOT_FOLLOWED
    return _safe(lambda: function(*values))


def _safe(function: Callable[[], Any]) -> Value:
    try:
        result = function()
    except Exception as error:  # noqa: BLE001  # the code of others: whatever Python says of it
        return UnknownValue(f"Python would raise {type(error).__name__}")
    return UnknownValue("it is too long") if isinstance(result, str) and len(result) > MOST_CHARACTERS else result


def sliced(value: Value, *bounds: Value) -> Value:
    """What `value[start:stop:step]` is."""
    for bound in (value, *bounds):
        if isinstance(bound, UnknownValue):
            return bound
    taken = value.items if isinstance(value, ListValue) and value.complete else value
    if not isinstance(taken, str | tuple | list) or not all(
        bound is None or isinstance(bound, int) for bound in bounds
    ):
        return NOT_FOLLOWED
    result = _safe(lambda: taken[slice(*bounds)])
    return ListValue(result) if isinstance(result, list) else result
