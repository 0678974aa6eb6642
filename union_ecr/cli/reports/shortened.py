"""Declared and live values for people: compact JSON, and of long ones only what the other does not have."""

import json
from typing import Any

from union_ecr.stack_file.errors import one_line

LONGEST = 300
_LONG_TEXT, _CONTEXT = 100, 20
_NAMES = ("Sid", "rulePriority")  # what tells one statement or lifecycle rule from another


def shortened(declared: Any, live: Any, longest: int = LONGEST) -> tuple[str, str]:
    """Both values on a line each, of at most about `longest` characters.

    Where one is longer, both tell only what differs, and say so; `nothing` stands for None.
    """
    one, other = _plain(declared), _plain(live)
    texts = _compact(one), _compact(other)
    if max(map(len, texts)) > longest and one is not None and other is not None:
        differing = _compact(_only_here(one, other)), _compact(_only_here(other, one))
        if differing[0] != differing[1]:
            return _cut(differing[0], longest, " (what differs)"), _cut(differing[1], longest, " (what differs)")
    return _cut(texts[0], longest), _cut(texts[1], longest)


def _plain(value: Any) -> Any:
    """A document that AWS gave as text, as what it says."""
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


def _only_here(value: Any, other: Any) -> Any:
    if isinstance(value, dict) and isinstance(other, dict):
        here = {key: one for key, one in value.items() if key not in other or one != other[key]}
        named = {key: value[key] for key in _NAMES if key in value}
        return named | {key: _only_here(one, other.get(key)) for key, one in here.items()}
    if isinstance(value, list | tuple) and isinstance(other, list | tuple):
        items = [_only_here(one, _twin(one, other)) for one in value if one not in other]
        return items if len(items) == len(value) else ["…", *items]
    if isinstance(value, str) and isinstance(other, str):
        return _around_the_difference(value, other)
    return value


def _twin(value: Any, others: list[Any] | tuple[Any, ...]) -> Any:
    """The statement or rule of the same name among the others."""
    if not isinstance(value, dict):
        return None
    names = [(key, value[key]) for key in _NAMES if key in value]
    like = (one for one in others if isinstance(one, dict) and all(one.get(key) == name for key, name in names))
    return next(like, None) if names else None


def _around_the_difference(text: str, other: str) -> str:
    if len(text) <= _LONG_TEXT:
        return text
    same = next((at for at, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
    start = max(0, same - _CONTEXT)
    return f"…{text[start:]}" if start else text
