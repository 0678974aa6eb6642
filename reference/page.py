"""The reference page: every field of a stack file with its type, default, rule and an example."""

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from reference.schema import Schema, bootstrap_schema
from reference.stack_file_models import StackConfiguration, every_model, models_below
from union_ecr.settings.bootstrap import BootstrapSettings
from union_ecr.workspace.bootstrap_file import BOOTSTRAP_NAMESPACE

_HEAD = """\
# Every field of a stack file

Generated from the models by `make docs`; the examples are taken from the files in [examples/](../examples).
[stack-file.md](stack-file.md) explains how the fields work together.
"""
_BOOTSTRAP_HEAD = f"""\
# Every field of a bootstrap file

It says what CI needs in one AWS account: [ci.md](ci.md). Each key begins with `{BOOTSTRAP_NAMESPACE}:`, but for
`aws:region`.
"""
_LONGEST_EXAMPLE = 90
_MOST_ENUM_VALUES = 8
_DENIED = re.compile("is no(?P<not>t)? ")
_POSITIVE = ("a ", "an ", "the ", "must ")
_VOWELS = "aeiouAEIOU"
_BOUNDS: Mapping[str, str] = {
    "minimum": "At least {}",
    "maximum": "At most {}",
    "minLength": "At least {} characters",
    "maxLength": "At most {} characters",
    "minItems": "At least {} entries",
    "maxItems": "At most {} entries",
    "minProperties": "At least {} entries",
    "maxProperties": "At most {} entries",
}
Examples = Mapping[tuple[type[BaseModel], str], str]


Files = Mapping[str, Mapping[str, Any]]


def reference_page(schema: Schema, stacks: Files, bootstraps: Files) -> str:
    """The page in Markdown; `stacks` and `bootstraps` are the `config` of the example files by name."""
    own = {name: _without_namespace(config) for name, config in bootstraps.items()}
    parts = (
        (_HEAD, schema, every_model(), examples_of(stacks)),
        (
            _BOOTSTRAP_HEAD,
            bootstrap_schema(),
            every_model(BootstrapSettings, f"{BOOTSTRAP_NAMESPACE}:"),
            examples_of(own, BootstrapSettings),
        ),
    )
    return "\n".join(
        line
        for head, of_part, models, examples in parts
        for line in (
            head,
            *(line for model, place in models.items() for line in _section(model, place, of_part, examples)),
        )
    )


def _without_namespace(config: Mapping[str, Any]) -> dict[str, Any]:
    return {key.partition(":")[2]: value for key, value in config.items()}


def examples_of(stacks: Files, root: type[BaseModel] = StackConfiguration) -> dict[tuple[type[BaseModel], str], str]:
    """The first use of each field, by the class that defines it and its name in the file."""
    found: dict[tuple[type[BaseModel], str], str] = {}
    for config in stacks.values():
        _collect(root, config, found)
    return found


def _collect(model: type[BaseModel], value: Mapping[str, Any], found: dict[tuple[type[BaseModel], str], str]) -> None:
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in value:
            continue
        found.setdefault((_owner(model, name), key), _as_example(key, value[key]))
        for below in models_below(field.annotation):
            for instance in _instances(below, value[key]):
                _collect(below, instance, found)


def _owner(model: type[BaseModel], field: str) -> type[BaseModel]:
    """The class that defines a field, so that an image and a template share the example of an inherited field."""
    return next(base for base in reversed(model.__mro__) if field in inspect.get_annotations(base))


def _instances(model: type[BaseModel], value: Any) -> Iterator[Mapping[str, Any]]:
    """The mappings in a value that are of this model: the value itself, or the entries of a list or mapping."""
    fields = {field.alias or name for name, field in model.model_fields.items()}
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, dict))
    elif isinstance(value, dict) and value.keys() <= fields:
        yield value
    elif isinstance(value, dict):
        yield from (entry for entry in value.values() if isinstance(entry, dict))


