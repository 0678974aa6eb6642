"""When two property values are equal for the provider, and which of two equivalent texts its state keeps."""

import json
from collections.abc import Callable
from typing import Any


def equal_or_empty(old: Any, new: Any) -> bool:
    """Plain equality; an absent list, mapping or text equals an empty one (terraform-plugin-sdk's schema)."""
    may_be_empty = isinstance(old, list | dict | str) or isinstance(new, list | dict | str)
    return (old or None) == (new or None) if may_be_empty else old == new


def equal_unordered(old: Any, new: Any) -> bool:
    """Lists whose order does not matter."""
    return sorted(map(_text, old or [])) == sorted(map(_text, new or []))


def state_text_if_equivalent(known: Any, live: str, equivalent: Callable[[Any, Any], bool]) -> str:
    """The state's text while it is equivalent to the live one, else the live one.

    internal/verify, SecondJSONUnlessEquivalent
    """
    return str(known) if known and equivalent(known, live) else live


def normalized_json(document: Any) -> str:
    """A document that boto3 has parsed already, as the provider writes it (structure.NormalizeJsonString)."""
    if isinstance(document, str):
        return document
    return json.dumps(document, sort_keys=True, separators=(",", ":"))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
