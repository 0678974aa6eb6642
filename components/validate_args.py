"""What is wrong with a component's arguments, as lines: the same rules and remedies that a stack file is told."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

import pulumi
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from union_ecr.settings.error_messages import explain
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import KeyPath, Violation, format_path

_Model = TypeVar("_Model", bound=BaseModel)


def validated(
    component: str, name: str, model: type[_Model], args: Mapping[str, Any], context: ValidationContext | None = None
) -> _Model:
    """The arguments as a model; `context` is what its rules know from outside.

    Raises:
        pulumi.RunError: a line for each argument that is wrong, naming the component.
    """
    unknown = [_place(path) for path in _outputs(args, ())]
    if unknown:
        rule, remedy = "is not known before it is deployed", "write a plain value: documents are judged in the preview"
        raise pulumi.RunError("\n".join(_line(component, name, path, None, rule, remedy) for path in unknown))
    try:
        return model.model_validate(args, context=context)
    except ValidationError as error:
        errors = error.errors()
        told = [details for details in errors if not _lost_an_entry(details, errors)]
        wrong = [(_place(details["loc"]), *explain(details, model)) for details in told]
        raise pulumi.RunError("\n".join(_line(component, name, *one) for one in wrong)) from None


def raise_violations(component: str, name: str, broken: Iterable[Violation]) -> None:
    """Refuse a component whose arguments break a rule.

    Raises:
        pulumi.RunError: a line for each.
    """
    lines = [_line(component, name, one.path, one.given, one.rule, one.remedy) for one in broken]
    if lines:
        raise pulumi.RunError("\n".join(lines))


def _outputs(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """Where outputs of other resources stand among the arguments."""
    if isinstance(value, pulumi.Output):
        yield path
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield from _outputs(one, (*path, key))
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value):
            yield from _outputs(one, (*path, number))


def _place(location: KeyPath) -> KeyPath:
    """Where an argument stands; pydantic tells a mapping's keys from its values, and people see that."""
    return tuple(part for part in location if part != "[key]")


def _lost_an_entry(details: ErrorDetails, errors: Iterable[ErrorDetails]) -> bool:
    """Whether a list is too short only because an entry of it was refused, which is told already."""
    place = details["loc"]
    entries = (one["loc"] for one in errors if len(one["loc"]) > len(place))
    return details["type"] == "too_short" and any(entry[: len(place)] == place for entry in entries)


def _line(component: str, name: str, path: KeyPath, given: str | None, rule: str, remedy: str) -> str:
    place = ": ".join(part for part in (f"{component} {name}", format_path(path), given) if part)
    return f"{place}: {rule}; {remedy}"
