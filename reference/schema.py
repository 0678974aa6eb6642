"""The JSON Schema of a stack file, with which editors validate and complete it."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel

from reference.stack_file_models import StackFile, every_model, field_docstrings
from union_ecr.settings.bootstrap import BootstrapSettings
from union_ecr.stack_file.parse import CONFIG_KEYS, NAMESPACE

Schema = dict[str, Any]

_IMAGES, _REGISTRY = f"{NAMESPACE}:images", f"{NAMESPACE}:registry"


def stack_file_schema(descriptions: Mapping[str, str]) -> Schema:
    """The schema; `descriptions` are those of the top-level keys in Pulumi.yaml.

    It has every field, type, default, bound and pattern, but no rules across fields: `union-ecr stacks` may refuse a
    file that the schema accepts, never the other way round.
    """
    schema = _with_key_patterns(StackFile.model_json_schema(by_alias=True))
    definitions = schema["$defs"]
    _describe(definitions, every_model())
    configuration = definitions["StackConfiguration"]
    for key, text in descriptions.items():
        configuration["properties"][key]["description"] = text
    known = "|".join(key.removeprefix(f"{NAMESPACE}:") for key in CONFIG_KEYS)
    configuration["patternProperties"] = {f"^{NAMESPACE}:(?!({known})$)": False}
    configuration |= {  # at least one image, unless the stack has settings of the registry
        "if": {"required": [_REGISTRY], "properties": {_REGISTRY: {"not": {"type": "null"}, "minProperties": 1}}},
        "else": {"required": [_IMAGES], "properties": {_IMAGES: {"type": "object", "minProperties": 1}}},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def bootstrap_schema() -> Schema:
    """The definitions of the models of a bootstrap file."""
    schema = _with_key_patterns(BootstrapSettings.model_json_schema(by_alias=True))
    definitions = {**schema.pop("$defs"), BootstrapSettings.__name__: schema}
    _describe(definitions, every_model(BootstrapSettings))
    return {"$defs": definitions}


def _describe(definitions: Schema, models: Iterable[type[BaseModel]]) -> None:
    """Give each field the text of its docstring."""
    for model in models:
        fields = definitions[model.__name__]["properties"]
        for name, text in field_docstrings(model).items():
            field = fields[model.model_fields[name].alias or name]
            field.pop("title", None)
            if text:
                field["description"] = text


def _with_key_patterns(schema: Any) -> Any:
    """The schema with each mapping's key pattern as `propertyNames`; pydantic's own accepts keys that do not match."""
    if isinstance(schema, list):
        return [_with_key_patterns(entry) for entry in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {key: _with_key_patterns(value) for key, value in schema.items()}
    if "patternProperties" not in whole or "additionalProperties" in whole:
        return whole
    ((pattern, values),) = whole.pop("patternProperties").items()
    return {
        **whole,
        "additionalProperties": values,
        "propertyNames": {**whole.get("propertyNames", {}), "pattern": pattern},
    }
