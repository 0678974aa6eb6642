"""What the methods of a str, a list, a set and a dict return, and what they change."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from union_ecr.check.python_alternatives import combined, elements, is_constant
from union_ecr.check.python_branches import Branches
from union_ecr.check.python_objects import as_key, as_text, joined_text, make_unknown
from union_ecr.check.python_values import NOT_FOLLOWED, DictValue, ListValue, UnknownValue, Value

_TEXT_METHODS = set(
    "lower upper strip lstrip rstrip replace removeprefix removesuffix split rsplit partition rpartition title "
    "capitalize casefold startswith endswith zfill count find splitlines isdigit ljust rjust center swapcase".split()
)


def method(
    receiver: Value,
    name: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    branches: Branches,
) -> Value:
    """What a method of a str, a list or a dict returns, and what it changes."""
    if isinstance(receiver, str):
        return _of_text(receiver, name, positional, keywords)
    if isinstance(receiver, DictValue):
        branches.changing(receiver)
        return _of_dict(receiver, name, positional, keywords)
    if isinstance(receiver, ListValue):
        branches.changing(receiver)
        return _of_list(receiver, name, positional, keywords)
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
            return applied(
                lambda *parts: text.format(*parts[: len(plain)], **dict(zip(fields, parts[len(plain) :], strict=True))),
                *plain,
                *named.values(),
            )

        return combined(formatted, *values)
    if name in _TEXT_METHODS and not keywords:
        result = combined(lambda *given: applied(getattr(text, name), *given), *positional)
        return ListValue(result) if isinstance(result, list) else result
    return NOT_FOLLOWED


def _of_dict(receiver: DictValue, name: str, positional: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    match name:
        case "items" | "keys" | "values":
            return ListValue([*getattr(receiver.items, name)()], receiver.complete)
        case "copy":
            return DictValue(dict(receiver.items), receiver.complete)
        case "get" | "setdefault" | "pop" if positional:
            return _looked_up(receiver, name, positional)
        case "update":
            update_dict(receiver, as_dict(positional, keywords))
            return None
        case "clear":
            receiver.items.clear()
            receiver.complete = True
            return None
    update_dict(receiver, DictValue(complete=False))
    return NOT_FOLLOWED


def update_dict(receiver: DictValue, changes: DictValue) -> None:
    """What `receiver.update(changes)` does."""
    if not changes.complete:
        unknown = UnknownValue("the dict is changed under a key that is not known")
        receiver.items.update(dict.fromkeys(receiver.items, unknown))
    receiver.items.update(changes.items)
    receiver.complete = receiver.complete and changes.complete


def _looked_up(receiver: DictValue, name: str, positional: Sequence[Value]) -> Value:
    default = positional[1] if len(positional) > 1 else None
    key = as_key(positional[0])
    if isinstance(key, UnknownValue):
        return key
    found = receiver.items.get(key, default if receiver.complete else NOT_FOLLOWED)
    if name == "setdefault":
        receiver.items.setdefault(key, found)
    elif name == "pop":
        receiver.items.pop(key, None)
    return found


def _of_list(receiver: ListValue, name: str, positional: Sequence[Value], keywords: Mapping[str, Value]) -> Value:
    """What a method of a list or a set returns; what is not followed makes the list unknown."""
    match name:
        case "copy":
            return ListValue(list(receiver.items), receiver.complete, receiver.is_set)
        case "index" | "count" | "issubset" | "issuperset" | "isdisjoint" | "union" | "intersection" | "difference":
            return NOT_FOLLOWED
        case "append" | "add" if len(positional) == 1:
            receiver.items.append(positional[0])
            return None
        case "extend" | "update" if len(positional) == 1 and (added := elements(positional[0])) is not None:
            receiver.items += added
            return None
        case "clear":
            receiver.items.clear()
            receiver.complete = True
            return None
    if receiver.is_set or not receiver.complete or keywords or not all(map(is_constant, positional)):
        make_unknown(receiver)
        return NOT_FOLLOWED
    return _changed_in_place(receiver, name, positional)


def _changed_in_place(receiver: ListValue, name: str, positional: Sequence[Value]) -> Value:
    sortable = name != "sort" or all(map(is_constant, receiver.items))
    if name in ("pop", "insert", "reverse", "sort") and sortable:
        result = applied(lambda *given: getattr(receiver.items, name)(*given), *positional)
        if not isinstance(result, UnknownValue):
            return result
    make_unknown(receiver)
    return NOT_FOLLOWED


def as_dict(positional: Sequence[Value], keywords: Mapping[str, Value]) -> DictValue:
    """What `dict(…)` returns."""
    result = DictValue()
    for given in positional:
        if isinstance(given, DictValue):
            result.items |= given.items
            result.complete = result.complete and given.complete
            continue
        pairs = elements(given)
        for pair in pairs or ():
            key_and_value = elements(pair)
            if key_and_value is None or len(key_and_value) != 2 or isinstance(as_key(key_and_value[0]), UnknownValue):
                pairs = None
                break
            result.items[as_key(key_and_value[0])] = key_and_value[1]
        result.complete = result.complete and pairs is not None
    result.items |= keywords
    return result


def applied(function: Callable[..., Any], *values: Value) -> Value:
    """What a function of Python returns for constants."""
    for value in values:
        if not is_constant(value):
            return value if isinstance(value, UnknownValue) else NOT_FOLLOWED
    try:
        return function(*values)
    except Exception as error:  # noqa: BLE001  # the code of others: whatever Python says of it
        return UnknownValue(f"Python would raise {type(error).__name__}")
