"""What is declared as JSON, for tests that compare texts."""

from typing import Any


def as_json(value: Any) -> Any:
    """A set in the order of its values, or a model: what json cannot write by itself."""
    return sorted(value) if isinstance(value, frozenset) else value.model_dump(mode="json")
