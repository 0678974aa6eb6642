"""What the check makes of Python code, beside what Python makes of it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from union_ecr.check.python_alternatives import choices
from union_ecr.check.python_modules import Source
from union_ecr.check.python_program import Program
from union_ecr.check.python_values import DictValue, ListValue, ModuleValue, UnknownValue, Value


def sources(files: Mapping[str, str]) -> dict[str, Source]:
    """Python files by their paths."""
    return {path: Source(path, lambda text=text: text) for path, text in files.items()}  # type: ignore[misc]


def followed(files: Mapping[str, str], path: str = "main.py", **environment: str) -> dict[str, Value]:
    """The names of a module once it is followed."""
    program = Program(sources(files), environment)
    program.follow(path)
    assert program.problems == []
    module = program._modules[path]
    assert isinstance(module, ModuleValue)
    return module.scope.names


def value_of(code: str, **environment: str) -> Any:
    """What the check makes of `x`: a set where it is one of several values, the reason where it is unknown."""
    value = followed({"main.py": code}, **environment)["x"]
    values = [_plain(choice) for choice in choices(value)]
    return set(values) if len(values) > 1 else values[0]


def _plain(value: Value) -> Any:
    match value:
        case UnknownValue():
            return f"unknown: {value.reason}"
        case tuple():
            return tuple(map(_plain, value))
        case ListValue():
            items = [_plain(item) for item in value.items]
            return items if value.complete else [*items, "…"]
        case DictValue():
            return {key: _plain(item) for key, item in value.items.items()}
    return value


def of_python(code: str) -> Any:
    """What Python makes of `x`."""
    names: dict[str, Any] = {"__name__": "main"}
    with ThreadPoolExecutor(
        1
    ) as pool:  # asyncio.run takes the event loop of its thread away; Pulumi's mocks need theirs
        pool.submit(exec, code, names).result()
    return names["x"]
