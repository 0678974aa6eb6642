"""What Python's own functions and the methods of its own types return."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from union_ecr.check.python_alternatives import alternatives, choices, combined, elements, is_constant
from union_ecr.check.python_interpreter import Interpreter
from union_ecr.check.python_methods import applied, as_dict, method
from union_ecr.check.python_objects import as_text, attributes_of, set_attribute
from union_ecr.check.python_values import (
    NOT_FOLLOWED,
    Class,
    Coroutine,
    External,
    Instance,
    ListValue,
    ModuleValue,
    UnknownValue,
    UnsetVariable,
    Value,
)

MOST_ITEMS = 10_000
_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "builtins.int": int,
    "builtins.float": float,
    "builtins.bool": bool,
    "builtins.repr": repr,
    "builtins.len": len,
    "builtins.max": max,
    "builtins.min": min,
    "builtins.abs": abs,
}
_SETS = ("builtins.set", "builtins.frozenset")
_SEQUENCES = {
    "builtins.list",
    "builtins.set",
    "builtins.frozenset",
    "builtins.iter",
    "builtins.sorted",
    "builtins.reversed",
}


def builtin(program: Interpreter, name: str, positional: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    """What a function of Python returns; None for one that is not known here."""
    for kind in (_of_environment, _container, _of_object):
        result = kind(program, name, positional, keywords)
        if result is not None:
            return result
    if name in _FUNCTIONS and positional and not keywords:
        return combined(partial(applied, _FUNCTIONS[name]), *map(_length_only, positional))
    return None


def _of_environment(
    program: Interpreter, name: str, positional: Sequence[Value], keywords: Mapping[str, Value]
) -> Value | None:
    if name in ("os.environ.setdefault", "os.environ.update"):
        method(program.variables, name.rpartition(".")[2], positional, keywords, program.branches)
        return NOT_FOLLOWED
    if name in ("os.getenv", "os.environ.get"):
        default = positional[1] if len(positional) > 1 else keywords.get("default")
        key = positional[0] if positional else keywords.get("key")
        return alternatives([variable(program, choice, default) for choice in choices(key)])
    return None


def _container(
    _program: Interpreter, name: str, positional: Sequence[Value], keywords: Mapping[str, Value]
) -> Value | None:
    if name in _SEQUENCES and len(positional) == 1 and not keywords:
        return _sequence(name, positional[0])
    if name == "builtins.tuple" and len(positional) == 1:
        items = elements(positional[0])
        is_set = isinstance(positional[0], ListValue) and positional[0].is_set
        return NOT_FOLLOWED if items is None or is_set else tuple(items)
    if name in ("builtins.dict", "collections.OrderedDict", "pydantic_settings.SettingsConfigDict"):
        return as_dict(positional, keywords)
    if name in ("builtins.list", "builtins.set", "builtins.tuple") and not positional:
        return () if name == "builtins.tuple" else ListValue(is_set=name in _SETS)
    if name in ("builtins.enumerate", "builtins.zip", "builtins.range"):
        return _loop(name, positional)
    return None


def _of_object(
    program: Interpreter, name: str, positional: Sequence[Value], keywords: Mapping[str, Value]
) -> Value | None:
    if name == "builtins.str" and len(positional) == 1:
        return combined(as_text, positional[0])
    if name == "asyncio.run" and positional and isinstance(positional[0], Coroutine):
        return positional[0].result
    if name in ("dataclasses.field", "pydantic.Field"):
        return positional[0] if positional else keywords.get("default", NOT_FOLLOWED)
    if name in ("builtins.setattr", "builtins.object.__setattr__", "builtins.getattr"):
        return _attribute(program, name, positional)
    return None


def _attribute(program: Interpreter, name: str, positional: Sequence[Value]) -> Value:
    """What `getattr` returns, and what `setattr` does."""
    if len(positional) < 2 or not isinstance(positional[1], str):
        for changed in choices(positional[0]) if positional and name != "builtins.getattr" else ():
            for attribute in attributes_of(changed) if isinstance(changed, Instance | Class) else ():
                set_attribute(changed, attribute, NOT_FOLLOWED, program.branches)
        return NOT_FOLLOWED
    if name != "builtins.getattr":
        program.set_attribute(positional[0], positional[1], positional[2])
        return None
    found = combined(partial(program.attribute, name=positional[1]), positional[0])
    if (
        len(positional) > 2
        and isinstance(found, UnknownValue)
        and isinstance(positional[0], Instance | Class | ModuleValue)
    ):
        of = positional[0].of if isinstance(positional[0], Instance) else positional[0]
        known = isinstance(of, ModuleValue) or not [*of.external_bases()]
        return positional[2] if known and found.reason.endswith("is not defined in the checked files") else found
    return found


def variable(program: Interpreter, name: Value, default: Value) -> Value:
    """The value of an environment variable as it was given to the check, or the default in the source."""
    if not isinstance(name, str):
        return name if isinstance(name, UnknownValue) else NOT_FOLLOWED
    if name in program.variables.items:
        return program.variables.items[name]
    missing = UnsetVariable(f"the environment variable {name} is not known: pass --env {name}=VALUE")
    return missing if default is None else default


def _sequence(name: str, value: Value) -> Value:
    items = elements(value)
    if items is None:
        return value if isinstance(value, UnknownValue | ListValue) else NOT_FOLLOWED
    if name == "builtins.sorted":
        if not all(isinstance(item, str) for item in items) and not all(isinstance(item, int) for item in items):
            return NOT_FOLLOWED
        items = sorted(set(items) if isinstance(value, ListValue) and value.is_set else items)
    is_set = name in _SETS or (isinstance(value, ListValue) and value.is_set and name != "builtins.sorted")
    return ListValue(items[::-1] if name == "builtins.reversed" else items, is_set=is_set)


def _loop(name: str, positional: Sequence[Value]) -> Value:
    if name == "builtins.range":
        if not all(isinstance(bound, int) for bound in positional) or not positional:
            return NOT_FOLLOWED
        numbers = applied(range, *positional)
        return ListValue(list(numbers)) if isinstance(numbers, range) and len(numbers) <= MOST_ITEMS else NOT_FOLLOWED
    columns = [elements(value) for value in positional[: 1 if name == "builtins.enumerate" else None]]
    known = [column for column in columns if column is not None]
    if len(known) < len(columns) or not known:
        return NOT_FOLLOWED
    if name == "builtins.enumerate":
        start = positional[1] if len(positional) > 1 and isinstance(positional[1], int) else 0
        return ListValue([*enumerate(known[0], start)])
    return ListValue([*zip(*known, strict=False)])


def _length_only(value: Value) -> Value:
    """A container of which only the length matters, as a tuple of as many."""
    items = None if isinstance(value, str) else elements(value)
    return value if items is None else tuple(item if is_constant(item) else 0 for item in items)


def is_environment(container: Value) -> bool:
    """Whether it is `os.environ`."""
    return isinstance(container, External) and container.name == "os.environ"


def environment_item(program: Interpreter, container: Value, key: Value) -> Value | None:
    """What `os.environ[key]` is; None for another container."""
    if is_environment(container):
        return variable(program, key, None)
    return None
