"""The generated parts of docs/component.md: inputs and outputs of each component, and programs that tests run.

A part stands between `<!-- inputs and outputs -->` or `<!-- program: FILE -->` and `<!-- end -->`. All else is written
by hand.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Any

Schema = Mapping[str, Any]
"""A Pulumi package schema, or its `resources` and `types`: https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/."""

TABLES = "inputs and outputs"
_PART = re.compile(r"<!-- (?P<name>[^>]+) -->\n.*?<!-- end -->", re.DOTALL)
_LANGUAGES = {".py": "python", ".ts": "typescript", ".go": "go", ".yaml": "yaml"}
_TYPES = {"string": "text", "integer": "whole number", "boolean": "true or false"}


def component_page(page: str, schema: Schema, read: Callable[[str], str]) -> str:
    """The page with its generated parts written anew; `read` returns the text of a file in the project."""

    def part(found: re.Match[str]) -> str:
        name = found["name"]
        text = "\n".join(_tables(schema)) if name == TABLES else _program(name.removeprefix("program: "), read)
        return f"<!-- {name} -->\n{text}<!-- end -->"

    return _PART.sub(part, page)


def _program(file: str, read: Callable[[str], str]) -> str:
    """A program; in YAML, what follows the settings of the project."""
    text = read(file)
    if file.endswith(".yaml"):
        text = text[text.index("\nresources:\n") + 1 :]
    return f"```{_LANGUAGES[PurePath(file).suffix]}\n{text}```\n"


def _tables(schema: Schema) -> Iterator[str]:
    for token, component in schema["resources"].items():
        yield f"### {_name(token)}\n"
        yield f"{_paragraphs(component, 2)}\n"
        yield from _table("input", component["inputProperties"], component.get("requiredInputs", ()), schema)
        if component["properties"]:
            yield from _table("output", component["properties"], component["properties"], schema)
    yield "### Nested inputs\n"
    for token, nested in schema["types"].items():
        if "properties" in nested:
            yield f"#### {_name(token)}\n"
            yield f"{_paragraphs(nested, 1)}\n"
            yield from _table("input", nested["properties"], nested.get("required", ()), schema)


def _table(kind: str, properties: Schema, required: Any, schema: Schema) -> Iterator[str]:
    """One row for each property, the required ones first; outputs have no default."""
    default_column = ["default"] if kind == "input" else []
    header = [kind, "in Python", "type", *default_column, "what it is"]
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for name in sorted(properties, key=lambda name: name not in required):
        value = properties[name]
        default = ["required" if name in required else _default(value)] if kind == "input" else []
        row = [f"`{name}`", f"`{python_name(name)}`", _type(value, schema, kind), *default, _description(value)]
        yield f"| {' | '.join(row)} |"
    yield ""


def python_name(name: str) -> str:
    """How Python spells a name of the schema."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _type(value: Schema, schema: Schema, kind: str) -> str:
    """The type in words; inputs that are not plain may be the Output of another resource."""
    if "$ref" in value:
        token = value["$ref"].removeprefix("#/types/")
        values = schema["types"][token].get("enum")
        return ", ".join(f"`{member['value']}`" for member in values) if values else _link(token)
    if "items" in value:
        return f"list of {_type(value['items'], schema, kind)}"
    if "additionalProperties" in value:
        return f"mapping to {_type(value['additionalProperties'], schema, kind)}"
    output = "" if kind == "output" or value.get("plain") else " or Output"
    return f"{_TYPES[value['type']]}{output}"


def _link(token: str) -> str:
    return f"[{_name(token)}](#{_name(token).lower()})"


def _name(token: str) -> str:
    return token.rpartition(":")[2]


def _default(value: Schema) -> str:
    default = value.get("default")
    return "" if default is None else f"`{default if isinstance(default, str) else json.dumps(default)}`"


def _description(value: Schema) -> str:
    """The description without the default, which has a column of its own."""
    text = " ".join(value["description"].split()).replace("|", "\\|")
    return text.removesuffix(f" Default: {_default(value).strip('`')}.")


def _paragraphs(entry: Schema, most: int) -> str:
    """The first paragraphs of a description: what it is, then what it decides."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in entry["description"].split("\n\n")[:most])
