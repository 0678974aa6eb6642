"""Conditions on variables of the environment that are not known: a default for one that is not set stands for it."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, replace

from union_ecr.check.python_builtins import is_environment, variable
from union_ecr.check.python_interpreter import Interpreter
from union_ecr.check.python_values import DefaultedVariable, Scope, UnsetVariable, Value

_UNSET_IF_TRUE: Mapping[type[ast.cmpop], bool] = {ast.Is: True, ast.Eq: True, ast.IsNot: False, ast.NotEq: False}


@dataclass(frozen=True)
class Guard:
    """A condition on a variable; `unset_if_true` is whether the variable is not set where the condition holds."""

    variable: UnsetVariable
    unset_if_true: bool
    name: str | None = None

    def ways(self, if_true: Value, if_false: Value) -> tuple[Value, Value]:
        """The way that is gone if the variable is not set, and the other one."""
        return (if_true, if_false) if self.unset_if_true else (if_false, if_true)

    def defaulted(self, value: Value) -> Value:
        """A value where the variable is set, and the other way has a default for it."""
        return DefaultedVariable(self.variable.reason) if value == self.variable else value

    def with_default(self, names: Mapping[str, Value]) -> dict[str, Value]:
        """Names where the variable is set, and the other way has a default for it."""
        asked = {self.name: self.variable} if self.name else {}
        return {name: self.defaulted(value) for name, value in {**asked, **names}.items()}

    def without_default(self, names: Mapping[str, Value]) -> dict[str, Value]:
        """Names of which the other way turned out to have no default."""
        return {name: self.variable if isinstance(value, DefaultedVariable) else value for name, value in names.items()}


def guard_of(program: Interpreter, test: ast.expr, scope: Scope) -> Guard | None:
    """The variable that a condition asks for, such as `x is None`, `not x` or `"X" in os.environ`."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        inner = guard_of(program, test.operand, scope)
        return inner and replace(inner, unset_if_true=not inner.unset_if_true)
    asked, unset_if_true = test, False
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        compared = test.comparators[0]
        if isinstance(test.ops[0], ast.In | ast.NotIn):
            found = _of_name(program, test.left, compared, scope)
            return Guard(found, isinstance(test.ops[0], ast.NotIn)) if isinstance(found, UnsetVariable) else None
        if not isinstance(compared, ast.Constant) or compared.value not in (None, ""):
            return None
        asked, unset_if_true = test.left, _UNSET_IF_TRUE.get(type(test.ops[0]), False)
    if isinstance(asked, ast.NamedExpr):
        asked = asked.target
    if not isinstance(asked, ast.Name | ast.Attribute | ast.Call):
        return None
    value = program.expressions.value(asked, scope)
    name = asked.id if isinstance(asked, ast.Name) else None
    return Guard(value, unset_if_true, name) if type(value) is UnsetVariable else None


def _of_name(program: Interpreter, name: ast.expr, container: ast.expr, scope: Scope) -> Value:
    if is_environment(program.expressions.value(container, scope)):
        return variable(program, program.expressions.value(name, scope), None)
    return None
