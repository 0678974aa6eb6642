"""Arrows between the rooms point one way, and each thing has one place."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGE = PROJECT / "union_ecr"
FOLDERS = ("union_ecr", "components", "bootstrap", "policies", "reference", "ci", "sandbox", "bench", "tests")

# The rooms of the package along the data's way, each with the rooms that it may import.
ARROWS = {
    "ecr": set[str](),
    "stack_file": {"ecr"},
    "settings": {"ecr", "stack_file"},
    "declared": {"ecr", "stack_file", "settings"},
    "workspace": {"ecr", "stack_file", "settings", "declared"},
    "review": {"ecr", "stack_file", "settings", "declared", "workspace"},
    "drift": {"ecr", "stack_file", "settings", "declared", "workspace"},
    "compliance": {"ecr", "stack_file", "settings", "declared", "workspace", "drift"},
    "changes": {"ecr", "declared", "workspace", "review", "drift"},
    "check": {"ecr", "stack_file", "settings", "declared"},
    "ci_roles": {"ecr", "stack_file", "settings", "declared", "workspace"},
    "ci_check": {"ecr", "settings", "drift", "ci_roles"},
    "watch": {"ecr", "stack_file", "settings", "workspace", "ci_roles"},
    "login": {"ecr", "stack_file", "declared"},
}
PURE = set(ARROWS)
ARROWS["aws"] = PURE
ARROWS["cli"] = PURE | {"aws"}

# What would let a pure room look at a file, a clock, the network or chance.
IMPURE_MODULES = set(
    "pulumi pulumi_aws boto3 botocore typer rich os io pathlib shutil tempfile glob socket ssl http urllib requests "
    "subprocess time datetime random secrets uuid asyncio threading".split()
)
MOST_LINES_OF_A_FILE, MOST_LINES_OF_A_FUNCTION = 300, 40
IMPURE_NAMES = {"open", "input", "print", "exec", "eval", "__import__"}
IMPURE_ATTRIBUTES = {
    "read_text",
    "read_bytes",
    "write_text",
    "write_bytes",
    "open",
    "environ",
    "getenv",
    "now",
    "today",
}
OUTSIDE_THE_PRODUCT = {"sandbox", "tests", "bench", "reference", "ci"}
EXTERNAL = {
    **dict.fromkeys(PURE, IMPURE_MODULES | OUTSIDE_THE_PRODUCT | {"components", "policies", "pulumi_policy"}),
    "aws": OUTSIDE_THE_PRODUCT | {"components", "pulumi", "pulumi_aws", "typer", "rich"},
    "cli": OUTSIDE_THE_PRODUCT | {"components", "pulumi", "pulumi_aws", "boto3", "botocore"},
}


@cache
def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(), str(path))


def sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if ".venv" not in path.parts)  # `pulumi install` makes one


def imported_modules(path: Path) -> Iterator[str]:
    """The dotted name of every module that a file imports, wherever in it; relative imports stay in their folder."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def imported_packages(path: Path) -> set[str]:
    return {module.partition(".")[0] for module in imported_modules(path)}


def imported_rooms(path: Path) -> set[str]:
    """The rooms of the package that a file imports from."""
    modules = {module for module in imported_modules(path) if module.startswith("union_ecr.")}
    return {module.split(".")[1] for module in modules - {"union_ecr.__version__", "union_ecr.exit_codes.ExitCode"}}


def test_every_folder_of_the_package_is_a_room_with_its_arrows() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(ARROWS)
    assert all(sources(PROJECT / folder) for folder in FOLDERS)


def test_contributing_lists_every_room_after_those_that_it_imports() -> None:
    table = (PROJECT / "CONTRIBUTING.md").read_text().partition("| room of `union_ecr/` |")[2].partition("\n\n")[0]
    assert re.findall(r"^\| `(\w+)/` \|", table, re.MULTILINE) == list(ARROWS)


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_the_rooms_before_it(room: str) -> None:
    forbidden = {
        (path.name, imported)
        for path in sources(PACKAGE / room)
        for imported in imported_rooms(path) - ARROWS[room] - {room}
    }
    assert forbidden == set()


