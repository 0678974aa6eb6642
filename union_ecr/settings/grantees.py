"""Grantees: whom a grant in a repository's or the registry's policy is to."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StrictStr
from pydantic.alias_generators import to_camel

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.services import ServicePrincipal, SourceArn, service_violations
from union_ecr.settings.types import AccountId, Principal
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse

ORGANIZATION_ID = "o-[a-z0-9]{10,32}"
"""The pattern of an organization's id."""
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
OrganizationId = Annotated[
    StrictStr,
    Pattern(
        ORGANIZATION_ID,
        "is no organization's id",
        "write it as AWS Organizations shows it: o- and 10 to 32 letters or digits",
    ),
]
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html (entity paths)
# with what may stand behind it: a / and a *. The id of a unit has that of its root in it:
# https://docs.aws.amazon.com/organizations/latest/APIReference/API_OrganizationalUnit.html
_UNIT_PATH = rf"{ORGANIZATION_ID}/r-([0-9a-z]{{4,32}})(/ou-\1-[0-9a-z]{{8,32}})+/*\*?"
_UNIT_PATH_OF_ANY_ROOT = _UNIT_PATH.replace(r"\1", "[0-9a-z]{4,32}")


def _refuse_another_root(path: str) -> None:
    if re.fullmatch(_UNIT_PATH_OF_ANY_ROOT, path, re.ASCII) and not re.fullmatch(_UNIT_PATH, path, re.ASCII):
        root = path.split("/")[1].removeprefix("r-")
        rule = f"names a unit of another root (every unit below r-{root} begins with ou-{root}-)"
        refuse(rule, "copy the path from AWS Organizations: the root's id, and each unit's below it")


def _trimmed(path: str) -> str:
    return path.removesuffix("*").rstrip("/")


OrganizationalUnit = Annotated[
    StrictStr,
    Pattern(
        _UNIT_PATH,
        "is no organizational unit's path",
        "write it from the organization down: o-a1b2c3d4e5/r-ab12/ou-ab12-11111111",
        hint=_refuse_another_root,
    ),
    AfterValidator(_trimmed),
]


class RolesBy(StrEnum):
    """How a policy names a role or user."""

    ARN = "arn"
    """As principal: Union's documented way. ECR refuses it while the role does not exist, and it stops matching
    when the role is deleted and made again, since ECR keeps the role's unique id."""
    CONDITION = "condition"
    """By its account and a condition on aws:PrincipalArn, which survives both and may hold a wildcard in the name.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"""


class Grantee(StrictModel):
    """Somebody: roles, users and accounts, an organization or its units, or an AWS service for its sources."""

    principals: Annotated[tuple[Principal, ...], Field(min_length=1)] | None = None
    """ARNs of roles or users, or account ids (everyone there whose IAM policy allows it)."""
    roles_by: RolesBy = RolesBy.ARN
    """arn, or condition: survives a role that is made again, and allows a wildcard in a role's name."""
    organization_id: OrganizationId | None = None
    """Everyone in an AWS organization whose IAM policy allows it."""
    organizational_units: Annotated[tuple[OrganizationalUnit, ...], Field(min_length=1)] | None = None
    """Everyone in these units, and in units below them, whose IAM policy allows it; paths from o- down."""
    service: ServicePrincipal | None = None
    """An AWS service such as lambda.amazonaws.com, on behalf of the sources named."""
    source_arns: tuple[SourceArn, ...] = ()
    """What the service acts for, such as arn:aws:lambda:us-east-1:111122223333:function:*."""
    source_accounts: tuple[AccountId, ...] = ()
    """The accounts the service acts for; instead of sourceArns."""

    @classmethod
    def kinds(cls) -> tuple[str, ...]:
        """The fields of which a grant has exactly one."""
        return ("principals", "organization_id", "organizational_units", "service")

    @property
    def organizations(self) -> frozenset[str]:
        """The organizations that it names, by their ids or by their units."""
        units = {unit.partition("/")[0] for unit in self.organizational_units or ()}
        return frozenset({*units, *filter(None, [self.organization_id])})

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """Which kind of grantee is missing or one too many, and what is not of the registry's partition or region."""
        kinds = self.kinds()
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            remedy = "write a grant for each" if given else f"add {kinds[0]}, or one of the others"
            yield Violation((), None, f"a grant is to one of {', '.join(map(to_camel, kinds))}", remedy)
        if self.service is not None:
            if bool(self.source_arns) == bool(self.source_accounts):
                rule = "a service acts for everybody, so it needs sourceArns or sourceAccounts, and one of the two"
                remedy = "add sourceArns (the functions or projects it may pull for) or sourceAccounts (their accounts)"
                yield Violation((), None, rule, "keep one of the two" if self.source_arns else remedy)
            yield from service_violations(context.registry, self.service, self.source_arns)
        elif self.source_arns or self.source_accounts:
            rule = "sourceArns and sourceAccounts are for grants to a service"
            yield Violation((), None, rule, "drop them, or write service")
        for number, principal in enumerate(self.principals or ()):
            if "*" in principal and self.roles_by is RolesBy.ARN:
                rule, remedy = "its wildcard needs a condition", "name the role, or add rolesBy: condition"
                yield Violation(("principals", number), format_value(principal), rule, remedy)
        if context.registry:
            for field, texts in (("principals", self.principals or ()), ("sourceArns", self.source_arns)):
                yield from of_another_partition(context.registry, texts, field)


def of_another_partition(registry: Registry, texts: tuple[str, ...], *path: str) -> Iterator[Violation]:
    """The ARNs that no request to the registry can be of; `path` is that of the list."""
    for number, text in enumerate(texts):
        arn = Arn.parse(text)
        if arn and arn.partition != registry.partition:
            yield Violation(
                (*path, number),
                format_value(text),
                f"is of another partition than {registry.region}, and access ends at a partition",
                f"name one that begins with arn:{registry.partition}:",
            )
