"""What a stack file says of the registry itself: settings of one account in one region, in one stack only."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from union_ecr.ecr.actions import RegistryAccess
from union_ecr.settings.grants import OrganizationId
from union_ecr.settings.registry.account_settings import AccountSettings
from union_ecr.settings.registry.creation_templates import CreationTemplate
from union_ecr.settings.registry.pull_through_cache import MOST_RULES, PullThroughCacheRule
from union_ecr.settings.registry.replication import MOST_RULES as MOST_REPLICATION_RULES
from union_ecr.settings.registry.replication import ReplicationRule
from union_ecr.settings.registry.scanning import Scanning
from union_ecr.settings.registry.types import CachePrefix, ExcludedPrincipal, RepositoryPattern, TemplatePrefix
from union_ecr.settings.types import AccountId
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import Violation


class RegistryGrant(StrictModel):
    """Other accounts, or an organization, and what they may do in the whole registry or below a prefix."""

    accounts: Annotated[tuple[AccountId, ...], Field(min_length=1)] | None = None
    """Account ids: everyone whom that account lets."""
    organization_id: OrganizationId | None = None
    """Everyone in an AWS organization whom their own account lets."""
    access: Annotated[tuple[RegistryAccess, ...], Field(min_length=1)]
    """Any of replicate, pullThrough, upstream, pull, push, describe."""
    repositories: Annotated[tuple[RepositoryPattern, ...], Field(min_length=1)] = ("*",)
    """Repository names with *. Default: all of the registry."""


def broken_registry_grant(grant: RegistryGrant) -> Iterator[Violation]:
    """What the fields of one grant break together; paths are relative to the grant."""
    rule = "grants to accounts or to an organizationId"
    if grant.accounts is not None and grant.organization_id is not None:
        yield Violation((), None, rule, "write an entry for each", ())
    if grant.accounts is None and grant.organization_id is None:
        yield Violation((), None, rule, "write one of them", (("accounts",), ("organizationId",)))


class RegistryWideSettings(StrictModel):
    """Settings that hold for every repository of an account and region, whichever stack declares them.

    What is not said is neither created nor touched. What is said replaces what the registry had: of all but rules,
    templates and exclusions there is one in a registry. Taken out again, scanning goes back to BASIC without rules,
    replication to none; an account setting stays.
    """

    scanning: Scanning | None = None
    """Vulnerability scanning; from then on its filters decide, not an image's scanOnPush."""
    replication: Annotated[tuple[ReplicationRule, ...], Field(max_length=MOST_REPLICATION_RULES)] = ()
    """Copies of new images in other regions or accounts. Settings of repositories are not copied."""
    policy: tuple[RegistryGrant, ...] = ()
    """The registry policy: what other accounts may do without a grant in every repository."""
    pull_through_cache: Annotated[dict[CachePrefix, PullThroughCacheRule], Field(max_length=MOST_RULES)] = Field(
        default_factory=dict
    )
    """Mirrors of other registries, by the prefix below which they appear."""
    creation_templates: dict[TemplatePrefix, CreationTemplate] = Field(default_factory=dict)
    """What repositories look like that ECR creates by itself, by the prefix of their names, or ROOT."""
    account_settings: AccountSettings | None = None
    """ECR's account settings in this region; one that is taken out again stays as it is."""
    pull_time_update_exclusions: Annotated[tuple[ExcludedPrincipal, ...], Field(max_length=100)] = ()
    """Roles and users whose pulls do not count as use of an image, such as scanners, of any account."""


class RegistryOfStack(RegistryWideSettings):
    """The registry's settings as a stack file has them: what is deployed, and what drift is not to tell of."""

    ignore: tuple[RepositoryPattern, ...] = ()
    """Names, with *, of live repositories that no stack declares and that `union-ecr drift` is not to tell of."""
