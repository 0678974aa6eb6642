"""What the descriptions of arguments say of defaults and values is what the models say, which validate them."""

import json
import re
import typing
from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from components.plugin import COMPONENTS, Plugin
from union_ecr.settings.error_messages import nested_models

SCHEMA: dict[str, Any] = json.loads(Plugin().schema or "{}")
_NAMED_DEFAULT = re.compile(r"(?:^|\. )Default: ([\w./-]*\w|/)\.|([\w/]+) \(default\)")


def arguments() -> Iterator[tuple[str, dict[str, Any], FieldInfo]]:
    """Every argument that a model has under the same name, nested ones too, with its path."""
    for component, model in COMPONENTS.items():
        name = component.__name__
        yield from _below(name, SCHEMA["resources"][f"union-ecr:index:{name}"]["inputProperties"], model)


def _below(path: str, properties: dict[str, Any], model: type[BaseModel]) -> Iterator[tuple[str, Any, FieldInfo]]:
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    for name in properties.keys() & fields.keys():
        argument = properties[name]
        yield f"{path}.{name}", argument, fields[name]
        for place in (argument, argument.get("items", {}), argument.get("additionalProperties", {})):
            type_ = SCHEMA["types"].get(place.get("$ref", "").removeprefix("#/types/"), {})
            for nested in [*nested_models(fields[name].annotation)][:1] if "properties" in type_ else ():
                yield from _below(f"{path}.{name}", type_["properties"], nested)


def _values(annotation: Any) -> Iterator[str]:
    """The values of the enumerations in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    for part in typing.get_args(annotation):
        yield from _values(part)


ARGUMENTS = sorted(arguments(), key=lambda found: found[0])


def test_most_arguments_are_compared() -> None:
    assert len(ARGUMENTS) > 100


@pytest.mark.parametrize(("path", "argument", "field"), ARGUMENTS, ids=[path for path, _, _ in ARGUMENTS])
def test_a_description_names_the_default_and_the_values_of_the_model(
    path: str, argument: dict[str, Any], field: FieldInfo
) -> None:
    described = argument["description"]
    for named in ("".join(found) for found in _NAMED_DEFAULT.findall(described)):
        if isinstance(field.default, bool | int | str):
            assert named == (field.default if isinstance(field.default, str) else json.dumps(field.default))
    if "items" in argument:
        assert [value for value in _values(field.annotation) if value not in described] == []
