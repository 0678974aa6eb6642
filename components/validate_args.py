"""The errors in a component's arguments, as lines: the rules and remedies are those of a stack file."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import pulumi
from pydantic import BaseModel, ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.error_messages import error_path, explain, independent_errors
from union_ecr.settings.types import AccountId, Region
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import KeyPath, Violation, format_path

_Model = TypeVar("_Model", bound=BaseModel)


def validated(
    component: str,
    name: str,
    model: type[_Model],
    args: Mapping[str, Any],
    defaults: Mapping[str, Any] = MappingProxyType({}),
) -> _Model:
    """The arguments as a model; `defaults` are those of arguments that are left out.

    Every rule holds for the registry that the arguments name.

    Raises:
        pulumi.RunError: a line for each invalid argument, naming the component.
    """
    if not isinstance(args, Mapping):
        raise pulumi.RunError(
            _line(
                component,
                name,
                (),
                repr(args),
                "is no mapping of arguments",
                "write them in { }, account and region first",
            )
        )
    args = {**defaults, **args}
    unknown = list(_outputs(args, ()))
    if unknown:
        rule, remedy = (
            "is not known before it is deployed",
            "write a plain value: documents are rendered in the preview",
        )
        raise pulumi.RunError("\n".join(_line(component, name, path, None, rule, remedy) for path in unknown))
    context = ValidationContext(registry=_registry(args), data_planes=())
    try:
        return model.model_validate(args, context=context)
    except ValidationError as error:
        errors = [(error_path(details), *explain(details, model)) for details in independent_errors(error, model)]
        raise pulumi.RunError("\n".join(_line(component, name, *details) for details in errors)) from None


def _registry(args: Mapping[str, Any]) -> Registry | None:
    """The registry that the arguments name; None where they do not."""
    try:
        named = _Named.model_validate(args)
    except ValidationError:
        return None
    return Registry(named.account, named.region)


class _Named(BaseModel):
    account: AccountId
    region: Region


def raise_violations(component: str, name: str, violations: Iterable[Violation]) -> None:
    """Refuse a component whose arguments break a rule.

    Raises:
        pulumi.RunError: a line for each.
    """
    lines = [_line(component, name, error.path, error.given, error.rule, error.remedy) for error in violations]
    if lines:
        raise pulumi.RunError("\n".join(lines))


def _outputs(value: Any, path: KeyPath) -> Iterator[KeyPath]:
    """Where outputs of other resources stand among the arguments."""
    if isinstance(value, pulumi.Output):
        yield path
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _outputs(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from _outputs(inner, (*path, number))


def _line(component: str, name: str, path: KeyPath, given: str | None, rule: str, remedy: str) -> str:
    place = ": ".join(part for part in (f"{component} {name}", format_path(path), given) if part)
    return f"{place}: {rule}; {remedy}"
