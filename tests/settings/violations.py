"""What a model reports of the values given, for tests."""

from typing import Any

from pydantic import BaseModel, ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.error_messages import explain
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import Violation


def violations(
    model: type[BaseModel], values: dict[str, Any], registry: Registry | None = None, **context: Any
) -> list[Violation]:
    """Everything that these values of a model break in a registry, with paths below the model."""
    try:
        model.model_validate(values, context=ValidationContext(registry=registry, **context))
    except ValidationError as error:
        return [Violation(details["loc"], *explain(details, model)) for details in error.errors(include_url=False)]
    return []
