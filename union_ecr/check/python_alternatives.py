"""Values that are one of several, and what is known of them together."""

from collections.abc import Callable, Iterable
from itertools import product

from union_ecr.check.python_values import (
    CONSTANTS,
    Alternatives,
    Class,
    DefaultedVariable,
    DictValue,
    EnumMember,
    External,
    ListValue,
    UnknownValue,
    Value,
)

MOST_ALTERNATIVES = 32


def alternatives(values: Iterable[Value]) -> Value:
    """The values as one, each once; unknown where there are too many. A default stands for the variable without one."""
    unique: list[Value] = []
    for value in values:
        flat = value.values if isinstance(value, Alternatives) else (value,)
        unique += [single for single in flat if not any(same(single, known) for known in unique)]
    unique = [single for single in unique if not isinstance(single, DefaultedVariable)] or unique
    if len(unique) > MOST_ALTERNATIVES:
        return UnknownValue(f"it has more than {MOST_ALTERNATIVES} possible values")
    return unique[0] if len(unique) == 1 else Alternatives(tuple(unique))


def same(first: Value, second: Value) -> bool:
    """Whether two values are the same: True is not 1, and what is no constant is compared by identity."""
    return first is second or (
        type(first) is type(second) and isinstance(first, (*CONSTANTS, UnknownValue, External)) and first == second
    )


def choices(value: Value) -> tuple[Value, ...]:
    """The single values that it may be."""
    return value.values if isinstance(value, Alternatives) else (value,)


def combined(operation: Callable[..., Value], *values: Value) -> Value:
    """What the operation makes of the values: of every combination where they are alternatives."""
    if not any(isinstance(value, Alternatives) for value in values):
        return operation(*values)
    count = 1
    for value in values:
        count *= len(choices(value))
    if count > MOST_ALTERNATIVES:
        return UnknownValue(f"it has more than {MOST_ALTERNATIVES} possible values")
    return alternatives(operation(*picked) for picked in product(*map(choices, values)))


def is_constant(value: Value) -> bool:
    """Whether a value is fully known: a constant, or a tuple of constants."""
    return all(map(is_constant, value)) if isinstance(value, tuple) else isinstance(value, CONSTANTS)


def elements(value: Value) -> list[Value] | None:
    """What a loop over the value meets, in order; None where that is not known."""
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, str):
        return list(value)
    if isinstance(value, ListValue) and value.complete:
        return list(value.items)
    if isinstance(value, DictValue) and value.complete:
        return list(value.items)
    if isinstance(value, Class) and is_enum(value):
        names = [name for name in value.attributes if not name.startswith("_") and is_constant(value.attributes[name])]
        return list(dict.fromkeys(member(value, name) for name in names))
    return None


def is_enum(value: Class) -> bool:
    """Whether a class is an enumeration."""
    return any(base.rpartition(".")[2] in ("Enum", "StrEnum", "IntEnum") for base in value.external_bases())


def member(value: Class, name: str) -> EnumMember:
    """A member of an enumeration; another name of the same value is an alias.

    https://docs.python.org/3/howto/enum.html#duplicating-enum-members-and-values
    """
    content = value.attributes[name]
    names = (known for known, other in value.attributes.items() if known[:1] != "_" and same(other, content))
    return EnumMember(value, next(names, name), content)
