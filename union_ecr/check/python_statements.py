"""What statements do to the names of a scope. Where the source does not decide a condition, both ways are followed."""

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from union_ecr.check.python_alternatives import choices, combined, elements
from union_ecr.check.python_branches import Changes
from union_ecr.check.python_builtins import is_environment
from union_ecr.check.python_definitions import defined_class, defined_function
from union_ecr.check.python_environment import Guard, guard_of
from union_ecr.check.python_frames import End, Frame, Names, item_of, loaded, merged
from union_ecr.check.python_interpreter import Interpreter
from union_ecr.check.python_methods import method
from union_ecr.check.python_operators import operation
from union_ecr.check.python_values import DictValue, External, ListValue, UnknownValue, Value

CHANGED_IN_LOOP = UnknownValue("a loop changes it")


class Statements:
    """Executes statements. Every method returns whether execution goes on after the statement."""

    def __init__(self, program: Interpreter) -> None:
        self._program = program
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
            ast.Nonlocal: self._nonlocal,
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
        before, added = self._value(loaded(node.target), frame), self._value(node.value, frame)
        if isinstance(node.op, ast.BitOr) and is_environment(before):
            before = self._program.variables
        if isinstance(node.op, ast.Add) and isinstance(before, ListValue):
            method(before, "extend", [added], {}, self._program.branches)
        elif isinstance(node.op, ast.BitOr) and isinstance(before, DictValue):
            method(before, "update", [added], {}, self._program.branches)
        else:
            self._bind(node.target, combined(partial(operation, type(node.op)), before, added), frame)
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
        guard = guard_of(self._program, node.test, frame.scope)
        return self._guarded(node, guard, frame) if guard else self._either((node.body, node.orelse), frame)

    def _guarded(self, node: ast.If, guard: Guard, frame: Frame) -> bool:
        """Execute both blocks; what the one for an unset variable assigns or returns stands for the variable."""
        before, returned = dict(frame.scope.names), len(frame.returns)
        unset, other = guard.ways(node.body, node.orelse)
        first = self._followed(unset, before, frame)
        has_default = first[0] is not None or len(frame.returns) > returned
        second, changes = self._followed(other, guard.with_default(before) if has_default else before, frame)
        if has_default and second is not None:
            second = guard.with_default(second)
        goes_on = self._meet([first, (second, changes)], before, frame)
        if first[0] is not None:
            frame.scope.names = guard.without_default(frame.scope.names)
        return goes_on

    def _either(self, blocks: Iterable[Sequence[ast.stmt]], frame: Frame) -> bool:
        """Execute each block from the same names; then, a name is what any of those that go on make it."""
        before = dict(frame.scope.names)
        ends = [self._followed(block, before, frame) for block in blocks]
        return self._meet(ends, before, frame)

    def _followed(self, block: Iterable[ast.stmt], names: Names, frame: Frame, *earlier: Changes) -> End:
        """How a block ends that begins with these names, and with the objects as earlier changes may have left them."""

        def branch() -> Names | None:
            if earlier:
                self._program.branches.meet([Changes(), *earlier])
            frame.scope.names = dict(names)
            return dict(frame.scope.names) if self.run(block, frame) else None

        return self._program.branches.follow(branch)

    def _meet(self, ends: Sequence[End], before: Names, frame: Frame) -> bool:
        self._program.branches.meet([changes for _, changes in ends])
        results = [names for names, _ in ends if names is not None]
        frame.scope.names = merged(results) if results else before
        return bool(results)

    def _for(self, node: ast.For | ast.AsyncFor, frame: Frame) -> bool:
        iterable = self._value(node.iter, frame)
        items = elements(iterable)
        if items is None:
            self._bind_unknown(node.body, frame)
            self._bind(node.target, item_of(iterable), frame)
            return self._maybe_once(node, frame)
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
        truth = self._program.expressions.truth(node.test, frame.scope)
        if truth is False:
            return self.run(node.orelse, frame)
        self._bind_unknown(node.body, frame)
        return self._maybe_once(node, frame, endless=truth is True and isinstance(node.test, ast.Constant))

    def _bind_unknown(self, body: Sequence[ast.stmt], frame: Frame) -> None:
        """A second turn of the loop may see what the first one assigned."""
        for statement in body:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in frame.scope.names:
                    frame.scope.names[node.id] = CHANGED_IN_LOOP

    def _maybe_once(self, node: ast.For | ast.AsyncFor | ast.While, frame: Frame, endless: bool = False) -> bool:
        frame.breaks.append([])
        frame.continues.append([])
        self._either((node.body,) if endless else (node.body, ()), frame)
        left, continued = frame.breaks.pop(), frame.continues.pop()
        if endless:
            frame.scope.names = merged(left or [frame.scope.names])
            return bool(left)
        frame.scope.names = merged([frame.scope.names, *continued])
        goes_on = self.run(node.orelse, frame)
        if left:
            frame.scope.names = merged([*([frame.scope.names] if goes_on else []), *left])
        return goes_on or bool(left)

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
        body = self._followed([*node.body, *node.orelse], before, frame)
        start = merged([before, scope.names])
        ends = [body]
        for handler in node.handlers:
            caught = {handler.name: UnknownValue("it is an exception")} if handler.name else {}
            ends.append(self._followed(handler.body, start | caught, frame, body[1]))
        goes_on = self._meet(ends, start, frame)
        return self.run(node.finalbody, frame) and goes_on

    def _with(self, node: ast.With | ast.AsyncWith, frame: Frame) -> bool:
        suppressing = False
        for item in node.items:
            call = item.context_expr
            self._value(call, frame)
            suppressing = suppressing or (
                isinstance(call, ast.Call) and self._value(call.func, frame) == External("contextlib.suppress")
            )
            if item.optional_vars is not None:
                self._bind(item.optional_vars, UnknownValue("it comes from a `with` statement"), frame)
        return self._either((node.body, ()), frame) if suppressing else self.run(node.body, frame)

    def _match(self, node: ast.Match, frame: Frame) -> bool:
        self._value(node.subject, frame)
        for case in node.cases:
            for pattern in ast.walk(case.pattern):
                if isinstance(pattern, ast.MatchAs | ast.MatchStar) and pattern.name:
                    frame.scope.names[pattern.name] = UnknownValue("it comes from a `match` statement")
        has_default = any(isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None for case in node.cases)
        return self._either([case.body for case in node.cases] + ([] if has_default else [[]]), frame)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> bool:
        self._bind(ast.Name(node.name, ast.Store()), defined_function(self._program, node, frame.scope), frame)
        return True

    def _class(self, node: ast.ClassDef, frame: Frame) -> bool:
        self._bind(ast.Name(node.name, ast.Store()), defined_class(self._program, node, frame.scope), frame)
        return True

    def _import(self, node: ast.Import, frame: Frame) -> bool:
        for alias in node.names:
            module = self._program.module(alias.name, frame.scope.module)
            if alias.asname is None:
                module = self._program.top_package(alias.name, frame.scope.module)
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
                if isinstance(module, External):  # perhaps a folder without an `__init__.py`
                    name = ".".join(filter(None, (node.module, alias.name)))
                    found = self._program.module(name, frame.scope.module, node.level)
                    value = value if isinstance(found, External) else found
                self._bind(ast.Name(alias.asname or alias.name, ast.Store()), value, frame)
        return True

    def _return(self, node: ast.Return, frame: Frame) -> bool:
        frame.returns.append(None if node.value is None else self._value(node.value, frame))
        return False

    def _delete(self, node: ast.Delete, frame: Frame) -> bool:
        for target in node.targets:
            match target:
                case ast.Name():
                    frame.scope.names.pop(target.id, None)
                case ast.Subscript():
                    self._program.delete_item(self._value(target.value, frame), self._value(target.slice, frame))
                case ast.Attribute():
                    unknown = UnknownValue("`del` takes it away")
                    self._program.set_attribute(self._value(target.value, frame), target.attr, unknown)
        return True

    @staticmethod
    def _global(node: ast.Global, frame: Frame) -> bool:
        frame.scope.elsewhere.update(dict.fromkeys(node.names, frame.scope.module.scope))
        return True

    @staticmethod
    def _nonlocal(node: ast.Nonlocal, frame: Frame) -> bool:
        for name in node.names:
            holder = frame.scope.enclosing.holder(name) if frame.scope.enclosing else None
            frame.scope.elsewhere[name] = holder or frame.scope
        return True
