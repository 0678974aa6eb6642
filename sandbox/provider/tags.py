"""Tags, which are a mapping to a program and a list to AWS."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any


def tag_list(tags: Mapping[str, str] | None) -> list[Any]:
    """The tags as a parameter of AWS."""
    return [{"Key": key, "Value": value} for key, value in (tags or {}).items()]


def tag_mapping(tags: Iterable[Any]) -> dict[str, str]:
    """The tags as a program writes them."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def update_tags(
    old: Mapping[str, str] | None,
    new: Mapping[str, str] | None,
    untag: Callable[[list[str]], object],
    tag: Callable[[list[Any]], object],
) -> None:
    """Remove the tags that are gone, and put those that are new or have another value."""
    before, after = old or {}, new or {}
    if gone := [key for key in before if key not in after]:
        untag(gone)
    if changed := {key: value for key, value in after.items() if before.get(key) != value}:
        tag(tag_list(changed))
