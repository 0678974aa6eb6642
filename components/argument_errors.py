"""How a component reports invalid arguments: a line for each, with the names that its program uses."""

import re
from collections.abc import Iterable

import pulumi
from pulumi.errors import InputPropertiesError, InputPropertyErrorDetails
from pydantic.alias_generators import to_camel, to_snake

from union_ecr.stack_file.errors import Violation, format_path, one_line

from .argument_types import argument_names, named_by_type

_CAMEL_CASE = re.compile(r"\b[a-z]+(?:[A-Z][a-z0-9]*)+\b")


class Spelling:
    """How a program spells the names of arguments: snake_case in Python, camelCase in other languages."""

    def __init__(self, accepted: type, *, camel_case: bool) -> None:
        self.camel_case = camel_case
        self._accepted = accepted
        self._names = argument_names(accepted)

    def path(self, violation: Violation) -> str:
        """Where a violation is; the keys of mappings stay as they are."""
        named = named_by_type(self._accepted, violation.path)
        parts = zip(violation.path, named, strict=True)
        return format_path(tuple(self._spelled(str(part)) if is_argument else part for part, is_argument in parts))

    def text(self, text: str) -> str:
        """A rule or a remedy, which have camelCase names, as a stack file has."""
        return text if self.camel_case else _CAMEL_CASE.sub(lambda name: self._spelled(name[0]), text)

    def _spelled(self, name: str) -> str:
        snake_case = to_snake(name)
        if snake_case not in self._names:
            return name
        return to_camel(snake_case) if self.camel_case else snake_case


def invalid_arguments(component: str, name: str, spelling: Spelling, violations: Iterable[Violation]) -> Exception:
    """The error to raise for arguments that break a rule, with a line for each violation.

    For a program in another language it is Pulumi's own error for inputs: the engine shows each violation at the
    component's argument.
    """
    found = list(violations)
    if spelling.camel_case:
        errors: list[InputPropertyErrorDetails] = [
            {"property_path": spelling.path(violation), "reason": _reason(violation, spelling)} for violation in found
        ]
        return InputPropertiesError(f"{component} {name} has invalid arguments", errors)
    lines = (
        ": ".join(
            part for part in (f"{component} {name}", spelling.path(violation), _reason(violation, spelling)) if part
        )
        for violation in found
    )
    return pulumi.RunError("\n".join(lines))


def _reason(violation: Violation, spelling: Spelling) -> str:
    sentence = spelling.text(f"{violation.rule}; {violation.remedy}")
    return one_line(f"{violation.given}: {sentence}" if violation.given else sentence)
