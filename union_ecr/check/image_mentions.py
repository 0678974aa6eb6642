"""Which Python text can name an image at all, without parsing it."""

import re
from collections.abc import Set

from union_ecr.check.python_alternatives import is_constant
from union_ecr.check.python_values import External, Function, Scope, Value

_MENTIONS_IMAGE = re.compile(
    r"ImageSpec|\bImage\b|container_image|ContainerTask|V1Container|TaskEnvironment|AppEnvironment|\bimage\s*=(?!=)"
)
_IMPORT = re.compile(r"\bimport\b")
_NAME = re.compile(r"\w+")


def mentions_image(text: str) -> bool:
    """Whether a file names images; one that does not may still import something that does."""
    return _MENTIONS_IMAGE.search(text) is not None


def names_to_follow(scope: Scope) -> Set[str]:
    """The names of a module that a function could make an image with: its own functions, classes and containers."""
    return {name for name, value in scope.names.items() if not is_constant(value) and not _makes_no_image(value)}


def _makes_no_image(value: Value) -> bool:
    if isinstance(value, External):
        return not mentions_image(value.name)
    return isinstance(value, Function) and value.opaque


def may_name_images(body: str, names: Set[str]) -> bool:
    """Whether the text of a function mentions an image, imports something, or uses one of the names."""
    return mentions_image(body) or _IMPORT.search(body) is not None or not names.isdisjoint(_NAME.findall(body))
