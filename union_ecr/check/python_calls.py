"""What a call returns: of a function or a class among the files, of a method, or of a function that Python brings."""

import ast
from collections.abc import Mapping, Sequence
from functools import partial

from union_ecr.check.image_constructors import derived, image, image_class_method, image_spec, is_image_spec
from union_ecr.check.python_alternatives import alternatives, choices, combined, is_constant
from union_ecr.check.python_builtins import builtin
from union_ecr.check.python_frames import Frame
from union_ecr.check.python_interpreter import Arguments, Interpreter
from union_ecr.check.python_methods import method
from union_ecr.check.python_objects import copied, not_among
from union_ecr.check.python_records import AS_DICT, enum_by_value, fields_as_dict, settings_of
from union_ecr.check.python_values import (
    NOT_FOLLOWED,
    UNBOUND,
    Alternatives,
    BoundMethod,
    Class,
    Coroutine,
    DictValue,
    External,
    Function,
    ImageValue,
    Instance,
    ListValue,
    Partial,
    Scope,
    Super,
    UnknownValue,
    Value,
)

MOST_NESTED_CALLS = 30


class Calls:
    """Calls functions."""

    def __init__(self, program: Interpreter) -> None:
        self._program = program
        self._running: list[Function] = []

    def call(self, function: Value, arguments: Arguments) -> Value:
        """What the call returns."""
        if isinstance(function, Alternatives):
            functions = [choice for choice in function.values if not is_constant(choice)]
            ways = [partial(self._call, choice, arguments) for choice in functions]
            return self._program.branches.each(ways) if ways else NOT_FOLLOWED
        return self._call(function, arguments)

    def _call(self, function: Value, arguments: Arguments) -> Value:
        self._program.record_uses(function, arguments)
        match function:
            case External():
                return self._external(function, arguments)
            case Function():
                return self.run(function, arguments.positional, arguments.keywords, arguments.complete)
            case Class():
                return self._instance(function, arguments)
            case BoundMethod():
                return self._method(function, arguments)
            case Instance() if isinstance(method := function.of.lookup("__call__"), Function):
                return self._call(BoundMethod(function, "__call__", method), arguments)
            case Partial():
                keywords = {**dict(function.keywords), **arguments.keywords}
                positional = [*function.positional, *arguments.positional]
                inner = Arguments(positional, keywords, arguments.complete, arguments.node, arguments.scope)
                return self.call(function.function, inner)
        return function if isinstance(function, UnknownValue) else NOT_FOLLOWED

    def _external(self, function: External, arguments: Arguments) -> Value:
        positional, keywords = arguments.positional, arguments.keywords
        if is_image_spec(External(function.name.removesuffix(".from_env")), keywords):
            return self._recorded(image_spec(positional, keywords, arguments.complete, arguments.line, arguments.path))
        if class_method := image_class_method(function):
            made = image(class_method, positional, keywords, arguments.complete, arguments.line, arguments.path)
            return self._recorded(made)
        if function.name == "functools.partial" and positional:
            return Partial(positional[0], tuple(positional[1:]), tuple(keywords.items()))
        if function.name == "dataclasses.asdict" and positional and isinstance(positional[0], Instance):
            return fields_as_dict(positional[0])
        if function.name in ("copy.copy", "copy.deepcopy") and positional:
            return combined(partial(copied, deep=function.name == "copy.deepcopy"), positional[0])
        if function.name in ("builtins.globals", "builtins.exec"):
            return self._globals(arguments.scope.module.scope, function.name.removeprefix("builtins."))
        if function.name == "builtins.super":
            return self._super(arguments)
        if function.name in ("dataclasses.replace", "copy.replace") and positional:
            return alternatives([self._replaced(original, arguments) for original in choices(positional[0])])
        if not arguments.complete and function.name.startswith("builtins."):
            return NOT_FOLLOWED
        known = builtin(self._program, function.name, positional, keywords)
        return not_among(function.name) if known is None else known

    def _replaced(self, original: Value, arguments: Arguments) -> Value:
        if isinstance(original, ImageValue):
            fields = {**original.fields, **arguments.keywords}
            return self._recorded(ImageValue(original.sdk, fields, arguments.line, arguments.path), original)
        if isinstance(original, Instance):
            return Instance(original.of, {**original.attributes, **arguments.keywords})
        return original if isinstance(original, UnknownValue) else NOT_FOLLOWED

    def _method(self, bound: BoundMethod, arguments: Arguments) -> Value:
        receiver = bound.receiver
        if bound.function:
            return self.run(bound.function, [receiver, *arguments.positional], arguments.keywords, arguments.complete)
        if isinstance(receiver, ImageValue):
            given = (arguments.positional, arguments.keywords, arguments.complete)
            made = derived(receiver, bound.name, *given, arguments.line, arguments.path)
            return self._recorded(made, receiver) if made else NOT_FOLLOWED
        if isinstance(receiver, Instance) and bound.name in AS_DICT:
            return fields_as_dict(receiver)
        if not arguments.complete:
            return NOT_FOLLOWED
        return method(receiver, bound.name, arguments.positional, arguments.keywords, self._program.branches)

    def _globals(self, scope: Scope, function: str) -> Value:
        """Whoever has all names of a module may change each."""
        self._program.branches.changing(scope)
        changed = UnknownValue(f"`{function}` may change it")
        for name, value in scope.names.items():
            if is_constant(value) and not name.startswith("__"):
                scope.names[name] = alternatives([value, changed])
        return NOT_FOLLOWED

    def _super(self, arguments: Arguments) -> Value:
        running = self._running[-1] if self._running else None
        if running is None or running.owner is None or isinstance(running.node, ast.Lambda) or arguments.positional:
            return NOT_FOLLOWED
        parameters = [*running.node.args.posonlyargs, *running.node.args.args]
        receiver = arguments.scope.lookup(parameters[0].arg) if parameters else NOT_FOLLOWED
        return Super(receiver, running.owner) if isinstance(receiver, Instance | Class) else NOT_FOLLOWED

    def _recorded(self, made: ImageValue, original: ImageValue | None = None) -> ImageValue:
        self._program.record_image(made, original)
        return made

    def _instance(self, of: Class, arguments: Arguments) -> Value:
        if any(is_image_spec(External(base), arguments.keywords) for base in of.external_bases()):
            defaults = {
                name: value for name in of.fields if not isinstance(value := of.lookup(name), Function | UnknownValue)
            }
            fields = {**defaults, **arguments.keywords}
            made = image_spec(arguments.positional, fields, arguments.complete, arguments.line, arguments.path)
            return self._recorded(made)
        if (enum_member := enum_by_value(of, arguments.positional)) is not None:
            return enum_member
        if of.lookup("__new__") is not UNBOUND:
            return UnknownValue(f"`{of.name}` has a `__new__` of its own")
        instance = Instance(of)
        constructor = of.lookup("__init__")
        if isinstance(constructor, Function):
            self.run(constructor, [instance, *arguments.positional], arguments.keywords, arguments.complete)
        else:
            instance.attributes |= settings_of(self._program, of)
            instance.attributes |= dict(zip(of.fields, arguments.positional, strict=False))
            instance.attributes |= arguments.keywords
            prepare = of.lookup("__post_init__")
            if isinstance(prepare, Function):
                self.run(prepare, [instance], {}, complete=True)
        return instance

    def run(
        self, function: Function, positional: Sequence[Value], keywords: Mapping[str, Value], complete: bool
    ) -> Value:
        """What a function returns, and what it declares on the way."""
        function.called = function.called or not function.opaque
        if function.opaque:
            return UnknownValue(f"a decorator may change what `{function.name}` returns")
        if function in self._running or len(self._running) >= MOST_NESTED_CALLS:
            return UnknownValue(f"`{function.name}` calls itself")
        return self._executed(function, _parameters(function, positional, keywords, complete))

    def run_uncalled(self, function: Function) -> None:
        """Find what a function declares that no file calls: its parameters are unknown, unless they have a default."""
        unknown = {
            name: function.defaults.get(
                name, UnknownValue(f"`{name}` is a parameter of `{function.name}`, which no checked file calls")
            )
            for name in _names(function.node.args)
        }
        self._executed(function, unknown)

    def _executed(self, function: Function, names: dict[str, Value]) -> Value:
        scope = Scope(function.scope.module, names, function.scope)
        self._running.append(function)
        try:
            if isinstance(function.node, ast.Lambda):
                return self._program.expressions.value(function.node.body, scope)
            frame = Frame(scope)
            goes_on = self._program.statements.run(function.node.body, frame)
            if function.is_generator:
                return UnknownValue(f"`{function.name}` is a generator")
            result = alternatives([*frame.returns, None] if goes_on or not frame.returns else frame.returns)
            return Coroutine(result) if isinstance(function.node, ast.AsyncFunctionDef) else result
        finally:
            self._running.pop()


def _names(arguments: ast.arguments) -> list[str]:
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    every += [extra for extra in (arguments.vararg, arguments.kwarg) if extra]
    return [argument.arg for argument in every]


def _parameters(
    function: Function, positional: Sequence[Value], keywords: Mapping[str, Value], complete: bool
) -> dict[str, Value]:
    """The parameters of a call as names of its scope."""
    arguments = function.node.args
    named = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    every = [*named, *(argument.arg for argument in arguments.kwonlyargs)]
    missing = UnknownValue(f"the call of `{function.name}` does not say it in a way that is followed")
    names: dict[str, Value] = dict.fromkeys(every, missing)
    names |= function.defaults if complete else dict.fromkeys(function.defaults, missing)
    names |= dict(zip(named, positional, strict=False))
    names |= {name: value for name, value in keywords.items() if name in every}
    if arguments.vararg:
        others = positional[len(named) :]
        names[arguments.vararg.arg] = tuple(others) if complete else ListValue(list(others), complete=False)
    if arguments.kwarg:
        names[arguments.kwarg.arg] = DictValue(
            {name: value for name, value in keywords.items() if name not in every}, complete
        )
    return names
