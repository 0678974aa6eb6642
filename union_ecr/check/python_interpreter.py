"""What the parts that follow expressions, statements and calls need of each other."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from union_ecr.check.python_branches import Branches
from union_ecr.check.python_frames import Frame
from union_ecr.check.python_values import DictValue, Function, ImageValue, ModuleValue, Scope, Value


@dataclass(frozen=True)
class Arguments:
    """The arguments of a call; not `complete` where `*` or `**` pass more than is known."""

    positional: Sequence[Value]
    keywords: Mapping[str, Value]
    complete: bool
    node: ast.Call
    scope: Scope

    @property
    def line(self) -> int:
        """The line of the call in its file; in a chain of calls, that of the method's name."""
        return self.scope.module.line_of(self.node.func.end_lineno or self.node.lineno)

    @property
    def path(self) -> str:
        """The file of the call."""
        return self.scope.module.path


class ExpressionEvaluator(Protocol):
    """Evaluates expressions."""

    def value(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression."""

    def truth(self, node: ast.expr, scope: Scope) -> Value:
        """Whether it is true."""

    def defaults(self, arguments: ast.arguments, scope: Scope) -> dict[str, Value]:
        """The defaults of parameters by name."""


class StatementExecutor(Protocol):
    """Executes statements."""

    def run(self, statements: Iterable[ast.stmt], frame: Frame) -> bool:
        """Execute statements in order; whether execution goes on after them."""


class Interpreter(Protocol):
    """Follows a program: see `python_program.Program`."""

    environment: Mapping[str, str]
    variables: DictValue
    functions: list[Function]
    branches: Branches

    @property
    def expressions(self) -> ExpressionEvaluator:
        """Evaluates its expressions."""

    @property
    def statements(self) -> StatementExecutor:
        """Executes its statements."""

    def count_step(self) -> None:
        """Count a step."""

    def attribute(self, value: Value, name: str) -> Value:
        """An attribute of a value."""

    def set_attribute(self, receiver: Value, name: str, value: Value) -> None:
        """What `receiver.name = value` does."""

    def item(self, container: Value, key: Value) -> Value:
        """What `container[key]` is."""

    def set_item(self, container: Value, key: Value, value: Value) -> None:
        """What `container[key] = value` does."""

    def delete_item(self, container: Value, key: Value) -> None:
        """What `del container[key]` does."""

    def bind(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Assign to a target."""

    def call(self, function: Value, arguments: Arguments) -> Value:
        """What a call returns."""

    def module(self, name: str, importing: ModuleValue, level: int = 0) -> Value:
        """The module of an import."""

    def top_package(self, name: str, importing: ModuleValue) -> Value:
        """What `import first.second` binds."""

    def imported(self, module: Value, name: str) -> Value:
        """What `from module import name` binds."""

    def public_names(self, module: Value) -> dict[str, Value]:
        """What `from module import *` binds."""

    def record_image(self, image: ImageValue, original: ImageValue | None) -> None:
        """Record an image."""

    def record_uses(self, function: Value, arguments: Arguments) -> None:
        """Record the references that a call is given as images."""
