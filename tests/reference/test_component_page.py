"""The generated parts of docs/component.md."""

import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import components
from reference.component_page import component_page, python_name

PROJECT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads((PROJECT / "tests" / "components" / "schema.json").read_text())
ARGUMENTS = {
    name: arguments
    for module in pkgutil.iter_modules(components.__path__, "components.")
    if module.name != "components.__main__"
    for name, arguments in vars(importlib.import_module(module.name)).items()
    if name.endswith("Args")
}
SMALL = {
    "resources": {
        "p:index:C": {
            "description": "What it is.\n\nWhat it decides.\n\nMore of it.",
            "inputProperties": {
                "aName": {"type": "string", "plain": True, "description": "Its name. Default: x.", "default": "x"},
                "theList": {"type": "array", "plain": True, "items": {"type": "string"}, "description": "A | list."},
                "kind": {"$ref": "#/types/p:index:Kind", "plain": True, "description": "Its kind."},
                "inner": {"$ref": "#/types/p:index:Inner", "plain": True, "description": "Nested."},
            },
            "requiredInputs": ["theList"],
            "properties": {"url": {"type": "string", "description": "Its address."}},
        }
    },
    "types": {
        "p:index:Kind": {"type": "string", "enum": [{"value": "a"}, {"value": "b"}]},
        "p:index:Inner": {
            "description": "One of them.",
            "properties": {"days": {"type": "integer", "plain": True, "description": "Days.", "default": 0}},
        },
    },
}
TABLES = """\
<!-- inputs and outputs -->
### C

What it is.

What it decides.

| input | in Python | type | default | what it is |
|---|---|---|---|---|
| `theList` | `the_list` | list of text or Output | required | A \\| list. |
| `aName` | `a_name` | text | `x` | Its name. |
| `kind` | `kind` | `a`, `b` |  | Its kind. |
| `inner` | `inner` | [Inner](#inner) |  | Nested. |

| output | in Python | type | what it is |
|---|---|---|---|
| `url` | `url` | text | Its address. |

### Nested inputs

#### Inner

One of them.

| input | in Python | type | default | what it is |
|---|---|---|---|---|
| `days` | `days` | whole number | `0` | Days. |
<!-- end -->"""


def written(page: str) -> str:
    return component_page(
        page, SMALL, {"a.go": "package a\n", "P.yaml": "name: x\n\nresources:\n  r: {}\n"}.__getitem__
    )


def test_the_tables_are_those_of_the_schema_and_all_else_stays() -> None:
    page = written("before\n\n<!-- inputs and outputs -->\nold\n<!-- end -->\n\nafter\n")
    assert page == f"before\n\n{TABLES}\n\nafter\n"


def test_a_program_is_that_of_its_file_and_of_a_yaml_project_without_its_settings() -> None:
    page = "<!-- program: a.go -->\nold\n<!-- end -->\n<!-- program: P.yaml -->\n<!-- end -->\n"
    assert written(page) == (
        "<!-- program: a.go -->\n```go\npackage a\n```\n<!-- end -->\n"
        "<!-- program: P.yaml -->\n```yaml\nresources:\n  r: {}\n```\n<!-- end -->\n"
    )


def test_writing_it_again_changes_nothing() -> None:
    page = written("<!-- inputs and outputs -->\n<!-- end -->\n<!-- program: a.go -->\n<!-- end -->\n")
    assert written(page) == page


def test_a_program_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        written("<!-- program: b.go -->\n<!-- end -->\n")


def test_the_page_names_every_component_first() -> None:
    head = (PROJECT / "docs" / "component.md").read_text().partition("## ")[0]
    assert [token for token in SCHEMA["resources"] if f"[{token.rpartition(':')[2]}](#" not in head] == []


def test_the_page_has_a_program_for_each_language_and_the_tables() -> None:
    page = (PROJECT / "docs" / "component.md").read_text()
    for name in ("__main__.py", "index.ts", "main.go", "Pulumi.yaml"):
        assert f"<!-- program: examples/component/{name} -->" in page
    assert "<!-- inputs and outputs -->" in page


@pytest.mark.parametrize("token", [*SCHEMA["resources"], *SCHEMA["types"]])
def test_the_names_in_python_are_those_of_the_arguments(token: str) -> None:
    entry = SCHEMA["resources"].get(token) or SCHEMA["types"][token]
    names = {python_name(name) for name in entry.get("inputProperties", entry.get("properties", {}))}
    if "enum" not in entry:
        assert names == set(ARGUMENTS[f"{token.rpartition(':')[2]}Args"].__annotations__)
