"""The JSON Schema of a stack file, which editors check and complete by."""

from collections.abc import Mapping
from typing import Any

from reference.stack_file_models import StackFile, every_model, field_docstrings
from union_ecr.stack_file.parse import NAMESPACE
from union_ecr.workspace.load import CONFIG_KEYS

Schema = dict[str, Any]

_IMAGES, _REGISTRY = f"{NAMESPACE}:images", f"{NAMESPACE}:registry"


def stack_file_schema(descriptions: Mapping[str, str]) -> Schema:
    """The schema; `descriptions` tell the top-level keys (Pulumi.yaml's own).

    It knows every field, type, default, bound and pattern. Rules across fields are the loader's: a file that the
    schema takes may still be refused by `union-ecr stacks`, never the other way round.
    """
    schema = _with_names_of_keys(StackFile.model_json_schema(by_alias=True))
    definitions = schema["$defs"]
    for model in every_model():
        fields = definitions[model.__name__]["properties"]
        for name, text in field_docstrings(model).items():
            field = fields[model.model_fields[name].alias or name]
            field.pop("title", None)
            if text:
                field["description"] = text
    configuration = definitions["StackConfiguration"]
    for key, text in descriptions.items():
        configuration["properties"][key]["description"] = text
    known = "|".join(key.removeprefix(f"{NAMESPACE}:") for key in CONFIG_KEYS)
    configuration["patternProperties"] = {f"^{NAMESPACE}:(?!({known})$)": False}
    configuration |= {  # at least one image, unless the stack says something of the registry itself
        "if": {"required": [_REGISTRY], "properties": {_REGISTRY: {"not": {"type": "null"}}}},
        "else": {"required": [_IMAGES], "properties": {_IMAGES: {"type": "object", "minProperties": 1}}},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _with_names_of_keys(schema: Any) -> Any:
    """The schema in which a mapping's keys must match their pattern; pydantic lets keys that do not pass unseen."""
    if isinstance(schema, list):
        return [_with_names_of_keys(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {key: _with_names_of_keys(value) for key, value in schema.items()}
    if "patternProperties" not in whole or "additionalProperties" in whole:
        return whole
    ((pattern, values),) = whole.pop("patternProperties").items()
    return {
        **whole,
        "additionalProperties": values,
        "propertyNames": {**whole.get("propertyNames", {}), "pattern": pattern},
    }
