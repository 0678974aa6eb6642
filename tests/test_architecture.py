"""Arrows between the rooms point one way, and each thing has one place."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
ROOMS = ("model", "components", "scripts", "reference", "ci", "sandbox", "tests")
SOURCES = {room: sorted((PROJECT / room).rglob("*.py")) for room in ROOMS}

# What would let the model look at a file, a clock, the network or chance.
IMPURE_MODULES = (
    "pulumi pulumi_aws boto3 botocore typer os io pathlib shutil tempfile glob socket ssl http urllib requests "
    "subprocess time datetime random secrets uuid asyncio threading"
).split()
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


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level packages that a module imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "" if node.level else (node.module or "").partition(".")[0]


def parsed(path: Path) -> ast.AST:
    return ast.parse(path.read_text(), str(path))


def test_every_room_has_sources() -> None:
    assert all(SOURCES[room] for room in ROOMS)


@pytest.mark.parametrize(
    ("room", "forbidden"),
    [
        ("model", {"components", "scripts", "sandbox", "tests", "bench", *IMPURE_MODULES}),
        ("components", {"scripts", "sandbox", "tests", "bench", "boto3", "botocore"}),
        ("scripts", {"components", "sandbox", "tests", "bench", "pulumi", "pulumi_aws"}),
        ("reference", {"components", "scripts", "sandbox", "tests", "bench", "pulumi", "pulumi_aws", "boto3"}),
        ("ci", {"model", "components", "scripts", "reference", "sandbox", "tests", "bench", "boto3", "yaml"}),
        ("sandbox", {"tests", "bench"}),
    ],
)
def test_a_room_imports_nothing_it_must_not_know(room: str, forbidden: set[str]) -> None:
    found = {(path.name, module) for path in SOURCES[room] for module in imported(parsed(path)) if module in forbidden}
    assert found == set()


def test_the_program_knows_the_model_and_the_components_only() -> None:
    assert set(imported(parsed(PROJECT / "__main__.py"))) == {"pulumi", "components", "model"}


def test_the_model_touches_nothing_outside_itself() -> None:
    found = {
        (path.name, node.lineno)
        for path in SOURCES["model"]
        for node in ast.walk(parsed(path))
        if (isinstance(node, ast.Name) and node.id in IMPURE_NAMES)
        or (isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES)
    }
    assert found == set()


def strings(tree: ast.AST) -> Iterator[str]:
    """Every text of a module that is no docstring."""
    expressions = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in expressions:
            yield node.value


def test_only_the_access_module_spells_actions() -> None:
    product = [path for room in ("model", "components", "scripts") for path in SOURCES[room]]
    spelling = {
        path.relative_to(PROJECT).as_posix()
        for path in [*product, PROJECT / "__main__.py"]
        if any(text.startswith("ecr:") for text in strings(parsed(path)))
    }
    assert spelling == {"model/access.py"}


def test_every_module_of_the_model_and_of_the_components_has_its_tests() -> None:
    for room in ("model", "components"):
        tests = {
            path.relative_to(PROJECT / "tests" / room).with_name(path.name.removeprefix("test_")).as_posix()
            for path in (PROJECT / "tests" / room).rglob("test_*.py")
        }
        modules = {
            path.relative_to(PROJECT / room).as_posix() for path in SOURCES[room] if not path.name.startswith("_")
        }
        assert modules - {"explained.py"} <= tests
