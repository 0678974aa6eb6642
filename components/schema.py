"""The plugin's schema, with what Pulumi cannot infer from Python: defaults, and descriptions for other languages."""

import inspect
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from union_ecr.settings.error_messages import nested_models
from union_ecr.settings.types import without_default

_ASKED_FOR = {"untaggedDays", "rolesBy"}
"""Arguments of which a rule asks whether they are there: a generated SDK sends every default, so they have none."""
_Properties = dict[str, dict[str, Any]]


_NAME_OF_ARGS = re.compile(r"((?:#/types/)?[\w-]+:index:\w+)Args")
"""A generated SDK puts Args behind the name of an input's type, and Python's type has it already."""


def completed_schema(schema: dict[str, Any], models: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """The schema that Pulumi inferred, completed; `models` are those of the arguments, by component."""
    schema = _without_args_in_names(schema)
    types = {
        token: _optional(type_.get("properties", {}), type_.get("required", ()))
        for token, type_ in schema["types"].items()
    }
    for type_ in schema["types"].values():
        for described in (type_, *type_.get("enum", ()), *type_.get("properties", {}).values()):
            described["description"] = _for_other_languages(described.get("description") or "")
    for token, resource in schema["resources"].items():
        resource["description"] = _for_other_languages(resource["description"])
        inputs = _optional(resource["inputProperties"], resource["requiredInputs"])
        _add_defaults(inputs, models[token.rpartition(":")[2]], types)
    return schema


def _without_args_in_names(value: Any) -> Any:
    if isinstance(value, dict):
        return {_without_args_in_names(key): _without_args_in_names(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without_args_in_names(inner) for inner in value]
    named = _NAME_OF_ARGS.fullmatch(value) if isinstance(value, str) else None
    return named[1] if named else value


def _optional(properties: _Properties, required: Collection[str]) -> _Properties:
    return {name: argument for name, argument in properties.items() if name not in required}


def _add_defaults(properties: _Properties, model: type[BaseModel], types: Mapping[str, _Properties]) -> None:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for name, argument in properties.items():
        if name not in fields:
            continue
        if (default := _default(name, fields[name])) is not None:
            argument["default"] = default
        nested = next(nested_models(fields[name].annotation), None)
        for token in _referenced(argument):
            if nested and types.get(token):
                _add_defaults(types[token], nested, types)


def _default(name: str, field: FieldInfo) -> bool | int | str | None:
    if name in _ASKED_FOR or field.json_schema_extra is without_default:
        return None
    return field.default if isinstance(field.default, bool | int | str) else None


def _referenced(argument: Mapping[str, Any]) -> Iterator[str]:
    """The types that an argument, its entries or its values refer to."""
    for place in (argument, argument.get("items", {}), argument.get("additionalProperties", {})):
        if "$ref" in place:
            yield place["$ref"].removeprefix("#/types/")


def _for_other_languages(docstring: str) -> str:
    """A docstring without the section on Python's exceptions, and without its indentation."""
    return inspect.cleandoc(docstring).partition("\n\nRaises:")[0]
