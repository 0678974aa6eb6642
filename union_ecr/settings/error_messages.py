"""pydantic's errors as messages about a stack file: the value given, the rule, what to write instead."""

import json
import re
import typing
from collections.abc import Container, Iterator
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from union_ecr.settings.repository import WITH_EXCLUSION
from union_ecr.settings.validation import VIOLATION
from union_ecr.stack_file.errors import KeyPath, closest_match, format_value, suggested_key
from union_ecr.stack_file.parse import NAMESPACE
from union_ecr.stack_file.unseen_characters import as_meant

_EXPECTED = {
    "dict_type": ("must be a mapping", "write key: value below it, or {}"),
    "model_type": ("must be a mapping", "write key: value below it, or {}"),
    "tuple_type": ("must be a list", "write it in [ ]"),
    "string_unicode": ("has half of a surrogate pair, which is no character", "write the whole character"),
    "invalid_key": ("has a key that is not text", "write plain words as keys"),
}

_OTHER_TYPES = {
    "string_type": ("must be text", "write a word"),
    "bool_type": ("must be true or false", "write true or false, without quotes"),
    "int_type": ("must be a whole number", "write digits alone, without quotes or a leading 0"),
}
_CORRECTIONS = {
    "string_type": "put it in quotes: {}",
    "bool_type": "write {}, without quotes",
    "int_type": "write {}, without quotes",
}
_FLAGS = {"true": True, "yes": True, "y": True, "on": True, "false": False, "no": False, "n": False, "off": False}

_BY_NAME = "write each by its name below it, such as "
SECTION_REMEDIES = {
    f"{NAMESPACE}:dataPlanes": f'{_BY_NAME}production: {{account: "111122223333", roles: [my-node-role]}}',
    f"{NAMESPACE}:defaults": "write key: value below it, or {}",
    f"{NAMESPACE}:images": f"{_BY_NAME}my-image: {{}}",
    f"{NAMESPACE}:pushRoles": f"{_BY_NAME}ci: {{images: [my-image], github: {{repository: acme/workflows, branches: "
    "[main]}}",
}
"""The remedy for a section of the file that is no mapping."""

_MEANT = {"transition": "archive", "delete": "expire", "PUSH": "CREATE_ON_PUSH", "PULL": "PULL_THROUGH_CACHE"}
"""Values that other tools use, each with ours."""


def explain(
    error: ErrorDetails, model: type[BaseModel] | None = None, siblings: Container[str | int] = ()
) -> tuple[str | None, str, str]:
    """The value given (None where there is none), the rule and the remedy of one error below `model`.

    `siblings` are the keys that the file has beside the one of the error.
    """
    kind, given, context = error["type"], error["input"], error.get("ctx", {})
    if kind == "missing":
        return None, "is missing", f"add {error['loc'][-1]}"
    if kind == "extra_forbidden":
        word = str(error["loc"][-1])
        return None, "is no setting here", suggested_key(word, _fields(model, error["loc"][:-1]), siblings)
    if kind == VIOLATION:
        return context["given"], context["rule"], context["remedy"]
    return format_value(given), *_rule(kind, given, context)


def correction(kind: str, given: Any) -> str | int | None:
    """The value that was meant where one has the wrong type: 14 by "14.0", "2024" by 2024, true by "yes".

    `kind` is pydantic's name of the error. None: nothing is meant for certain.
    """
    if kind == "string_type" and isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    if kind == "bool_type" and isinstance(given, str):
        return _FLAGS.get(given.casefold())
    return _whole_number(given) if kind == "int_type" and isinstance(given, str) else None


def _whole_number(text: str) -> int | None:
    """The number that a text writes in another way than a stack file does; None where that is not certain."""
    written = as_meant(text).replace("_", "")
    if not re.fullmatch(r"[+-]?(0|[1-9][0-9]{0,40})(\.[0-9]{0,9})?(e\+?[0-9])?", written, re.IGNORECASE):
        return None
    number = Decimal(written)
    return int(number) if number == int(number) else None


def independent_errors(error: ValidationError, model: type[BaseModel]) -> list[ErrorDetails]:
    """The errors of a model that follow from no other: a misspelt field is not missing, a list not too short.

    A list is too short for pydantic where an entry of it is invalid, which is reported already.
    """
    errors = error.errors(include_url=False)
    misspelt = {
        (*details["loc"][:-1], closest_field(details, model))
        for details in errors
        if details["type"] == "extra_forbidden"
    }
    invalid = {details["loc"][:end] for details in errors for end in range(len(details["loc"]))}
    return [
        details
        for details in errors
        if not (details["type"] == "missing" and details["loc"] in misspelt)
        and not (details["type"] == "too_short" and details["loc"] in invalid)
    ]


def error_path(error: ErrorDetails) -> KeyPath:
    """Where an error is, as people see it: pydantic tells the keys of a mapping from its values, they do not."""
    return tuple(part for part in error["loc"] if part != "[key]")


def closest_field(error: ErrorDetails, model: type[BaseModel] | None) -> str | None:
    """The field that an unknown key looks like."""
    return closest_match(str(error["loc"][-1]), _fields(model, error["loc"][:-1]))


def _rule(kind: str, given: Any, context: dict[str, Any]) -> tuple[str, str]:
    if kind == "refused":
        return context["rule"], context["remedy"]
    if kind in _OTHER_TYPES:
        rule, remedy = _OTHER_TYPES[kind]
        meant = correction(kind, given)
        return rule, remedy if meant is None else _CORRECTIONS[kind].format(json.dumps(meant))
    if kind == "enum":
        known = context["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        meant = _MEANT.get(str(given), "")
        likely = meant if meant in known else closest_match(str(given), known)
        if str(given) in (f"{word}{WITH_EXCLUSION}" for word in known):
            remedy = f"write {str(given).removesuffix(WITH_EXCLUSION)}, and the tags in tagMutabilityExclusions"
            return "follows from tagMutabilityExclusions", remedy
        return (
            f"must be one of {', '.join(known)}",
            f"did you mean {likely}?" if likely else "write one of these" if len(known) > 1 else f"write {known[0]}",
        )
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']}", "write a larger number"
    if kind == "less_than_equal":
        return f"must be at most {context['le']}", "write a smaller number"
    if kind == "string_too_long":
        return f"must have at most {context['max_length']} characters", "write it shorter"
    if kind in ("too_short", "too_long"):
        bound = "least" if kind == "too_short" else "most"
        number = context.get("min_length", context.get("max_length"))
        return f"must have at {bound} {number} {'entry' if number == 1 else 'entries'}", (
            "add one" if kind == "too_short" else "write fewer"
        )
    return _EXPECTED[kind]


def _fields(model: type[BaseModel] | None, location: tuple[int | str, ...]) -> list[str]:
    """The names that fields have in a stack file, at a location below a model."""
    is_key = False  # of a mapping, and no field's name
    for part in location if model else ():
        if isinstance(part, int) or is_key or model is None:
            is_key = False
            continue
        named = (field for name, field in model.model_fields.items() if part in (name, field.alias))
        if field := next(named, None):
            model = next(nested_models(field.annotation), model)
            is_key = _is_mapping(field.annotation)
    return [field.alias or name for name, field in model.model_fields.items()] if model else []


def _is_mapping(annotation: Any) -> bool:
    return typing.get_origin(annotation) is dict or any(map(_is_mapping, typing.get_args(annotation)))


def nested_models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field with this annotation holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in typing.get_args(annotation):
        yield from nested_models(argument)
