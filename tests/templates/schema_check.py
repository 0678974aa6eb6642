"""What in a Pulumi YAML program is not as the plugin's schema says."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_SNAPSHOT = Path(__file__).parents[1] / "components" / "schema.json"
_REFERENCE = re.compile(r"\$\{(\w+)\.(\w+)\}")
_PYTHON_TYPES: Mapping[str, Any] = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
Schema = Mapping[str, Any]


@cache
def schema() -> Schema:
    """The schema as the tests of the plugin hold it."""
    return dict(json.loads(_SNAPSHOT.read_text()))


def schema_violations(program: Mapping[str, Any]) -> Iterator[str]:
    """Unknown types, missing, unknown and wrong properties, and references to no output; each with its path."""
    resources = {name: _component(resource["type"]) for name, resource in program["resources"].items()}
    for name, component in resources.items():
        if component is None:
            yield f"{name}: unknown type {program['resources'][name]['type']}"
            continue
        given = program["resources"][name].get("properties", {})
        yield from _object(name, given, component["inputProperties"], component.get("requiredInputs", ()))
    for name, output in _REFERENCE.findall(json.dumps(program)):
        if output not in (resources.get(name) or {}).get("properties", {}):
            yield f"no resource has the output ${{{name}.{output}}}"


def _component(token: str) -> Schema | None:
    found: Schema | None = schema()["resources"].get(token.replace("union-ecr:", "union-ecr:index:"))
    return found


def _object(path: str, given: Mapping[str, Any], properties: Schema, required: list[str]) -> Iterator[str]:
    yield from (f"{path}: {name} is missing" for name in required if name not in given)
    for name, value in given.items():
        if name in properties:
            yield from _value(f"{path}.{name}", value, properties[name])
        else:
            yield f"{path}: {name} is unknown"


def _value(path: str, value: Any, kind: Schema) -> Iterator[str]:
    if "$ref" in kind:
        kind = schema()["types"][kind["$ref"].rpartition("/")[2]]
    if not isinstance(value, _PYTHON_TYPES[kind["type"]]) or (kind["type"] == "integer" and isinstance(value, bool)):
        yield f"{path}: {value!r} is no {kind['type']}"
    elif "enum" in kind:
        if value not in [member["value"] for member in kind["enum"]]:
            yield f"{path}: {value!r} is none of the values"
    elif "properties" in kind:
        yield from _object(path, value, kind["properties"], kind.get("required", []))
    elif "items" in kind:
        for number, item in enumerate(value):
            yield from _value(f"{path}[{number}]", item, kind["items"])
    elif "additionalProperties" in kind:
        for key, item in value.items():
            yield from _value(f"{path}.{key}", item, kind["additionalProperties"])
