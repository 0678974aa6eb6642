"""Attributes, items, truth and text of values, and what an assignment to them does."""

import ast
from collections.abc import Callable
from typing import Any

from union_ecr.check.python_values import (
    UNBOUND,
    BoundMethod,
    Class,
    DictValue,
    EnumMember,
    External,
    Function,
    ImageValue,
    Instance,
    ListValue,
    ModuleValue,
    Scope,
    Unknown,
    Value,
    alternatives,
    combined,
    elements,
    is_constant,
    is_enum,
    member,
)

NOT_FOLLOWED = Unknown("this kind of expression is not followed")
METHODS_OF = (str, tuple, ListValue, DictValue, ImageValue, bytes)


def not_among(name: str) -> Unknown:
    """What is known of something that another package defines."""
    return Unknown(f"`{name.removeprefix('builtins.')}` is not defined in the checked files")


def attribute(value: Value, name: str, call: Callable[[Function, list[Value]], Value]) -> Value:
    """An attribute of a value; `call` computes a property."""
    match value:
        case Unknown():
            return value
        case External():
            return External(f"{value.name}.{name}")
        case ModuleValue():
            return _of_module(value, name)
        case EnumMember():
            return {"value": value.value, "name": value.name}.get(name, NOT_FOLLOWED)
        case Instance():
            return value.attributes[name] if name in value.attributes else _of_class(value, value.of, name, call)
        case Class():
            if is_enum(value) and name in value.attributes and is_constant(value.attributes[name]):
                return member(value, name)
            return _of_class(value, value, name, call)
        case ImageValue():
            return value.fields[name] if name in value.fields else BoundMethod(value, name)
    return BoundMethod(value, name) if isinstance(value, METHODS_OF) else NOT_FOLLOWED


def _of_module(module: ModuleValue, name: str) -> Value:
    found = module.scope.names.get(name, UNBOUND)
    if found is not UNBOUND:
        return found
    circle = "" if module.finished else " yet: the imports go round in a circle"
    return Unknown(f"`{module.name}.{name}` is not defined{circle}")


def _of_class(receiver: Value, of: Class, name: str, call: Callable[[Function, list[Value]], Value]) -> Value:
    found = of.lookup(name)
    if found is UNBOUND:
        return Unknown(f"`{of.name}.{name}` is not defined in the checked files")
    if not isinstance(found, Function):
        return found
    if found.is_property and isinstance(receiver, Instance):
        return call(found, [receiver])
    if found.is_class_method:
        return BoundMethod(of, name, found)
    return found if found.is_static or isinstance(receiver, Class) else BoundMethod(receiver, name, found)


def item(container: Value, key: Value) -> Value:
    """What `container[key]` is."""
    for value in (container, key):
        if isinstance(value, Unknown):
            return value
    if isinstance(container, External):
        return not_among(container.name)
    if isinstance(container, DictValue):
        known = as_key(key)
        if isinstance(known, Unknown):
            return known
        if known in container.items:
            return container.items[known]
        return Unknown(f"the dict has no key {known!r} that is known")
    if isinstance(container, Class) and is_enum(container) and key in container.attributes:
        return member(container, key)
    items = elements(container)
    if items is None or not isinstance(key, int) or not -len(items) <= key < len(items):
        return NOT_FOLLOWED
    return items[key]


def as_key(value: Value) -> Value:
    """A value as a dict's key; Unknown where it cannot be one."""
    if isinstance(value, EnumMember):
        return (value.of.name, value.name)
    if is_constant(value) or isinstance(value, Unknown):
        return value
    return NOT_FOLLOWED


def truth(value: Value) -> Value:
    """True, False or Unknown."""
    if is_constant(value):
        return bool(value)
    if isinstance(value, ListValue | DictValue) and value.complete:
        return bool(value.items)
    if isinstance(value, ListValue) and value.items:
        return True
    if isinstance(value, ImageValue | Function | Class | ModuleValue | Instance | EnumMember):
        return True
    return value if isinstance(value, Unknown) else NOT_FOLLOWED


def as_text(value: Value) -> Value:
    """What `str(value)` is."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, EnumMember):
        bases = {base.rpartition(".")[2] for base in value.of.external_bases()}
        return (
            value.value
            if "StrEnum" in bases
            else Unknown(f"how `{value.of.name}.{value.name}` is written depends on the version of Python")
        )
    if isinstance(value, External):
        return not_among(value.name)
    return str(value) if is_constant(value) else NOT_FOLLOWED


def bind(target: ast.expr, value: Value, scope: Scope, evaluate: Callable[[ast.expr], Value], certain: bool) -> None:
    """Assign to a target. `certain` is false below a condition that the source does not decide."""
    match target:
        case ast.Name():
            scope.names[target.id] = value
        case ast.Tuple() | ast.List():
            _unpack(target.elts, value, scope, evaluate, certain)
        case ast.Starred():
            bind(target.value, value, scope, evaluate, certain)
        case ast.Attribute():
            _set_attribute(evaluate(target.value), target.attr, value, certain)
        case ast.Subscript():
            _set_item(evaluate(target.value), evaluate(target.slice), value, certain)


def _unpack(
    targets: list[ast.expr], value: Value, scope: Scope, evaluate: Callable[[ast.expr], Value], certain: bool
) -> None:
    items = elements(value)
    starred = next((place for place, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    parts: list[Value]
    if items is None:
        parts = [value if isinstance(value, Unknown) else NOT_FOLLOWED] * len(targets)
    elif starred is None:
        parts = items
    else:
        after = len(targets) - starred - 1
        end = len(items) - after
        parts = [*items[:starred], ListValue(items[starred:end]), *items[end:]]
    if len(parts) != len(targets):
        parts = [NOT_FOLLOWED] * len(targets)
    for target, part in zip(targets, parts, strict=True):
        bind(target, part, scope, evaluate, certain)


def _set_attribute(receiver: Value, name: str, value: Value, certain: bool) -> None:
    attributes: Any = {
        Instance: lambda: receiver.attributes,
        Class: lambda: receiver.attributes,
        ModuleValue: lambda: receiver.scope.names,
        ImageValue: lambda: receiver.fields,
    }.get(type(receiver), dict)()
    attributes[name] = value if certain else alternatives([attributes.get(name, value), value])


def _set_item(container: Value, key: Value, value: Value, certain: bool) -> None:
    if isinstance(container, DictValue):
        known = as_key(key)
        if isinstance(known, Unknown):
            container.complete = False
            container.items = {
                each: Unknown("the dict is changed under a key that is not known") for each in container.items
            }
        else:
            container.items[known] = (
                value if certain or known not in container.items else alternatives([container.items[known], value])
            )
            container.complete = container.complete and certain
    elif isinstance(container, ListValue):
        if isinstance(key, int) and certain and -len(container.items) <= key < len(container.items):
            container.items[key] = value
        else:
            container.complete = False


def joined_text(separator: Value, parts: Value) -> Value:
    """What `separator.join(parts)` is."""
    items = elements(parts)
    if items is None:
        return parts if isinstance(parts, Unknown) else NOT_FOLLOWED

    def join(*texts: Value) -> Value:
        unknown = next((text for text in texts if not isinstance(text, str)), None)
        if unknown is not None:
            return unknown if isinstance(unknown, Unknown) else NOT_FOLLOWED
        return texts[0].join(texts[1:])

    return combined(join, separator, *items)
