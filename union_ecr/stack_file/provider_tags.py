"""What the provider does with tags by itself: some it puts on everything, some it does not look at."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

_OF_AWS = "aws:"


@dataclass(frozen=True)
class ProviderTags:
    """`aws:defaultTags` and `aws:ignoreTags` of a stack file.

    https://www.pulumi.com/registry/packages/aws/installation-configuration/ (defaultTags, ignoreTags)
    """

    default: Mapping[str, str] = field(default_factory=dict)
    ignored_keys: frozenset[str] = frozenset()
    ignored_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Self:
        """What a stack file's configuration says, as a mapping or as a text of JSON; what cannot be meant is nothing.

        Pulumi refuses the latter by itself.
        """
        ignored = _mapping(config.get("aws:ignoreTags"))
        return cls(
            default={
                str(key): value
                if isinstance(value, str)
                else json.dumps(value)  # as Pulumi hands it on: true, not True
                for key, value in _mapping(_mapping(config.get("aws:defaultTags")).get("tags")).items()
                if value is not None
            },
            ignored_keys=frozenset(_texts(ignored.get("keys"))),
            ignored_prefixes=tuple(_texts(ignored.get("keyPrefixes"))),
        )

    def wanted(self, declared: Mapping[str, str]) -> dict[str, str]:
        """The tags that shall live where these are declared."""
        return self.seen({**self.default, **declared})

    def seen(self, tags: Mapping[str, str]) -> dict[str, str]:
        """The tags that count: neither those to ignore, nor those that AWS's services put, which nobody can declare."""
        return {key: value for key, value in tags.items() if not self._ignored(key)}

    def _ignored(self, key: str) -> bool:
        return key in self.ignored_keys or key.startswith((_OF_AWS, *self.ignored_prefixes))


def _mapping(given: Any) -> Mapping[str, Any]:
    try:
        told = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _texts(given: Any) -> list[str]:
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []
