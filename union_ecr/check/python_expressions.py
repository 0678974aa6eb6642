"""The value of an expression, from its source alone."""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from union_ecr.check.python_alternatives import alternatives, choices, combined, elements, is_constant
from union_ecr.check.python_environment import guard_of
from union_ecr.check.python_interpreter import Arguments, Interpreter
from union_ecr.check.python_methods import update_dict
from union_ecr.check.python_objects import as_key, as_text, truth
from union_ecr.check.python_operators import (
    OPERATORS,
    attempt,
    comparison,
    joined,
    negated,
    operation,
    sliced,
)
from union_ecr.check.python_values import (
    NOT_FOLLOWED,
    UNBOUND,
    Coroutine,
    DictValue,
    External,
    Function,
    ListValue,
    Scope,
    UnknownValue,
    UnsetVariable,
    Value,
)


class Expressions:
    """Evaluates expressions in a scope."""

    def __init__(self, program: Interpreter) -> None:
        self._program = program
        self._kinds: Mapping[type[ast.expr], Callable[[Any, Scope], Value]] = {
            ast.Constant: lambda node, _: node.value,
            ast.Name: self._name,
            ast.Attribute: self._attribute,
            ast.JoinedStr: self._f_string,
            ast.FormattedValue: self._formatted,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._boolean,
            ast.Compare: self._compare,
            ast.IfExp: self._conditional,
            ast.Tuple: lambda node, scope: self._sequence(node, scope, tuple),
            ast.List: lambda node, scope: self._sequence(node, scope, ListValue),
            ast.Set: lambda node, scope: self._sequence(node, scope, partial(ListValue, is_set=True)),
            ast.Dict: self._dict,
            ast.Subscript: self._subscript,
            ast.Call: self._call,
            ast.Lambda: lambda node, scope: Function(node, scope, self.defaults(node.args, scope)),
            ast.NamedExpr: self._named,
            ast.Await: self._awaited,
            ast.Yield: self._yielded,
            ast.YieldFrom: self._yielded,
            ast.ListComp: self._comprehension,
            ast.SetComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.DictComp: self._comprehension,
        }

    def value(self, node: ast.expr, scope: Scope) -> Value:
        """The value of an expression."""
        self._program.count_step()
        kind = self._kinds.get(type(node))
        return kind(node, scope) if kind else NOT_FOLLOWED

    def defaults(self, arguments: ast.arguments, scope: Scope) -> dict[str, Value]:
        """The defaults of a function's parameters by name, evaluated where the function is defined."""
        positional = [*arguments.posonlyargs, *arguments.args]
        with_default = positional[len(positional) - len(arguments.defaults) :]
        pairs = [*zip(with_default, arguments.defaults, strict=True)]
        pairs += [
            (argument, default)
            for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            if default is not None
        ]
        return {argument.arg: self.value(default, scope) for argument, default in pairs}

    @staticmethod
    def _name(node: ast.Name, scope: Scope) -> Value:
        found = scope.lookup(node.id)
        return External(f"builtins.{node.id}") if found is UNBOUND else found

    def _awaited(self, node: ast.Await, scope: Scope) -> Value:
        def result(value: Value) -> Value:
            if isinstance(value, Coroutine):
                return value.result
            return value if isinstance(value, UnknownValue) else NOT_FOLLOWED

        return combined(result, self.value(node.value, scope))

    def _yielded(self, node: ast.Yield | ast.YieldFrom, scope: Scope) -> Value:
        if node.value:
            self.value(node.value, scope)
        return UnknownValue("it is sent to a generator")

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Value:
        return combined(partial(self._program.attribute, name=node.attr), self.value(node.value, scope))

    def _f_string(self, node: ast.JoinedStr, scope: Scope) -> Value:
        return combined(joined, *(self.value(part, scope) for part in node.values))

    def _formatted(self, node: ast.FormattedValue, scope: Scope) -> Value:
        format_spec = self.value(node.format_spec, scope) if node.format_spec else ""
        conversions: Mapping[int, Callable[[Any], str]] = {ord("r"): repr, ord("s"): str, ord("a"): ascii}
        convert = conversions.get(node.conversion)

        def formatted(value: Value, given: Value) -> Value:
            value = as_text(value) if not is_constant(value) else value
            return attempt(lambda inner, spec: format(convert(inner) if convert else inner, spec), value, given)

        return combined(formatted, self.value(node.value, scope), format_spec)

    def _binary(self, node: ast.BinOp, scope: Scope) -> Value:
        """Long chains lean to the left, so that side is a loop."""
        chain = [node]
        while isinstance(chain[-1].left, ast.BinOp):
            chain.append(chain[-1].left)
        result = self.value(chain[-1].left, scope)
        for step in reversed(chain):
            result = combined(partial(operation, type(step.op)), result, self.value(step.right, scope))
        return result

    def _unary(self, node: ast.UnaryOp, scope: Scope) -> Value:
        function = OPERATORS.get(type(node.op))
        if isinstance(node.op, ast.Not):
            return combined(negated, self.truth(node.operand, scope))
        return combined(partial(attempt, function), self.value(node.operand, scope)) if function else NOT_FOLLOWED

    def truth(self, node: ast.expr, scope: Scope) -> Value:
        """True, False, or UnknownValue; Alternatives of those."""
        return combined(truth, self.value(node, scope))

    def _boolean(self, node: ast.BoolOp, scope: Scope) -> Value:
        """`or` returns the first value that is true, `and` the first that is false, else the last."""
        stops = isinstance(node.op, ast.Or)
        results: list[Value] = []
        for operand in node.values:
            going_on = False
            for value in choices(self.value(operand, scope)):
                decides = False if isinstance(value, UnsetVariable) and stops else truth(value)
                if decides is stops or operand is node.values[-1]:
                    results.append(value)
                elif decides is (not stops):
                    going_on = True
                else:
                    return alternatives([*results, value])  # unknown: the rest may or may not matter
            if not going_on:
                break
        return alternatives(results)

    def _compare(self, node: ast.Compare, scope: Scope) -> Value:
        if len(node.ops) > 1:
            return NOT_FOLLOWED
        compare = partial(comparison, type(node.ops[0]))
        return combined(compare, self.value(node.left, scope), self.value(node.comparators[0], scope))

    def _conditional(self, node: ast.IfExp, scope: Scope) -> Value:
        truths = choices(self.truth(node.test, scope))
        branches = [
            branch
            for decides, branch in ((True, node.body), (False, node.orelse))
            if any(known is decides or isinstance(known, UnknownValue) for known in truths)
        ]
        values = [self.value(branch, scope) for branch in branches]
        guard = guard_of(self._program, node.test, scope) if len(values) > 1 else None
        if guard:
            default, other = guard.ways(*values)
            values = [default, guard.defaulted(other)]
        return alternatives(values)

    def _sequence(
        self, node: ast.Tuple | ast.List | ast.Set, scope: Scope, kind: Callable[[list[Value]], Value]
    ) -> Value:
        items: list[Value] = []
        complete = True
        for element in node.elts:
            if not isinstance(element, ast.Starred):
                items.append(self.value(element, scope))
                continue
            inner = elements(self.value(element.value, scope))
            complete = complete and inner is not None
            items += inner or []
        if not complete:
            return ListValue(items, complete=False)
        return kind(items)

    def _dict(self, node: ast.Dict, scope: Scope) -> Value:
        result = DictValue()
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            value = self.value(value_node, scope)
            if key_node is None:
                update_dict(result, value if isinstance(value, DictValue) else DictValue(complete=False))
                continue
            key = as_key(self.value(key_node, scope))
            changed = DictValue(complete=False) if isinstance(key, UnknownValue) else DictValue({key: value})
            update_dict(result, changed)
        return result

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Value:
        if isinstance(node.slice, ast.Slice):
            bounds = [
                self.value(bound, scope) if bound else None
                for bound in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            return combined(sliced, self.value(node.value, scope), *bounds)
        return combined(self._program.item, self.value(node.value, scope), self.value(node.slice, scope))

    def _call(self, node: ast.Call, scope: Scope) -> Value:
        positional: list[Value] = []
        complete = True
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                inner = elements(self.value(argument.value, scope))
                complete = complete and inner is not None
                positional += inner or []
            else:
                positional.append(self.value(argument, scope))
        keywords: dict[str, Value] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value, DictValue):
                keywords |= {str(key): inner for key, inner in value.items.items()}
                complete = complete and value.complete
            else:
                complete = False
        function = self.value(node.func, scope)
        return self._program.call(function, Arguments(positional, keywords, complete, node, scope))

    def _named(self, node: ast.NamedExpr, scope: Scope) -> Value:
        value = self.value(node.value, scope)
        scope.outside_comprehensions().names[node.target.id] = value
        return value

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope) -> Value:
        inner = Scope(scope.module, {}, scope, is_comprehension=True)
        results: list[Value] = []
        pairs = DictValue()
        known = True
        for decided in self._iterations(node.generators, inner):
            known = known and decided
            if isinstance(node, ast.DictComp):
                key = as_key(self.value(node.key, inner))
                value = self.value(node.value, inner)
                if not isinstance(key, UnknownValue):
                    pairs.items[key] = value
                known = known and not isinstance(key, UnknownValue)
            else:
                results.append(self.value(node.elt, inner))
        pairs.complete = known
        is_set = isinstance(node, ast.SetComp)
        return pairs if isinstance(node, ast.DictComp) else ListValue(results, known, is_set)

    def _iterations(self, generators: list[ast.comprehension], scope: Scope) -> Iterator[bool]:
        """Bind the targets for each turn of the loops; True where the turn is certain to happen as it is."""
        first, *rest = generators
        items = elements(self.value(first.iter, scope))
        for item in [UnknownValue("it is an item of something unknown")] if items is None else items:
            self._program.bind(first.target, item, scope)
            truths = [truth(self.value(condition, scope)) for condition in first.ifs]
            if any(truth is False for truth in truths):
                continue
            certain = items is not None and all(truth is True for truth in truths)
            for inner in self._iterations(rest, scope) if rest else (True,):
                yield certain and inner
