"""A body that is executed, and the names after ways that meet again."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass, field

from union_ecr.check.python_alternatives import alternatives
from union_ecr.check.python_branches import Changes
from union_ecr.check.python_values import UNBOUND, ListValue, Scope, UnknownValue, Value

Names = dict[str, Value]
End = tuple[Names | None, Changes]
"""The names at the end of a block, None where it does not go on, and what it changes."""


@dataclass
class Frame:
    """A body that is executed: what it returns, and where its loops are left."""

    scope: Scope
    returns: list[Value] = field(default_factory=list)
    breaks: list[list[Names]] = field(default_factory=list)
    continues: list[list[Names]] = field(default_factory=list)


def merged(results: Sequence[Names]) -> Names:
    """A name that only some of them have is what those say: without it, Python would raise NameError."""
    if len(results) == 1:
        return results[0]
    names = dict.fromkeys(name for result in results for name in result)
    values_of = {}
    for name in names:
        values = [result[name] for result in results if name in result]
        first = values[0]
        values_of[name] = first if all(value is first for value in values) else alternatives(values)
    return values_of


def item_of(iterable: Value) -> Value:
    """What a loop over an iterable of unknown length meets."""
    if isinstance(iterable, ListValue) and iterable.items:
        return alternatives([*iterable.items, UnknownValue("it is an item of a list that may have others")])
    return (
        iterable
        if isinstance(iterable, UnknownValue) and iterable is not UNBOUND
        else UnknownValue("it is an item of something unknown")
    )


def loaded(target: ast.expr) -> ast.expr:
    """The target of an assignment as an expression."""
    match target:
        case ast.Name():
            return ast.copy_location(ast.Name(target.id, ast.Load()), target)
        case ast.Attribute():
            return ast.copy_location(ast.Attribute(target.value, target.attr, ast.Load()), target)
        case ast.Subscript():
            return ast.copy_location(ast.Subscript(target.value, target.slice, ast.Load()), target)
    return target


def is_generator(function: ast.AST) -> bool:
    """Whether `yield` stands in a function itself, not in one that is defined in it."""
    inner = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
    return any(
        isinstance(node, ast.Yield | ast.YieldFrom) or (not isinstance(node, inner) and is_generator(node))
        for node in ast.iter_child_nodes(function)
    )
