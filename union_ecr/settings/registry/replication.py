"""What a stack file says of replication: copies of new images in other regions or accounts."""

from typing import Annotated

from pydantic import Field

from union_ecr.settings.registry.types import ReplicationPrefix
from union_ecr.settings.types import AccountId, Region
from union_ecr.settings.validation import StrictModel

MOST_DESTINATIONS = 25
"""Different ones in a registry; https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html"""
MOST_RULES = 10
"""The provider's bound (internal/service/ecr/replication_configuration.go); ECR itself takes 25 since 2026."""


class Destination(StrictModel):
    """A registry that gets the copies."""

    region: Region
    """Of the same partition; not the registry itself."""
    account: AccountId | None = None
    """Default: the registry's own. Another account has to let this one in: `policy` with access replicate, there."""


class ReplicationRule(StrictModel):
    """Which repositories are copied where.

    Images that exist already are not copied, unless somebody starts a backfill; settings and deletions never are.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/replication-backfill.html
    """

    destinations: Annotated[tuple[Destination, ...], Field(min_length=1, max_length=MOST_DESTINATIONS)]
    """Registries that get the copies; 25 different ones in all rules together."""
    prefixes: Annotated[tuple[ReplicationPrefix, ...], Field(min_length=1, max_length=100)] | None = None
    """Beginnings of repository names such as ml/. Default: every repository."""
