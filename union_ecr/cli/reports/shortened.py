"""Declared and live values for people: compact JSON, and of long ones only what differs."""

import json
from typing import Any

from union_ecr.stack_file.errors import one_line

LONGEST = 300
_LONG_TEXT, _CONTEXT = 100, 20
_NAMES = ("Sid", "rulePriority")  # identify a statement or a lifecycle rule


def shortened(declared: Any, live: Any, longest: int = LONGEST) -> tuple[str, str]:
    """Both values on a line each, of at most about `longest` characters.

    If one is longer, both show only what differs, and say so. None is shown as `nothing`.
    """
    declared, live = plain(declared), plain(live)
    texts = _compact(declared), _compact(live)
    if max(map(len, texts)) > longest and declared is not None and live is not None:
        differing = _compact(only_here(declared, live)), _compact(only_here(live, declared))
        if differing[0] != differing[1]:
            return _cut(differing[0], longest, " (what differs)"), _cut(differing[1], longest, " (what differs)")
    return _cut(texts[0], longest), _cut(texts[1], longest)


def plain(value: Any) -> Any:
    """A value, or a JSON document that AWS returned as text, parsed."""
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value


def _compact(value: Any) -> str:
    if value is None:
        return "nothing"
    return one_line(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str))


def _cut(text: str, longest: int, note: str = "") -> str:
    cut = text if len(text) <= longest else f"{text[:longest]}… ({len(text):,} characters)"
    return cut + note


def only_here(value: Any, other: Any) -> Any:
    """What of a value the other lacks, with the names of the statements and rules that it is in."""
    if isinstance(value, dict) and isinstance(other, dict):
        here = {key: item for key, item in value.items() if key not in other or item != other[key]}
        named = {key: value[key] for key in _NAMES if key in value}
        return named | {key: only_here(item, other.get(key)) for key, item in here.items()}
    if isinstance(value, list | tuple) and isinstance(other, list | tuple):
        items = [only_here(item, _same_named(item, other)) for item in value if item not in other]
        return items if len(items) == len(value) else ["…", *items]
    if isinstance(value, str) and isinstance(other, str):
        return _around_the_difference(value, other)
    return value


def _same_named(value: Any, others: list[Any] | tuple[Any, ...]) -> Any:
    """The statement or rule with the same name among the others."""
    if not isinstance(value, dict):
        return None
    names = [(key, value[key]) for key in _NAMES if key in value]
    candidates = (item for item in others if isinstance(item, dict))
    same = (item for item in candidates if all(item.get(key) == name for key, name in names))
    return next(same, None) if names else None


def _around_the_difference(text: str, other: str) -> str:
    if len(text) <= _LONG_TEXT:
        return text
    same = next((at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    start = max(0, same - _CONTEXT)
    return f"…{text[start:]}" if start else text