def _as_example(key: str, value: Any) -> str:
    text = f"{key}: {_flow(value)}"
    return text if len(text) <= _LONGEST_EXAMPLE else text[: _LONGEST_EXAMPLE - 1] + "…"


def _flow(value: Any) -> str:
    """A value in YAML's flow style; in JSON's spelling where plain text would be ambiguous."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    plain = isinstance(value, str) and value[:1].isalpha() and value.replace("-", "").replace("/", "").isalnum()
    return str(value) if plain else json.dumps(value, ensure_ascii=False)


def _section(model: type[BaseModel], place: str, schema: Schema, examples: Examples) -> Iterator[str]:
    definition = schema["$defs"][model.__name__]
    required = definition.get("required", [])
    names = {field.alias or name: name for name, field in model.model_fields.items()}
    yield f"## {model.__name__}"
    yield ""
    yield from [f"At `{place}`.", ""] if place else []
    yield " ".join((model.__doc__ or "").split())
    yield ""
    yield "| field | type | default | what it is, and its rule | example |"
    yield "|---|---|---|---|---|"
    for key, field in definition["properties"].items():
        default = "required" if key in required else _default(field)
        description = ". ".join(
            part.rstrip(".") for part in (field.get("description", ""), _rule(field, schema)) if part
        )
        example = examples.get((_owner(model, names[key]), key))
        cells = (f"`{key}`", _type(field, schema), default, description, f"`{example}`" if example else "")
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _default(field: Schema) -> str:
    default = field.get("default")
    return "" if default in (None, [], {}, "") else f"`{_flow(default)}`"


def _type(field: Schema, schema: Schema) -> str:
    if "anyOf" in field:
        kinds = [_type(option, schema) for option in field["anyOf"] if option.get("type") != "null"]
        nullable = field.get("default") is not None or "default" not in field
        return " or ".join(kinds) + (" or null" if nullable and {"type": "null"} in field["anyOf"] else "")
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        definition = schema["$defs"][name]
        values = [f"`{value}`" for value in definition.get("enum", [])]
        return ", ".join(values) or f"[{name}](#{name.lower()})"
    if "enum" in field:
        few = len(field["enum"]) <= _MOST_ENUM_VALUES
        return ", ".join(f"`{value}`" for value in field["enum"]) if few else "text"
    if field.get("type") == "array":
        return f"list of {_type(field['items'], schema)}"
    if field.get("type") == "object":
        return f"mapping to {_type(field['additionalProperties'], schema)}"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}[field["type"]]


def _rule(field: Schema, schema: Schema) -> str:
    """The rule of a field's values, or of its entries and keys."""
    if message := field.get("patternErrorMessage"):
        return _positive(message)
    bounds = [_bound(template, field[bound]) for bound, template in _BOUNDS.items() if bound in field]
    needed = [f"`{field['contains']['const']}` is among them"] if "contains" in field else []
    keys = [f"Keys: {_rule(field['propertyNames'], schema)}"] if "propertyNames" in field else []
    values = [field[of] for of in ("items", "additionalProperties") if isinstance(field.get(of), dict)]
    inner = [_rule(nested, schema) for nested in (*field.get("anyOf", []), *values)]
    return ". ".join([*bounds, *needed, *keys, *filter(None, inner)])


def _bound(template: str, number: int) -> str:
    text = template.format(number)
    return text.replace("characters", "character").replace("entries", "entry") if number == 1 else text


def _positive(message: str) -> str:
    """What an error message says a value is not, as what it must be; the remedy alone where that says as much."""
    rule, _, remedy = message.partition("; ")
    if denied := _DENIED.match(rule):
        article = "" if denied["not"] else "an " if rule[denied.end()] in _VOWELS else "a "
        sentence = f"must be {article}{rule[denied.end() :]}; {remedy}"
    else:
        sentence = rule if rule.startswith(_POSITIVE) else remedy
    return sentence[:1].upper() + sentence[1:]