@pytest.mark.parametrize("room", sorted(EXTERNAL))
def test_a_room_imports_no_package_that_it_must_not_know(room: str) -> None:
    forbidden = {
        (path.name, package) for path in sources(PACKAGE / room) for package in imported_packages(path) & EXTERNAL[room]
    }
    assert forbidden == set()


@pytest.mark.parametrize("room", sorted(PURE))
def test_a_pure_room_touches_nothing_outside_itself(room: str) -> None:
    found = {
        (path.name, node.lineno)
        for path in sources(PACKAGE / room)
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Name) and node.id in IMPURE_NAMES)
        or (isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES)
    }
    assert found == set()


@pytest.mark.parametrize(
    ("folder", "forbidden"),
    [
        ("components", {"components", "boto3", "botocore", "typer", *OUTSIDE_THE_PRODUCT}),
        ("policies", {"policies", "components", "pulumi", "pulumi_aws", "boto3", "botocore", *OUTSIDE_THE_PRODUCT}),
        ("reference", {"components", "sandbox", "tests", "bench", "pulumi", "pulumi_aws", "boto3"}),
        ("ci", {"union_ecr", "components", "reference", "sandbox", "tests", "bench", "boto3", "yaml"}),
        ("sandbox", {"tests", "bench"}),
    ],
)
def test_a_folder_imports_nothing_that_it_must_not_know(folder: str, forbidden: set[str]) -> None:
    found = {
        (path.name, package)
        for path in sources(PROJECT / folder)
        if path.name != "__main__.py" or folder != "components"
        for package in imported_packages(path) & forbidden
    }
    assert found == set()


@pytest.mark.parametrize("folder", ["components", "policies"])
def test_what_pulumi_runs_knows_the_pure_rooms_only(folder: str) -> None:
    imported = {room for path in sources(PROJECT / folder) for room in imported_rooms(path)}
    assert imported <= PURE


def test_the_program_is_what_the_components_offer() -> None:
    assert imported_packages(PROJECT / "__main__.py") <= {"pulumi", "components", "union_ecr"}
    assert imported_packages(PROJECT / "bootstrap" / "__main__.py") == {"components", "pathlib", "sys"}


def test_no_modules_of_the_package_import_each_other_in_a_circle() -> None:
    imports = {
        ".".join(path.relative_to(PROJECT).with_suffix("").parts): set(imported_modules(path))
        for path in sources(PACKAGE)
        if path.name != "__init__.py"
    }
    graph = {
        module: {target for target in imports if any(name == target or name.startswith(f"{target}.") for name in names)}
        for module, names in imports.items()
    }
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_file_has_at_most_300_lines_and_a_function_40(folder: str) -> None:
    paths = sources(PROJECT / folder)
    files = {path.name: len(path.read_text().splitlines()) for path in paths}
    functions = {
        f"{path.name}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in paths
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in files.items() if lines > MOST_LINES_OF_A_FILE} == {}
    assert {name: lines for name, lines in functions.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


def strings(tree: ast.AST) -> Iterator[str]:
    """Every text of a module that is no docstring."""
    expressions = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in expressions:
            yield node.value


def test_only_ecr_actions_spells_the_names_of_actions() -> None:
    product = [
        *sources(PACKAGE),
        *sources(PROJECT / "components"),
        *sources(PROJECT / "policies"),
        PROJECT / "__main__.py",
    ]
    spelling = {
        path.relative_to(PROJECT).as_posix()
        for path in product
        if any(text.startswith("ecr:") for text in strings(parsed(path)))
    }
    assert spelling == {"union_ecr/ecr/actions.py"}


@pytest.mark.parametrize(
    ("folder", "tests"),
    [
        (PACKAGE, "tests"),
        (PROJECT / "components", "tests/components"),
        (PROJECT / "policies", "tests/policies"),
    ],
)
def test_every_module_of_the_product_has_a_test_file_of_its_name(folder: Path, tests: str) -> None:
    mirrored = {
        path.relative_to(PROJECT / tests).with_name(path.name.removeprefix("test_")).as_posix()
        for path in (PROJECT / tests).rglob("test_*.py")
    }
    modules = {path.relative_to(folder).as_posix() for path in sources(folder) if not path.name.startswith("_")}
    assert modules - mirrored - UNTESTED_BY_NAME == set()


UNTESTED_BY_NAME = {
    "check/python_interpreter.py",  # protocols only
    "settings/error_messages.py",
}
