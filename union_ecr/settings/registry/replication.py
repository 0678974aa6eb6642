"""Replication: copies of new images in other regions or accounts."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from union_ecr.ecr.registry import Registry
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.types import AccountId, Region
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse

MOST_DESTINATIONS = 25
"""Different ones in a registry; https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html"""
MOST_REPLICATION_RULES = 10
"""The provider's limit (internal/service/ecr/replication_configuration.go); ECR itself allows 25 since 2026."""

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RepositoryFilter.html
_PREFIX = r"(?=.{2,256}$)([a-z0-9]+([._-][a-z0-9]*)*/)*[a-z0-9]*([._-][a-z0-9]*)*"


def _refuse_wildcards(prefix: str) -> None:
    if "*" in prefix:
        without_wildcard = prefix.rstrip("*")
        refuse(
            "replication matches the beginnings of names, without wildcards",
            f"write {without_wildcard}"
            if re.fullmatch(_PREFIX, without_wildcard, re.ASCII)
            else "leave prefixes out for all repositories",
        )


ReplicationPrefix = Annotated[
    StrictStr,
    Pattern(
        _PREFIX,
        "must be the beginning of repository names, of 2 to 256 characters",
        "write one such as team/",
        hint=_refuse_wildcards,
    ),
]


class Destination(StrictModel):
    """A registry that gets the copies."""

    region: Region
    """Of the same partition; not the registry itself."""
    account: AccountId | None = None
    """Default: the registry's own. Another account must allow it: `policy` with access replicate, in its registry."""

    def target(self, source: Registry) -> Registry:
        """The registry that gets the copies of images in `source`."""
        return Registry(self.account or source.account, self.region)

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """ECR copies only to other registries of the same partition."""
        registry = context.registry
        if registry is None:
            return
        target = self.target(registry)
        if target == registry:
            yield Violation((), None, "is the registry itself", "name another region, or another account")
        elif target.partition != registry.partition:
            rule = f"is in another partition than {registry.region}, and ECR copies no image across partitions"
            remedy = f"name a region of the partition {registry.partition}"
            yield Violation(("region",), format_value(self.region), rule, remedy)


class ReplicationRule(StrictModel):
    """Which repositories are copied where.

    Existing images are copied only by a backfill that somebody starts; settings and deletions never are.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication-backfill.html
    """

    destinations: Annotated[tuple[Destination, ...], Field(min_length=1, max_length=MOST_DESTINATIONS)]
    """Registries that get the copies; 25 different ones in all rules together."""
    prefixes: Annotated[tuple[ReplicationPrefix, ...], Field(min_length=1, max_length=100)] | None = None
    """Beginnings of repository names such as ml/. Default: every repository."""
