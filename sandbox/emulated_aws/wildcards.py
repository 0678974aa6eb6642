"""Wildcards of IAM policies: * is any text, ? any character."""

import re
from functools import lru_cache


def wildcard_match(value: str, pattern: str) -> bool:
    """Tell whether the whole value matches."""
    return _compiled(pattern).fullmatch(value) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)
