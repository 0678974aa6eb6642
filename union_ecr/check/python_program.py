"""Python files as a program: what it declares if its modules are imported and its functions are called.

Nothing is executed. Each module is followed from its first statement to its last, as Python would execute it; where the
source does not decide, both ways are followed. What stays unknown says why.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from posixpath import dirname, join

from union_ecr.check import python_objects as objects
from union_ecr.check.image_constructors import AUTOMATIC, image_arguments, is_of_ecr, is_of_sdk
from union_ecr.check.image_mentions import may_name_images, names_to_follow
from union_ecr.check.image_use import Problem
from union_ecr.check.python_alternatives import choices
from union_ecr.check.python_branches import Branches, Changes
from union_ecr.check.python_builtins import environment_item, is_environment
from union_ecr.check.python_calls import Calls
from union_ecr.check.python_expressions import Expressions
from union_ecr.check.python_frames import Frame
from union_ecr.check.python_interpreter import Arguments
from union_ecr.check.python_modules import Source, find_module
from union_ecr.check.python_records import has_fields_as_dict
from union_ecr.check.python_statements import Statements
from union_ecr.check.python_values import (
    UNBOUND,
    BoundMethod,
    DictValue,
    External,
    Function,
    ImageValue,
    Instance,
    ListValue,
    ModuleValue,
    Scope,
    UnknownValue,
    Value,
)

MOST_STEPS = 300_000
"""Of one file: expressions and statements, as often as they are followed."""


class TooLarge(Exception):
    """A file takes more steps than it may."""


@dataclass(frozen=True)
class ReferenceUse:
    """A reference, or what is known of it, where an image is expected."""

    path: str
    line: int
    value: Value


class Program:
    """Follows Python files; `images`, `references` and `problems` are what it finds."""

    def __init__(self, sources: Mapping[str, Source], environment: Mapping[str, str]) -> None:
        self._sources = sources
        self.environment = environment
        self.variables = DictValue(dict(environment))
        self.branches = Branches()
        self._modules: dict[str, ModuleValue | None] = {}
        self._steps = 0
        self._spent: dict[str, int] = {}
        self.expressions = Expressions(self)
        self.statements = Statements(self)
        self._calls = Calls(self)
        self.functions: list[Function] = []
        self.images: list[ImageValue] = []
        self._superseded: set[int] = set()
        self._with_base_of_another: set[int] = set()
        self.references: list[ReferenceUse] = []
        self.problems: list[Problem] = []

    def follow(self, path: str) -> None:
        """Follow the module of a file."""
        self._module_of(path)

    def follow_uncalled_functions(self) -> None:
        """Follow the functions that nothing calls; do it after every module.

        Whether they are called at all, and when, is not known: what they change may be changed or not.
        """
        while self.functions:  # following one may define others
            function = self.functions.pop(0)
            if not function.called:
                self.branches.meet([Changes(), self._follow_uncalled(function)])

    def _follow_decorated(self, first: int, module: ModuleValue, text: str) -> None:
        """Follow the functions from a place on whose results are not known, such as tasks, and forget their bodies.

        They run elsewhere: what they change, no module sees.
        """
        decorated = [function for function in self.functions[first:] if function.opaque]
        self.functions[first:] = [function for function in self.functions[first:] if not function.opaque]
        rows, names = text.split("\n") if decorated else [], names_to_follow(module.scope)
        for function in decorated:
            body = "\n".join(rows[function.node.lineno - 1 : function.node.end_lineno])
            if function.scope is not module.scope or may_name_images(body, names):
                self._follow_uncalled(function)
            if isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef):
                function.node.body = []

    def _follow_uncalled(self, function: Function) -> Changes:
        run = partial(self._calls.run_uncalled, function)
        bounded = partial(self._bounded, run, function.scope.module, function.node.lineno)
        return self.branches.follow(bounded)[1]

    def declared_images(self) -> Iterator[ImageValue]:
        """The images that are built, without those that only others are derived from."""
        return (image for image in self.images if image.is_built and id(image) not in self._superseded)

    def images_with_own_base(self) -> Iterator[ImageValue]:
        """The images that name what they build on, themselves."""
        return (image for image in self.images if id(image) not in self._with_base_of_another)

    def count_step(self) -> None:
        """Count a step; raises TooLarge after too many, so that no file takes minutes."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise TooLarge

    def _bounded(self, follow: Callable[[], object], module: ModuleValue, line: int) -> None:
        outer, self._steps = self._steps, self._spent.get(module.path, 0)
        if self._steps > MOST_STEPS:
            self._steps = outer
            return
        try:
            follow()
        except TooLarge:
            self.problems.append(Problem(module.path, module.line_of(line), "it takes too many steps to follow"))
        except RecursionError:
            self.problems.append(Problem(module.path, module.line_of(line), "its expressions are nested too deeply"))
        except Exception as error:  # noqa: BLE001  # one file that we cannot follow must not hide the others
            reason = f"a defect of union-ecr keeps it from being followed: {type(error).__name__}"
            self.problems.append(Problem(module.path, module.line_of(line), reason))
        finally:
            self._spent[module.path], self._steps = self._steps, outer

    def _module_of(self, path: str) -> ModuleValue | None:
        if path in self._modules:
            return self._modules[path]
        package = join(dirname(dirname(path) if self._sources[path].is_package else path), "__init__.py")
        parent = self._module_of(package) if package in self._sources and package != path else None
        if path in self._modules:  # the package imports it
            return self._modules[path]
        self._modules[path] = None
        source = self._sources[path]
        parsed = source.parse()
        if isinstance(parsed, tuple):
            self.problems.append(Problem(path, source.line_of(parsed[0]), parsed[1]))
            return None
        module = ModuleValue(source.module_name, path, source.is_package, source.line_of, "yield" in source.read())
        first = len(self.functions)
        self._modules[path] = module
        self._bounded(lambda: self.statements.run(parsed.body, Frame(module.scope)), module, 1)
        module.finished = True
        self._follow_decorated(first, module, source.read())
        if parent:
            parent.scope.names[module.name.rpartition(".")[2]] = module
        return module

    def module(self, name: str, importing: ModuleValue, level: int = 0) -> Value:
        """The module of an import; External where it is not among the files."""
        path = find_module(self._sources, name, importing.path, level)
        module = self._module_of(path) if path else None
        return module or External(name if not level else f"{'.' * level}{name}")

    def top_package(self, name: str, importing: ModuleValue) -> Value:
        """What `import first.second` binds to `first`, which may be a folder without an `__init__.py`."""
        first, *others = name.split(".")
        top, imported = self.module(first, importing), self.module(name, importing)
        if isinstance(top, ModuleValue) or not isinstance(imported, ModuleValue):
            return top
        inner: Value = imported
        for part in reversed(others):
            folder = ModuleValue(first, first, is_package=True)
            folder.scope.names[part] = inner
            inner = folder
        return inner

    def imported(self, module: Value, name: str) -> Value:
        """What `from module import name` binds."""
        if not isinstance(module, ModuleValue):
            return External(f"{module.name}.{name}") if isinstance(module, External) else module
        found = module.scope.names.get(name, UNBOUND)
        if found is UNBOUND and module.is_package:
            submodule = self.module(name, module, level=1)
            return (
                submodule
                if isinstance(submodule, ModuleValue)
                else objects.attribute(module, name, self._call_property)
            )
        return objects.attribute(module, name, self._call_property)

    def public_names(self, module: Value) -> dict[str, Value]:
        """What `from module import *` binds."""
        if not isinstance(module, ModuleValue):
            return {}
        names = module.scope.names
        listed = names.get("__all__")
        if isinstance(listed, ListValue | tuple):
            chosen = listed.items if isinstance(listed, ListValue) else list(listed)
            return {name: names[name] for name in chosen if isinstance(name, str) and name in names}
        return {name: value for name, value in names.items() if not name.startswith("_")}

    def attribute(self, value: Value, name: str) -> Value:
        """An attribute of a value."""
        if isinstance(value, Instance) and has_fields_as_dict(value.of, name) and value.of.lookup(name) is UNBOUND:
            return BoundMethod(value, name)
        return objects.attribute(value, name, self._call_property)

    def _call_property(self, function: Function, positional: list[Value]) -> Value:
        return self._calls.run(function, positional, {}, complete=True)

    def item(self, container: Value, key: Value) -> Value:
        """What `container[key]` is."""
        if isinstance(container, Instance) and isinstance(found := container.of.lookup("__getitem__"), Function):
            return self._calls.run(found, [container, key], {}, complete=True)
        variable = environment_item(self, container, key)
        return objects.item(container, key) if variable is None else variable

    def set_attribute(self, receiver: Value, name: str, value: Value) -> None:
        """What `receiver.name = value` does; a receiver of several is changed in one way for each."""
        ways = [partial(objects.set_attribute, each, name, value, self.branches) for each in choices(receiver)]
        self.branches.each(ways)

    def set_item(self, container: Value, key: Value, value: Value) -> None:
        """What `container[key] = value` does; a container of several is changed in one way for each."""
        ways = [
            partial(objects.set_item, self.variables if is_environment(each) else each, key, value, self.branches)
            for each in choices(container)
        ]
        self.branches.each(ways)

    def delete_item(self, container: Value, key: Value) -> None:
        """What `del container[key]` does."""
        ways = [
            partial(objects.delete_item, self.variables if is_environment(each) else each, key, self.branches)
            for each in choices(container)
        ]
        self.branches.each(ways)

    def bind(self, target: ast.expr, value: Value, scope: Scope) -> None:
        """Assign to a target."""
        match target:
            case ast.Name():
                holder = scope.elsewhere.get(target.id, scope)
                if holder is not scope:
                    self.branches.changing(holder)
                holder.names[target.id] = value
            case ast.Tuple() | ast.List():
                for each, part in zip(target.elts, objects.unpacked(target.elts, value), strict=True):
                    self.bind(each, part, scope)
            case ast.Starred():
                self.bind(target.value, value, scope)
            case ast.Attribute():
                self.set_attribute(self.expressions.value(target.value, scope), target.attr, value)
            case ast.Subscript():
                key = self.expressions.value(target.slice, scope)
                self.set_item(self.expressions.value(target.value, scope), key, value)

    def call(self, function: Value, arguments: Arguments) -> Value:
        """What a call returns."""
        return self._calls.call(function, arguments)

    def record_image(self, image: ImageValue, original: ImageValue | None) -> None:
        """Record an image. One that it is derived from and that goes nowhere by itself counts no longer."""
        self.images.append(image)
        if original is None:
            return
        if original.fields.get("base_image") is image.fields.get("base_image"):
            self._with_base_of_another.add(id(image))
        same = all(original.fields.get(field) == image.fields.get(field) for field in ("registry", "name"))
        if same and original.is_built:
            self._superseded.add(id(image))
        elif original.fields.get("registry") is None or (original.line, original.path) == (image.line, image.path):
            self._superseded.add(id(original))

    def record_uses(self, function: Value, arguments: Arguments) -> None:
        """Record the references that a call is given as images; of other packages' calls those of ECR only."""
        if is_of_sdk(function) and isinstance(by_name := arguments.keywords.get("images"), DictValue):
            references = [value for value in by_name.items.values() if isinstance(value, str)]
            self.references += [ReferenceUse(arguments.path, arguments.line, value) for value in references]
        keywords = image_arguments(function) & arguments.keywords.keys()
        if not keywords:
            return
        of_sdk = is_of_sdk(function) or any(map(is_of_sdk, arguments.scope.module.scope.names.values()))
        for value in (value for keyword in keywords for value in choices(arguments.keywords[keyword])):
            if value != AUTOMATIC and ((of_sdk and isinstance(value, str | UnknownValue)) or is_of_ecr(value)):
                self.references.append(ReferenceUse(arguments.path, arguments.line, value))
