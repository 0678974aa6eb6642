"""What Python's own functions and the methods of its own types return."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from union_ecr.check.python_interpreter import Interpreter
from union_ecr.check.python_objects import NOT_FOLLOWED, as_key, as_text, joined_text
from union_ecr.check.python_values import (
    DictValue,
    External,
    ListValue,
    Unknown,
    Value,
    alternatives,
    choices,
    combined,
    elements,
    is_constant,
)

MOST_ITEMS = 10_000
_TEXT_METHODS = set(
    "lower upper strip lstrip rstrip replace removeprefix removesuffix split rsplit partition rpartition title "
    "capitalize casefold startswith endswith zfill count find splitlines isdigit ljust rjust center swapcase".split()
)
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
    if name in ("os.getenv", "os.environ.get"):
        default = positional[1] if len(positional) > 1 else keywords.get("default")
        key = positional[0] if positional else keywords.get("key")
        return alternatives([variable(program, choice, default) for choice in choices(key)])
    if name == "builtins.str" and len(positional) == 1:
        return combined(as_text, positional[0])
    if name in _SEQUENCES and len(positional) == 1 and not keywords:
        return _sequence(name, positional[0])
    if name == "builtins.tuple" and len(positional) == 1:
        items = elements(positional[0])
        return NOT_FOLLOWED if items is None else tuple(items)
    if name in ("builtins.dict", "collections.OrderedDict"):
        return _dict(positional, keywords)
    if name in ("builtins.list", "builtins.set", "builtins.tuple") and not positional:
        return ListValue()
    if name in ("builtins.enumerate", "builtins.zip", "builtins.range"):
        return _loop(name, positional)
    if name in _FUNCTIONS and positional and not keywords:
        return combined(partial(_applied, _FUNCTIONS[name]), *map(_length_only, positional))
    return None


def variable(program: Interpreter, name: Value, default: Value) -> Value:
    """The value of an environment variable as it was given to the check, or the default in the source."""
    if not isinstance(name, str):
        return name if isinstance(name, Unknown) else NOT_FOLLOWED
    if name in program.environment:
        return program.environment[name]
    missing = Unknown(f"the environment variable {name} is not known: pass --env {name}=VALUE")
    return missing if default is None else default


def method(
    receiver: Value,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    certain: bool,
) -> Value:
    """What a method of a str, a list or a dict returns, and what it changes."""
    if isinstance(receiver, str):
        return _of_text(receiver, name, positional, keywords)
    if isinstance(receiver, DictValue):
        return _of_dict(receiver, name, positional, keywords, certain)
    if isinstance(receiver, ListValue):
        _change_list(receiver, name, positional, certain)
        return ListValue(list(receiver.items), receiver.complete) if name == "copy" else None
    return NOT_FOLLOWED


def _of_text(text: str, name: str, positional: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    if name == "join" and len(positional) == 1:
        return combined(joined_text, text, positional[0])
    if name == "format":
        fields = list(keywords)
        values = [*positional, *keywords.values()]

        def formatted(*given: Value) -> Value:
            texts = [value if is_constant(value) else as_text(value) for value in given]
            plain, named = texts[: len(positional)], dict(zip(fields, texts[len(positional) :], strict=True))
            return _applied(
                lambda *parts: text.format(*parts[: len(plain)], **dict(zip(fields, parts[len(plain) :], strict=True))),
                *plain,
                *named.values(),
            )

        return combined(formatted, *values)
    if name in _TEXT_METHODS and not keywords:
        result = combined(lambda *given: _applied(getattr(text, name), *given), *positional)
        return ListValue(result) if isinstance(result, list) else result
    return NOT_FOLLOWED


def _of_dict(
    receiver: DictValue, name: str, positional: Sequence[Value], keywords: Mapping[str, Value], certain: bool
) -> Value:
    match name:
        case "items" | "keys" | "values":
            return ListValue([*getattr(receiver.items, name)()], receiver.complete)
        case "copy":
            return DictValue(dict(receiver.items), receiver.complete)
        case "get" | "setdefault" | "pop" if positional:
            return _looked_up(receiver, name, positional, certain)
        case "update":
            changes = _dict(positional, keywords)
            for key, value in changes.items.items():
                receiver.items[key] = value if certain else alternatives([receiver.items.get(key, value), value])
            receiver.complete = receiver.complete and changes.complete and certain
            return None
    receiver.complete = False
    return NOT_FOLLOWED


def _looked_up(receiver: DictValue, name: str, positional: Sequence[Value], certain: bool) -> Value:
    default = positional[1] if len(positional) > 1 else None
    key = as_key(positional[0])
    if isinstance(key, Unknown):
        return key
    found = receiver.items.get(key, default if receiver.complete else NOT_FOLLOWED)
    if name == "setdefault":
        receiver.items.setdefault(key, default)
    elif name == "pop" and certain:
        receiver.items.pop(key, None)
    return found


def _change_list(receiver: ListValue, name: str, positional: Sequence[Value], certain: bool) -> None:
    if name in ("copy", "index", "count"):
        return
    added = elements(positional[0]) if positional and name in ("extend", "update") else list(positional)
    if name in ("append", "add", "extend", "update") and added is not None:
        receiver.items += added
        receiver.complete = receiver.complete and certain
    else:
        receiver.complete = False


def _sequence(name: str, value: Value) -> Value:
    items = elements(value)
    if items is None:
        return value if isinstance(value, Unknown | ListValue) else NOT_FOLLOWED
    if name == "builtins.sorted":
        if not all(isinstance(item, str) for item in items) and not all(isinstance(item, int) for item in items):
            return NOT_FOLLOWED
        items = sorted(items)
    return ListValue(items[::-1] if name == "builtins.reversed" else items)


def _dict(positional: Sequence[Value], keywords: Mapping[str, Value]) -> DictValue:
    result = DictValue()
    for given in positional:
        if isinstance(given, DictValue):
            result.items |= given.items
            result.complete = result.complete and given.complete
            continue
        pairs = elements(given)
        for pair in pairs or ():
            key_and_value = elements(pair)
            if key_and_value is None or len(key_and_value) != 2 or isinstance(as_key(key_and_value[0]), Unknown):
                pairs = None
                break
            result.items[as_key(key_and_value[0])] = key_and_value[1]
        result.complete = result.complete and pairs is not None
    result.items |= keywords
    return result


def _loop(name: str, positional: Sequence[Value]) -> Value:
    if name == "builtins.range":
        if not all(isinstance(bound, int) for bound in positional) or not positional:
            return NOT_FOLLOWED
        numbers = _applied(range, *positional)
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


def _applied(function: Callable[..., Any], *values: Value) -> Value:
    for value in values:
        if not is_constant(value):
            return value if isinstance(value, Unknown) else NOT_FOLLOWED
    try:
        return function(*values)
    except Exception as error:  # noqa: BLE001  # the code of others: whatever Python says of it
        return Unknown(f"Python would raise {type(error).__name__}")


def environment_item(program: Interpreter, container: Value, key: Value) -> Value | None:
    """What `os.environ[key]` is; None for another container."""
    if isinstance(container, External) and container.name == "os.environ":
        return variable(program, key, None)
    return None
