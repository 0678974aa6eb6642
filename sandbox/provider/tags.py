"""Tags, which are a mapping to a program and a list to AWS."""

from collections.abc import Iterable, Mapping
from typing import Any


def tag_list(tags: Mapping[str, str] | None) -> list[Any]:
    """The tags as AWS wants them."""
    return [{"Key": key, "Value": value} for key, value in (tags or {}).items()]


def tag_mapping(tags: Iterable[Any]) -> dict[str, str]:
    """The tags as a program writes them."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def tag_changes(old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> tuple[list[str], list[Any]]:
    """The keys to take off, and the tags to put on."""
    before, after = old or {}, new or {}
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    return [key for key in before if key not in after], tag_list(changed)
