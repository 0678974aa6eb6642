"""What statements do to the names of a scope. Where the source does not decide a condition, both ways are followed."""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from union_ecr.check.python_frames import Frame, item_of, loaded, merged
from union_ecr.check.python_interpreter import Interpreter
from union_ecr.check.python_values import (
    Class,
    Function,
    Scope,
    Unknown,
    Value,
    alternatives,
    choices,
    elements,
)

CHANGED_IN_LOOP = Unknown("a loop changes it")
TRANSPARENT_DECORATORS = {
    "functools.cache",
    "functools.lru_cache",
    "builtins.staticmethod",
    "builtins.classmethod",
    "builtins.property",
    "functools.cached_property",
}


class Statements:
    """Executes statements. Every method returns whether execution goes on after the statement."""

    def __init__(self, program: Interpreter) -> None:
        self._program = program
        self.uncertain = 0
        """How many conditions that the source does not decide stand around what is executed."""
        self._kinds: Mapping[type[ast.stmt], Callable[[Any, Frame], bool]] = {
            ast.Expr: self._expression,
            ast.Assign: self._assign,
            ast.AnnAssign: self._annotated,
            ast.AugAssign: self._augmented,
            ast.If: self._if,
            ast.For: self._for,
            ast.AsyncFor: self._for,
            ast.While: self._while,
            ast.Try: self._try,
            ast.With: self._with,
            ast.AsyncWith: self._with,
            ast.Match: self._match,
            ast.FunctionDef: self._function,
            ast.AsyncFunctionDef: self._function,
            ast.ClassDef: self._class,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.Return: self._return,
            ast.Raise: self._leave,
            ast.Break: self._leave,
            ast.Continue: self._leave,
            ast.Delete: self._delete,
            ast.Global: self._global,
        }

    def run(self, statements: Iterable[ast.stmt], frame: Frame) -> bool:
        """Execute statements in order, until one of them leaves."""
        for statement in statements:
            self._program.count_step()
            kind = self._kinds.get(type(statement))
            if kind and not kind(statement, frame):
                return False
        return True

    def _value(self, node: ast.expr, frame: Frame) -> Value:
        return self._program.expressions.value(node, frame.scope)

    def _bind(self, target: ast.expr, value: Value, frame: Frame) -> None:
        if isinstance(target, ast.Name) and target.id in frame.global_names:
            names = frame.scope.module.scope.names
            names[target.id] = alternatives([names.get(target.id, value), value]) if self.uncertain else value
        else:
            self._program.bind(target, value, frame.scope)

    def _expression(self, node: ast.Expr, frame: Frame) -> bool:
        self._value(node.value, frame)
        return True

    def _assign(self, node: ast.Assign, frame: Frame) -> bool:
        value = self._value(node.value, frame)
        for target in node.targets:
            self._bind(target, value, frame)
        return True

    def _annotated(self, node: ast.AnnAssign, frame: Frame) -> bool:
        if node.value is not None:
            self._bind(node.target, self._value(node.value, frame), frame)
        return True

    def _augmented(self, node: ast.AugAssign, frame: Frame) -> bool:
        target = ast.copy_location(ast.BinOp(loaded(node.target), node.op, node.value), node)
        self._bind(node.target, self._value(target, frame), frame)
        return True

    def _if(self, node: ast.If, frame: Frame) -> bool:
        truths = {
            truth if isinstance(truth, bool) else None
            for truth in choices(self._program.expressions.truth(node.test, frame.scope))
        }
        if truths == {True}:
            return self.run(node.body, frame)
        if truths == {False}:
            return self.run(node.orelse, frame)
        return self._either((node.body, node.orelse), frame)

    def _either(self, blocks: Iterable[Sequence[ast.stmt]], frame: Frame) -> bool:
        """Execute each block from the same names; then, a name is what any of those that go on make it."""
        scope = frame.scope
        before = dict(scope.names)
        results = []
        self.uncertain += 1
        for block in blocks:
            scope.names = dict(before)
            if self.run(block, frame):
                results.append(scope.names)
        self.uncertain -= 1
        scope.names = merged(results) if results else before
        return bool(results)

    def _for(self, node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
        iterable = self._value(node.iter, frame)
        items = elements(iterable)
        if items is None:
            self._bind_unknown(node.body, frame)
            self._bind(node.target, item_of(iterable), frame)
            return self._maybe_once(node.body, frame)
        scope = frame.scope
        frame.breaks.append([])
        goes_on = True
        for item in items:
            self._bind(node.target, item, frame)
            frame.continues.append([])
            goes_on = self.run(node.body, frame)
            ends = frame.continues.pop() + ([scope.names] if goes_on else [])
            goes_on = bool(ends)
            if not ends:
                break
            scope.names = merged(ends)
        ends = frame.breaks.pop() + ([scope.names] if goes_on else [])
        if ends:
            scope.names = merged(ends)
        return self.run(node.orelse, frame) if goes_on else bool(ends)

    def _while(self, node: ast.While, frame: Frame) -> bool:
        if self._program.expressions.truth(node.test, frame.scope) is False:
            return self.run(node.orelse, frame)
        self._bind_unknown(node.body, frame)
        return self._maybe_once(node.body, frame)

    def _bind_unknown(self, body: Sequence[ast.stmt], frame: Frame) -> None:
        """A second turn of the loop may see what the first one assigned."""
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in frame.scope.names:
                    frame.scope.names[node.id] = CHANGED_IN_LOOP

    def _maybe_once(self, body: Sequence[ast.stmt], frame: Frame) -> bool:
        frame.breaks.append([])
        frame.continues.append([])
        self._either((body, ()), frame)
        left = frame.breaks.pop() + frame.continues.pop()
        frame.scope.names = merged([frame.scope.names, *left])
        return True

    @staticmethod
    def _leave(node: ast.Raise | ast.Break | ast.Continue, frame: Frame) -> bool:
        ends = {ast.Break: frame.breaks, ast.Continue: frame.continues}.get(type(node))
        if ends:
            ends[-1].append(dict(frame.scope.names))
        return False

    def _try(self, node: ast.Try, frame: Frame) -> bool:
        """Any statement of the body may raise, so a handler sees the names from before it or from after it."""
        scope = frame.scope
        before = dict(scope.names)
        goes_on = self.run([*node.body, *node.orelse], frame)
        results = [scope.names] if goes_on else []
        start = merged([before, scope.names])
        self.uncertain += 1
        for handler in node.handlers:
            scope.names = dict(start)
            if handler.name:
                scope.names[handler.name] = Unknown("it is an exception")
            if self.run(handler.body, frame):
                results.append(scope.names)
        self.uncertain -= 1
        scope.names = merged(results) if results else start
        return self.run(node.finalbody, frame) and bool(results)

    def _with(self, node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
        for item in node.items:
            self._value(item.context_expr, frame)
            if item.optional_vars is not None:
                self._bind(item.optional_vars, Unknown("it comes from a `with` statement"), frame)
        return self.run(node.body, frame)

    def _match(self, node: ast.Match, frame: Frame) -> bool:
        self._value(node.subject, frame)
        for case in node.cases:
            for pattern in ast.walk(case.pattern):
                if isinstance(pattern, ast.MatchAs | ast.MatchStar) and pattern.name:
                    frame.scope.names[pattern.name] = Unknown("it comes from a `match` statement")
        has_default = any(isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None for case in node.cases)
        return self._either([case.body for case in node.cases] + ([] if has_default else [[]]), frame)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> bool:
        decorators = [self._value(decorator, frame) for decorator in node.decorator_list]
        names = {str(getattr(decorator, "name", "")) for decorator in decorators}
        function = Function(
            node,
            frame.scope,
            self._program.expressions.defaults(node.args, frame.scope),
            opaque=not names <= TRANSPARENT_DECORATORS,
            is_static="builtins.staticmethod" in names,
            is_class_method="builtins.classmethod" in names,
            is_property=bool(names & {"builtins.property", "functools.cached_property"}),
        )
        self._program.functions.append(function)
        self._bind(ast.Name(node.name, ast.Store()), function, frame)
        return True

    def _class(self, node: ast.ClassDef, frame: Frame) -> bool:
        bases = tuple(self._value(base, frame) for base in node.bases)
        for decorator in node.decorator_list:
            self._value(decorator, frame)
        scope = Scope(frame.scope.module, {}, frame.scope, frame.scope.function)
        self.run(node.body, Frame(scope))
        annotated = tuple(
            statement.target.id
            for statement in node.body
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        )
        inherited = tuple(name for base in bases if isinstance(base, Class) for name in base.fields)
        fields = tuple(dict.fromkeys((*inherited, *annotated)))
        self._bind(ast.Name(node.name, ast.Store()), Class(node.name, bases, scope.names, fields), frame)
        return True

    def _import(self, node: ast.Import, frame: Frame) -> bool:
        for alias in node.names:
            module = self._program.module(alias.name, frame.scope.module)
            if alias.asname is None:
                module = self._program.module(alias.name.partition(".")[0], frame.scope.module)
            name = alias.asname or alias.name.partition(".")[0]
            self._bind(ast.Name(name, ast.Store()), module, frame)
        return True

    def _import_from(self, node: ast.ImportFrom, frame: Frame) -> bool:
        module = self._program.module(node.module or "", frame.scope.module, node.level)
        for alias in node.names:
            if alias.name == "*":
                frame.scope.names |= self._program.public_names(module)
            else:
                value = self._program.imported(module, alias.name)
                self._bind(ast.Name(alias.asname or alias.name, ast.Store()), value, frame)
        return True

    def _return(self, node: ast.Return, frame: Frame) -> bool:
        frame.returns.append(None if node.value is None else self._value(node.value, frame))
        return False

    @staticmethod
    def _delete(node: ast.Delete, frame: Frame) -> bool:
        for target in node.targets:
            if isinstance(target, ast.Name):
                frame.scope.names.pop(target.id, None)
        return True

    @staticmethod
    def _global(node: ast.Global, frame: Frame) -> bool:
        frame.global_names |= set(node.names)
        return True
