"""Tags, which are a mapping to a program and a list to AWS."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Tags = Mapping[str, str]


@dataclass(frozen=True)
class TagConfiguration:
    """`defaultTags` and `ignoreTags` of a provider resource (pulumi-aws provider/tags.go).

    Every type with `tags` also has the input `tagsAll`, in which the plugin writes what shall live: the defaults under
    the program's own tags, without what is ignored.
    """

    default: Tags = field(default_factory=dict)
    ignored_keys: tuple[str, ...] = ()
    ignored_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, default: Mapping[str, Any], ignored: Mapping[str, Any]) -> Self:
        """From the two settings as the plugin is given them."""
        return cls(default.get("tags") or {}, tuple(ignored.get("keys") or ()), tuple(ignored.get("keyPrefixes") or ()))

    def all_of(self, own: Tags | None) -> dict[str, str]:
        """The value of `tagsAll` for a program's own tags."""
        return self._counted({**self.default, **(own or {})})

    def in_state(self, live: Tags, known: Tags | None) -> dict[str, dict[str, str]]:
        """Live tags as the state has them; a default tag is among `tags` only if it is `known` as the program's own."""
        counted = self._counted({key: value for key, value in live.items() if not key.startswith("aws:")})
        own = {key: value for key, value in counted.items() if self.default.get(key) != value or key in (known or {})}
        return {"tags": own, "tagsAll": counted}

    def _counted(self, tags: Tags) -> dict[str, str]:
        return {
            key: value
            for key, value in tags.items()
            if key not in self.ignored_keys and not key.startswith(self.ignored_prefixes)
        }


def tag_list(tags: Tags | None) -> list[Any]:
    """The tags as a parameter of AWS."""
    return [{"Key": key, "Value": value} for key, value in (tags or {}).items()]


def tag_mapping(tags: Iterable[Any]) -> dict[str, str]:
    """The tags as a program writes them."""
    return {tag["Key"]: tag["Value"] for tag in tags}


def update_tags(
    old: Tags | None, new: Tags | None, untag: Callable[[list[str]], object], tag: Callable[[list[Any]], object]
) -> None:
    """Remove the tags that are gone, and put those that are new or have another value."""
    before, after = old or {}, new or {}
    if gone := [key for key in before if key not in after]:
        untag(gone)
    if changed := {key: value for key, value in after.items() if before.get(key) != value}:
        tag(tag_list(changed))
