"""The configuration of a policy as the JSON Schema that the engine shows and checks."""

from typing import Any

from pydantic import BaseModel

# The models judge the patterns themselves, with the remedy; the engine's dialect of patterns is another one.
_LEFT_OUT = ("pattern", "patternErrorMessage", "title", "default")


def configuration_properties(model: type[BaseModel]) -> dict[str, dict[str, Any]]:
    """The properties of a model, each complete in itself."""
    schema = model.model_json_schema()
    definitions = schema.get("$defs", {})

    def inlined(value: Any) -> Any:
        if isinstance(value, list):
            return [inlined(member) for member in value]
        if isinstance(value, str):
            return " ".join(value.split())
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            return inlined(definitions[value["$ref"].rpartition("/")[2]])
        return {key: inlined(member) for key, member in value.items() if key not in _LEFT_OUT}

    return {name: inlined(field) for name, field in schema["properties"].items()}
