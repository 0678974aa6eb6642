"""How a model reports what its fields break together: every violation at once, each at its own place."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, ValidationInfo, model_validator
from pydantic.alias_generators import to_camel
from pydantic_core import InitErrorDetails, PydanticCustomError

from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.errors import Violation

VIOLATION = "violation"
"""The type of the errors that `StrictModel` reports; `ctx` holds the violation's given, rule and remedy."""


@dataclass(frozen=True)
class ValidationContext:
    """What rules need to know from outside their model. None: not known, so a rule that needs it is left out.

    `data_planes` and `images` are the names that the stack gives, `repositories` the names of all repositories that
    any stack of the registry declares, build caches included.
    """

    registry: Registry | None = None
    has_organization: bool | None = None
    data_planes: Collection[str] | None = None
    images: Collection[str] | None = None
    repositories: Collection[str] | None = None


class StrictModel(BaseModel):
    """Frozen, refuses unknown keys, snake_case in Python and camelCase in stack files.

    A model states the rules across its own fields in `violations`. pydantic asks for them only once every field is
    valid, and prefixes their paths with the place of the model.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - for those that override it
        """What the fields of this model break together; paths are relative to the model, in camelCase."""
        return iter(())

    @model_validator(mode="after")
    def _raise_violations(self, info: ValidationInfo) -> Self:
        context = info.context if isinstance(info.context, ValidationContext) else ValidationContext()
        errors = as_error_details(self.violations(context))
        if errors:
            raise ValidationError.from_exception_data(type(self).__name__, errors)
        return self


def as_error_details(violations: Iterable[Violation]) -> list[InitErrorDetails]:
    """Violations as pydantic's errors."""
    return [
        InitErrorDetails(
            type=PydanticCustomError(VIOLATION, "{rule}; {remedy}", _context(violation)),
            loc=violation.path,
            input=violation.given,
        )
        for violation in violations
    ]


def _context(violation: Violation) -> dict[str, Any]:
    return {"given": violation.given, "rule": violation.rule, "remedy": violation.remedy}
