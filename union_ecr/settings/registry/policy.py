"""The registry policy: what other accounts may do in the whole registry."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from union_ecr.ecr.actions import RegistryAccess
from union_ecr.settings.grantees import OrganizationId
from union_ecr.settings.registry.repository_names import RepositoryPattern
from union_ecr.settings.types import AccountId
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value


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

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """A grant names accounts or an organization, and never the registry's own account."""
        rule = "a registry grant is to either accounts or an organizationId"
        if self.accounts is not None and self.organization_id is not None:
            yield Violation((), None, rule, "write an entry for each")
        if self.accounts is None and self.organization_id is None:
            yield Violation((), None, rule, "write one of them")
        for number, account in enumerate(self.accounts or ()):
            if context.registry and account == context.registry.account:
                rule = "is the registry's own account, where IAM policies alone decide"
                yield Violation(("accounts", number), format_value(account), rule, "leave it out")
