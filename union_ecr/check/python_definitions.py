"""The functions and classes that statements define."""

import ast
from collections.abc import Sequence

from union_ecr.check.python_frames import Frame, is_generator
from union_ecr.check.python_interpreter import Arguments, Interpreter
from union_ecr.check.python_objects import CHANGED_PROPERTY
from union_ecr.check.python_values import UNBOUND, Class, Function, Scope, UnknownValue, Value

TRANSPARENT_DECORATORS = {
    None,
    "functools.cache",
    "functools.lru_cache",
    "builtins.staticmethod",
    "builtins.classmethod",
    "builtins.property",
    "functools.cached_property",
}


def defined_function(program: Interpreter, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> Value:
    """The function that a `def` statement defines; of a property that can be set, what is known of it."""
    decorators = [program.expressions.value(decorator, scope) for decorator in node.decorator_list]
    names = {str(getattr(decorator, "name", "")) for decorator in decorators}
    if any(isinstance(part, ast.Attribute) and part.attr in ("setter", "deleter") for part in node.decorator_list):
        return CHANGED_PROPERTY
    function = Function(
        node,
        scope,
        program.expressions.defaults(node.args, scope),
        opaque=not {*map(_decorator_name, decorators)} <= TRANSPARENT_DECORATORS,
        is_static="builtins.staticmethod" in names,
        is_class_method="builtins.classmethod" in names,
        is_property=bool(names & {"builtins.property", "functools.cached_property"}),
        is_generator=scope.module.has_generators and is_generator(node),
    )
    program.functions.append(function)
    return _decorated(program, function, node, decorators, scope)


def _decorator_name(decorator: Value) -> str | None:
    """Its dotted name; None of one among the files, which is followed."""
    return None if isinstance(decorator, Function | Class) else str(getattr(decorator, "name", ""))


def _decorated(
    program: Interpreter,
    function: Function,
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    decorators: Sequence[Value],
    scope: Scope,
) -> Value:
    """What decorators among the files make of a function; the lowest one is applied first."""
    result: Value = function
    for written, decorator in reversed([*zip(node.decorator_list, decorators, strict=True)]):
        if isinstance(decorator, Function | Class):
            call = ast.copy_location(ast.Call(written, [], []), written)
            result = program.call(decorator, Arguments([result], {}, True, call, scope))
        elif result is not function and _decorator_name(decorator) not in TRANSPARENT_DECORATORS:
            result = UnknownValue(f"a decorator may change what `{node.name}` returns")
    return result


def defined_class(program: Interpreter, node: ast.ClassDef, around: Scope) -> Value:
    """The class that a `class` statement defines."""
    bases = tuple(program.expressions.value(base, around) for base in node.bases)
    decorators = [program.expressions.value(decorator, around) for decorator in node.decorator_list]
    keywords = [program.expressions.value(keyword.value, around) for keyword in node.keywords]
    scope = Scope(around.module, {}, around, is_class=True)
    program.statements.run(node.body, Frame(scope))
    annotated = tuple(
        statement.target.id
        for statement in node.body
        if isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and "ClassVar" not in ast.unparse(statement.annotation)
    )
    inherited = tuple(name for base in bases if isinstance(base, Class) for name in base.fields)
    fields = tuple(dict.fromkeys((*inherited, *annotated)))
    made = Class(node.name, bases, scope.names, fields)
    for value in scope.names.values():
        if isinstance(value, Function) and value.scope is scope:
            value.owner = made
    hooked = any(isinstance(base, Class) and base.lookup("__init_subclass__") is not UNBOUND for base in bases)
    if hooked or any(isinstance(value, Function | Class) for value in (*decorators, *keywords)):
        return UnknownValue(f"a decorator, a metaclass or a base may change the class `{node.name}`")
    return made
