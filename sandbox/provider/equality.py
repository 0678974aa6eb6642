"""When two property values are equal for the provider."""

import json
from typing import Any


def equal_or_empty(old: Any, new: Any) -> bool:
    """Plain equality; an absent list, mapping or text equals an empty one (terraform-plugin-sdk's schema)."""
    may_be_empty = isinstance(old, list | dict | str) or isinstance(new, list | dict | str)
    return (old or None) == (new or None) if may_be_empty else old == new


def equal_unordered(old: Any, new: Any) -> bool:
    """Lists whose order does not matter."""
    return sorted(map(_text, old or [])) == sorted(map(_text, new or []))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
