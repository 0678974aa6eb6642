"""What a Python expression may be, as far as its source tells: constants are themselves, all else is one of these."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import Any

Value = Any
"""A constant, a tuple of values, or an instance of a class of this file."""
MOST_ALTERNATIVES = 32
CONSTANTS = (str, int, float, bool, bytes, complex, type(None), type(...))


@dataclass(frozen=True)
class Unknown:
    """A value that the source does not tell; `reason` is a clause such as "`team` is a parameter of `image_of`"."""

    reason: str


UNBOUND = Unknown("it is not defined")


@dataclass(frozen=True)
class Alternatives:
    """One of several values, depending on a condition that the source does not decide."""

    values: tuple[Value, ...]


@dataclass(frozen=True)
class External:
    """Something of a module that is not among the files, by its dotted name: `flytekit.ImageSpec`."""

    name: str


@dataclass(eq=False)
class ListValue:
    """A list or a set; not `complete` where it may have been changed in a way that the source does not decide."""

    items: list[Value] = field(default_factory=list)
    complete: bool = True


@dataclass(eq=False)
class DictValue:
    """A dict with constant keys; not `complete` where it may have other keys, too."""

    items: dict[Any, Value] = field(default_factory=dict)
    complete: bool = True


@dataclass(eq=False)
class Scope:
    """Names and their values, in a module, a class or a call of a function; `enclosing` is looked into next."""

    module: "ModuleValue"
    names: dict[str, Value]
    enclosing: "Scope | None" = None
    function: str = ""

    def lookup(self, name: str) -> Value:
        """The value of a name; UNBOUND where no scope has it."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.enclosing
        return UNBOUND


@dataclass(eq=False)
class ModuleValue:
    """A module among the files."""

    name: str
    path: str
    is_package: bool
    line_of: Callable[[int], int] = int
    finished: bool = False
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = Scope(self, {"__file__": Unknown("it depends on where the file lies"), "__name__": self.name})


@dataclass(eq=False)
class Function:
    """A function among the files; `opaque` where a decorator may change what a call returns."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    defaults: Mapping[str, Value]
    opaque: bool = False
    is_static: bool = False
    is_class_method: bool = False
    is_property: bool = False
    called: bool = False

    @property
    def name(self) -> str:
        """Its name."""
        return "lambda" if isinstance(self.node, ast.Lambda) else self.node.name


@dataclass(eq=False)
class Class:
    """A class among the files."""

    name: str
    bases: tuple[Value, ...]
    attributes: dict[str, Value]
    fields: tuple[str, ...] = ()
    """Its annotated names in order: the arguments of a dataclass, a NamedTuple or a pydantic model."""

    def lookup(self, name: str) -> Value:
        """An attribute of the class or of a base among the files; UNBOUND where none has it."""
        if name in self.attributes:
            return self.attributes[name]
        found = (base.lookup(name) for base in self.bases if isinstance(base, Class))
        return next((value for value in found if value is not UNBOUND), UNBOUND)

    def external_bases(self) -> Iterator[str]:
        """The dotted names of all bases that are not among the files."""
        for base in self.bases:
            if isinstance(base, External):
                yield base.name
            elif isinstance(base, Class):
                yield from base.external_bases()


@dataclass(eq=False)
class Instance:
    """An object of a class among the files."""

    of: Class
    attributes: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class EnumMember:
    """A member of an enumeration among the files."""

    of: Class
    name: str
    value: Value


@dataclass(frozen=True)
class BoundMethod:
    """A method of a value, looked up and not called yet."""

    receiver: Value
    name: str
    function: Function | None = None


@dataclass(frozen=True)
class Partial:
    """What `functools.partial` returns."""

    function: Value
    positional: tuple[Value, ...]
    keywords: tuple[tuple[str, Value], ...]


@dataclass(frozen=True)
class ImageValue:
    """An image that the workflow's code declares: an ImageSpec, or an Image of the flyte SDK.

    `fields` are the constructor's arguments. `is_built` is false for an Image that stands for one that exists already.
    """

    sdk: str
    fields: Mapping[str, Value]
    line: int
    path: str
    is_built: bool = True


def alternatives(values: Iterable[Value]) -> Value:
    """The values as one, each once; Unknown where there are too many."""
    unique: list[Value] = []
    for value in values:
        flat = value.values if isinstance(value, Alternatives) else (value,)
        unique += [single for single in flat if not any(same(single, known) for known in unique)]
    if len(unique) > MOST_ALTERNATIVES:
        return Unknown(f"it has more than {MOST_ALTERNATIVES} possible values")
    return unique[0] if len(unique) == 1 else Alternatives(tuple(unique))


def same(first: Value, second: Value) -> bool:
    """Whether two values are the same: True is not 1, and what is no constant is compared by identity."""
    return first is second or (
        type(first) is type(second) and isinstance(first, (*CONSTANTS, Unknown, External)) and first == second
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
        return Unknown(f"it has more than {MOST_ALTERNATIVES} possible values")
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
        return [
            member(value, name)
            for name in value.attributes
            if not name.startswith("_") and is_constant(value.attributes[name])
        ]
    return None


def is_enum(value: Class) -> bool:
    """Whether a class is an enumeration."""
    return any(base.rpartition(".")[2] in ("Enum", "StrEnum", "IntEnum") for base in value.external_bases())


def member(value: Class, name: str) -> EnumMember:
    """A member of an enumeration."""
    return EnumMember(value, name, value.attributes[name])
