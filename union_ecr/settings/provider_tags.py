"""The AWS tags that Pulumi's AWS provider puts on every resource, and those that it does not look at.

https://www.pulumi.com/registry/packages/aws/installation-configuration/ (defaultTags, ignoreTags)
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Self

from pydantic import Field, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.types import TagKey, TagValue
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.parse import DEFAULT_TAGS_KEY, IGNORE_TAGS_KEY

_OF_AWS = "aws:"
MOST_TAGS = 50
"""Of one resource; https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-using-tags.html, and of an IAM role
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"""

_IgnoredKey = Annotated[
    StrictStr,
    Pattern(r".{1,128}", "a tag key has 1 to 128 characters", "name the tags"),
]


class DefaultTags(StrictModel):
    """AWS tags for every repository and push role of the stack, as a mapping or as a text of JSON."""

    tags: Annotated[dict[TagKey, TagValue], Field(max_length=MOST_TAGS)] = Field(default_factory=dict)
    """The tags; a resource's own `resourceTags` win. Repositories that ECR creates from templates do not get them."""


class IgnoreTags(StrictModel):
    """AWS tags that neither `pulumi up` nor `union-ecr drift` looks at, as a mapping or as a text of JSON."""

    keys: tuple[_IgnoredKey, ...] = ()
    """Their keys."""
    key_prefixes: tuple[_IgnoredKey, ...] = ()
    """How their keys begin."""


PROVIDER_TAGS: Mapping[str, type[StrictModel]] = {DEFAULT_TAGS_KEY: DefaultTags, IGNORE_TAGS_KEY: IgnoreTags}
"""The two settings by their keys in a stack file."""


@dataclass(frozen=True)
class ProviderTags:
    """What the provider makes of the tags that a resource has of its own."""

    default: Mapping[str, str] = field(default_factory=dict)
    ignored_keys: frozenset[str] = frozenset()
    ignored_prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Iterable[StrictModel | None]) -> Self:
        """From those of the two settings that a stack file has."""
        default, ignored = DefaultTags(), IgnoreTags()
        for given in settings:
            default = given if isinstance(given, DefaultTags) else default
            ignored = given if isinstance(given, IgnoreTags) else ignored
        return cls(dict(sorted(default.tags.items())), frozenset(ignored.keys), ignored.key_prefixes)

    def wanted(self, declared: Mapping[str, str]) -> dict[str, str]:
        """The tags that shall live where these are declared."""
        return self.seen({**self.default, **declared})

    def seen(self, tags: Mapping[str, str]) -> dict[str, str]:
        """The tags that count: neither those to ignore, nor those that AWS's services put, which nobody can declare."""
        return {key: value for key, value in tags.items() if not self._ignored(key)}

    def _ignored(self, key: str) -> bool:
        return key in self.ignored_keys or key.startswith((_OF_AWS, *self.ignored_prefixes))
