"""What a Python expression may be, as far as its source tells: constants are themselves, all else is one of these."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Value = Any
"""A constant, a tuple of values, or an instance of a class of this file."""
created = count()
"""Numbers the objects that can be changed, in the order in which they are created."""
CONSTANTS = (str, int, float, bool, bytes, complex, type(None), type(...))


@dataclass(frozen=True)
class UnknownValue:
    """A value that the source does not tell; `reason` is a clause such as "`team` is a parameter of `image_of`"."""

    reason: str


UNBOUND = UnknownValue("it is not defined")
NOT_FOLLOWED = UnknownValue("this kind of expression is not followed")


@dataclass(frozen=True)
class UnsetVariable(UnknownValue):
    """A variable of the environment that is not known; `or` takes it for one that is not set."""


@dataclass(frozen=True)
class DefaultedVariable(UnsetVariable):
    """A variable of the environment that is not known, where the code has a default for one that is not set."""


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
    is_set: bool = False
    created: int = field(default_factory=created.__next__)


@dataclass(eq=False)
class DictValue:
    """A dict with constant keys; not `complete` where it may have other keys, too."""

    items: dict[Any, Value] = field(default_factory=dict)
    complete: bool = True
    created: int = field(default_factory=created.__next__)


@dataclass(eq=False)
class Scope:
    """Names and their values, in a module, a class or a call of a function; `enclosing` is looked into next.

    What is written in a class sees its names; a function there, or a comprehension, does not.
    """

    module: "ModuleValue"
    names: dict[str, Value]
    enclosing: "Scope | None" = None
    is_class: bool = False
    is_comprehension: bool = False
    elsewhere: "dict[str, Scope]" = field(default_factory=dict)
    """The scopes of names that are declared `global` or `nonlocal`."""
    created: int = field(default_factory=created.__next__)

    def lookup(self, name: str) -> Value:
        """The value of a name; UNBOUND where no scope has it."""
        scope = self.holder(name)
        return UNBOUND if scope is None else scope.names[name]

    def holder(self, name: str) -> "Scope | None":
        """The scope whose name it is, here or around."""
        scope: Scope | None = self.elsewhere.get(name, self)
        while scope is not None:
            if name in scope.names and (scope is self or not scope.is_class):
                return scope
            scope = scope.enclosing
        return None

    def outside_comprehensions(self) -> "Scope":
        """The scope to which `:=` assigns."""
        return self.enclosing.outside_comprehensions() if self.is_comprehension and self.enclosing else self


@dataclass(eq=False)
class ModuleValue:
    """A module among the files."""

    name: str
    path: str
    is_package: bool
    line_of: Callable[[int], int] = int
    has_generators: bool = False
    finished: bool = False
    scope: Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = Scope(self, {"__file__": UnknownValue("it depends on where the file lies"), "__name__": self.name})


@dataclass(eq=False)
class Function:
    """A function among the files; `opaque` where a decorator may change what a call returns.

    `owner` is the class whose method it is.
    """

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    defaults: Mapping[str, Value]
    opaque: bool = False
    is_static: bool = False
    is_class_method: bool = False
    is_property: bool = False
    is_generator: bool = False
    owner: "Class | None" = None
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
    created: int = field(default_factory=created.__next__)

    def lookup(self, name: str, after: "Class | None" = None) -> Value:
        """An attribute of the class or of a base among the files, of those after one for `super()`; else UNBOUND."""
        order = self._order()
        start = order.index(after) + 1 if after in order else 0
        found = (base.attributes[name] for base in order[start:] if name in base.attributes)
        return next(found, UNBOUND)

    def names(self) -> Iterator[str]:
        """The names of its attributes that are no methods, those of its bases among the files included."""
        for base in self._order():
            yield from (name for name, value in base.attributes.items() if not isinstance(value, Function))

    def _order(self) -> list["Class"]:
        """The class and its bases in the order in which Python looks: a base that several share comes after them."""
        every = [self, *(inner for base in self.bases if isinstance(base, Class) for inner in base._order())]
        return list(dict.fromkeys(every[::-1]))[::-1]

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
    created: int = field(default_factory=created.__next__)


@dataclass(frozen=True)
class Super:
    """What `super()` returns in a method of `owner`."""

    receiver: Value
    owner: Class


@dataclass(frozen=True)
class Coroutine:
    """What the call of an `async` function returns, until it is awaited."""

    result: Value


@dataclass(frozen=True)
class EnumMember:
    """A member of an enumeration among the files."""

    of: Class
    name: str
    value: Value

    @property
    def is_text(self) -> bool:
        """Whether it is a string as well: of a StrEnum, or of an enumeration that inherits from str."""
        return any(base.rpartition(".")[2] in ("str", "StrEnum") for base in self.of.external_bases())


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
    fields: dict[str, Value]
    line: int
    path: str
    is_built: bool = True
    created: int = field(default_factory=created.__next__, compare=False)
