"""What differs between two documents, line by line, as a unified diff."""

import json
from collections.abc import Iterator
from difflib import unified_diff
from typing import Any

from union_ecr.cli.reports.shortened import LONGEST, only_here, plain
from union_ecr.stack_file.errors import one_line

_CONTEXT, _MOST_LINES, _MOST_COMPARED, _LONGEST_LINE = 1, 24, 400, 160
HEAD = ("--- declared", "+++ live")


def unified(declared: Any, live: Any) -> list[str]:
    """The lines of a unified diff, below its two lines of head; empty where the values are no two documents.

    Keys and lists of texts are sorted, since their order means nothing to AWS. Of long documents only what differs is
    compared, and of a long diff the first lines are shown.
    """
    declared, live = plain(declared), plain(live)
    if not (isinstance(declared, dict | list | tuple) and isinstance(live, dict | list | tuple)):
        return []
    if max(len(json.dumps(value, default=str)) for value in (declared, live)) > LONGEST:
        declared, live = only_here(declared, live), only_here(live, declared)
    texts = (_lines(declared), _lines(live))
    differing = [line for line in unified_diff(*texts, n=_CONTEXT, lineterm="") if line[:3] not in ("---", "+++")]
    return list(_shown([line for line in differing if not line.startswith("@@")]))


def _lines(value: Any) -> list[str]:
    text = json.dumps(_sorted(value), indent=2, ensure_ascii=False, sort_keys=True, default=str)
    return text.split("\n")[:_MOST_COMPARED]


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _sorted(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return sorted(value) if all(isinstance(item, str) for item in value) else [_sorted(item) for item in value]
    return value


def _shown(lines: list[str]) -> Iterator[str]:
    if lines:
        yield from HEAD
    for line in lines[:_MOST_LINES]:
        text = one_line(line)
        yield text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]}…"
    if len(lines) > _MOST_LINES:
        yield f"… {len(lines) - _MOST_LINES:,} more lines: see --json"
