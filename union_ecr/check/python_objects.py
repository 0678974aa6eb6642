"""Attributes, items, truth and text of values, and what an assignment to them does."""

import ast
from collections.abc import Callable
from functools import partial

from union_ecr.check.python_alternatives import choices, combined, elements, is_constant, is_enum, member
from union_ecr.check.python_branches import Branches
from union_ecr.check.python_values import (
    NOT_FOLLOWED,
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
    Super,
    UnknownValue,
    Value,
)

CHANGED_PROPERTY = UnknownValue("a property that can be set is not followed")
METHODS_OF = (str, tuple, ListValue, DictValue, ImageValue, bytes)


def not_among(name: str) -> UnknownValue:
    """What is known of something that another package defines."""
    return UnknownValue(f"`{name.removeprefix('builtins.')}` is not defined in the checked files")


def attribute(value: Value, name: str, call: Callable[[Function, list[Value]], Value]) -> Value:
    """An attribute of a value; `call` computes a property."""
    if isinstance(value, Class | Instance | Super):
        return _of_object(value, name, call)
    match value:
        case UnknownValue():
            return value
        case External():
            return External(f"{value.name}.{name}")
        case ModuleValue():
            return _of_module(value, name)
        case EnumMember():
            return {"value": value.value, "name": value.name}.get(name, NOT_FOLLOWED)
        case ImageValue():
            return value.fields[name] if name in value.fields else BoundMethod(value, name)
    return BoundMethod(value, name) if isinstance(value, METHODS_OF) else NOT_FOLLOWED


def _of_module(module: ModuleValue, name: str) -> Value:
    found = module.scope.names.get(name, UNBOUND)
    if found is not UNBOUND:
        return found
    circle = "" if module.finished else " yet: the imports go round in a circle"
    return UnknownValue(f"`{module.name}.{name}` is not defined{circle}")


def _of_object(value: Class | Instance | Super, name: str, call: Callable[[Function, list[Value]], Value]) -> Value:
    match value:
        case Super():
            receiver = value.receiver
            of = receiver.of if isinstance(receiver, Instance) else receiver
            return _of_class(receiver, of, of.lookup(name, value.owner), name, call)
        case Instance() if name == "__dict__" or value.of.lookup("__getattribute__") is not UNBOUND:
            for changed in value.of.names():
                value.attributes[changed] = NOT_FOLLOWED
            return NOT_FOLLOWED
        case Instance():
            found = value.of.lookup(name)
            is_property = found is CHANGED_PROPERTY or (isinstance(found, Function) and found.is_property)
            if name in value.attributes and not is_property:
                return value.attributes[name]
            return _of_class(value, value.of, found, name, call)
    if is_enum(value) and name in value.attributes and is_constant(value.attributes[name]):
        return member(value, name)
    return _of_class(value, value, value.lookup(name), name, call)


def _of_class(
    receiver: Value, of: Class, found: Value, name: str, call: Callable[[Function, list[Value]], Value]
) -> Value:
    if found is UNBOUND:
        return UnknownValue(f"`{of.name}.{name}` is not defined in the checked files")
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
        if isinstance(value, UnknownValue):
            return value
    if isinstance(container, External):
        return not_among(container.name)
    if isinstance(container, DictValue):
        known = as_key(key)
        if isinstance(known, UnknownValue):
            return known
        if known in container.items:
            return container.items[known]
        return UnknownValue(f"the dict has no key {known!r} that is known")
    if isinstance(container, Class) and is_enum(container) and key in container.attributes:
        return member(container, key)
    items = None if isinstance(container, ListValue) and container.is_set else elements(container)
    if items is None or not isinstance(key, int) or not -len(items) <= key < len(items):
        return NOT_FOLLOWED
    return items[key]


def copied(value: Value, deep: bool) -> Value:
    """What `copy.copy` and `copy.deepcopy` return."""

    def inner(item: Value) -> Value:
        return combined(partial(copied, deep=True), item) if deep else item

    match value:
        case tuple():
            return tuple(map(inner, value))
        case ListValue():
            return ListValue([inner(item) for item in value.items], value.complete, value.is_set)
        case DictValue():
            return DictValue({key: inner(item) for key, item in value.items.items()}, value.complete)
        case Instance():
            return Instance(value.of, {name: inner(item) for name, item in value.attributes.items()})
    return value


def as_key(value: Value) -> Value:
    """A value as a dict's key; UnknownValue where it cannot be one."""
    if isinstance(value, EnumMember):
        return (value.of.name, value.name)
    if is_constant(value) or isinstance(value, UnknownValue):
        return value
    return NOT_FOLLOWED


