"""The registry policy: who may do what in the whole registry."""

from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field

from union_ecr.ecr.actions import RegistryAccess
from union_ecr.ecr.arn import Arn
from union_ecr.settings.deny import RegistryDeny, outside_organization
from union_ecr.settings.grantees import Grantee
from union_ecr.settings.registry.repository_names import RepositoryPattern
from union_ecr.settings.types import AccountId
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import Violation, format_value

_OF_SERVICES = (RegistryAccess.PULL, RegistryAccess.PULL_THROUGH)


class RegistryGrant(Grantee):
    """Somebody, and what they may do in the whole registry or below a prefix.

    Who: exactly one of accounts, principals, organizationId, organizationalUnits and service.
    """

    accounts: Annotated[tuple[AccountId, ...], Field(min_length=1)] | None = None
    """Account ids: everyone there whose IAM policy allows it."""
    access: Annotated[tuple[RegistryAccess, ...], Field(min_length=1)]
    """Any of replicate, pullThrough, upstream, pull, push, describe; of a service pull and pullThrough."""
    repositories: Annotated[tuple[RepositoryPattern, ...], Field(min_length=1)] = ("*",)
    """Repository names with *. Default: all of the registry."""

    @classmethod
    def kinds(cls) -> tuple[str, ...]:
        """The fields of which a grant has exactly one."""
        return ("accounts", *super().kinds())

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """What the fields of a grant break together; it is never to the registry's own account as a whole."""
        yield from super().violations(context)
        if self.service is not None and set(self.access) - {*_OF_SERVICES}:
            rule = "a service only pulls"
            yield Violation((), None, rule, f"write access: [{', '.join(_OF_SERVICES)}], or one of the two")
        for field, principals in (("accounts", self.accounts or ()), ("principals", self.principals or ())):
            for number, principal in enumerate(principals):
                if context.registry and _account_as_a_whole(principal) == context.registry.account:
                    rule = "is the registry's own account, where IAM policies alone decide"
                    yield Violation((field, number), format_value(principal), rule, "leave it out")


def _account_as_a_whole(principal: str) -> str | None:
    arn = Arn.parse(principal)
    return (arn.account if arn.is_account_root else None) if arn else principal


def denied_registry_grants(deny: RegistryDeny, grants: Iterable[RegistryGrant]) -> Iterator[Violation]:
    """Grants that the registry itself denies; paths begin with the number of the grant.

    Another account's registry that caches images of this one pulls from ECR's own network, by a role of that account.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private.html
    """
    for number, grant in enumerate(grants):
        if deny.outside_organization:
            yield from outside_organization(deny.outside_organization, number, grant)
        network = deny.outside_vpc_endpoints
        if network and RegistryAccess.UPSTREAM in grant.access:
            holders = {*(grant.accounts or ()), *(grant.principals or ())}
            if not holders or holders - {*network.except_principals}:
                rule = "access upstream is for ECR itself, which comes through no VPC endpoint of deny"
                remedy = "add its accounts or principals to deny.outsideVpcEndpoints.exceptPrincipals"
                yield Violation((number, "access"), format_value([*grant.access]), rule, remedy)