def truth(value: Value) -> Value:
    """True, False or UnknownValue."""
    if is_constant(value):
        return bool(value)
    if isinstance(value, ListValue | DictValue) and value.complete:
        return bool(value.items)
    if isinstance(value, ListValue) and value.items:
        return True
    if isinstance(value, Instance) and (
        any(value.of.lookup(name) is not UNBOUND for name in ("__bool__", "__len__")) or [*value.of.external_bases()]
    ):
        return NOT_FOLLOWED
    if isinstance(value, ImageValue | Function | Class | ModuleValue | Instance | EnumMember):
        return True
    return value if isinstance(value, UnknownValue) else NOT_FOLLOWED


def as_text(value: Value) -> Value:
    """What `str(value)` is."""
    if isinstance(value, UnknownValue):
        return value
    if isinstance(value, EnumMember):
        bases = {base.rpartition(".")[2] for base in value.of.external_bases()}
        return (
            value.value
            if "StrEnum" in bases
            else UnknownValue(f"how `{value.of.name}.{value.name}` is written depends on the version of Python")
        )
    if isinstance(value, External):
        return not_among(value.name)
    return str(value) if is_constant(value) else NOT_FOLLOWED


def unpacked(targets: list[ast.expr], value: Value) -> list[Value]:
    """What each target of `first, *others = value` gets."""
    items = elements(value)
    starred = next((place for place, target in enumerate(targets) if isinstance(target, ast.Starred)), None)
    parts: list[Value]
    if items is None:
        parts = [value if isinstance(value, UnknownValue) else NOT_FOLLOWED] * len(targets)
    elif starred is None:
        parts = items
    else:
        after = len(targets) - starred - 1
        end = len(items) - after
        parts = [*items[:starred], ListValue(items[starred:end]), *items[end:]]
    return parts if len(parts) == len(targets) else [NOT_FOLLOWED] * len(targets)


def set_attribute(receiver: Value, name: str, value: Value, branches: Branches) -> None:
    """What `receiver.name = value` does."""
    changed = receiver.scope if isinstance(receiver, ModuleValue) else receiver
    if isinstance(changed, Instance | Class | Scope | ImageValue):
        branches.changing(changed)
        attributes_of(changed)[name] = value


def attributes_of(changed: Instance | Class | Scope | ImageValue) -> dict[str, Value]:
    """The attributes that an object has itself."""
    match changed:
        case Scope():
            return changed.names
        case ImageValue():
            return changed.fields
    return changed.attributes


def set_item(container: Value, key: Value, value: Value, branches: Branches) -> None:
    """What `container[key] = value` does; a key of several is set in one way for each."""
    keys = choices(key)
    if len(keys) > 1:
        branches.each([partial(set_item, container, each, value, branches) for each in keys])
    elif isinstance(container, DictValue):
        branches.changing(container)
        known = as_key(key)
        if isinstance(known, UnknownValue):
            unknown = UnknownValue("the dict is changed under a key that is not known")
            container.complete = False
            container.items.update(dict.fromkeys(container.items, unknown))
        else:
            container.items[known] = value
    elif isinstance(container, ListValue):
        branches.changing(container)
        if isinstance(key, int) and container.complete and -len(container.items) <= key < len(container.items):
            container.items[key] = value
        else:
            make_unknown(container)


def make_unknown(container: ListValue) -> None:
    """A list is changed in a way that is not followed."""
    container.complete = False
    container.items.clear()


def delete_item(container: Value, key: Value, branches: Branches) -> None:
    """What `del container[key]` does."""
    if isinstance(container, DictValue):
        branches.changing(container)
        if isinstance(key, UnknownValue) or len(choices(key)) > 1:
            set_item(container, NOT_FOLLOWED, None, branches)
        else:
            container.items.pop(as_key(key), None)
    elif isinstance(container, ListValue):
        branches.changing(container)
        if isinstance(key, int) and container.complete and -len(container.items) <= key < len(container.items):
            del container.items[key]
        else:
            make_unknown(container)


def joined_text(separator: Value, parts: Value) -> Value:
    """What `separator.join(parts)` is."""
    items = elements(parts)
    if items is None or (isinstance(parts, ListValue) and parts.is_set and len(items) > 1):
        return parts if isinstance(parts, UnknownValue) else NOT_FOLLOWED

    def join(*texts: Value) -> Value:
        if all(isinstance(text, str) for text in texts):
            return texts[0].join(texts[1:])
        return next((text for text in texts if isinstance(text, UnknownValue)), NOT_FOLLOWED)

    return combined(join, separator, *items)
