"""Grants: who, besides the data planes, may do what with a repository."""

import re
from enum import StrEnum
from typing import Annotated, NoReturn, Self

from pydantic import AfterValidator, Field, StrictStr, model_validator

from model.access import REPOSITORY_ACTIONS, TOKEN_ACTION, Access
from model.checked_values import AccountId, Frozen, Principal
from model.matching import matching, one_of
from model.mistakes import instead, refuse

# https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
OrganizationId = Annotated[
    StrictStr,
    matching(
        r"o-[a-z0-9]{10,32}",
        "is no organization's id",
        "write it as AWS Organizations shows it: o- and 10 to 32 letters or digits",
    ),
]
# https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed-view-data-orgs.html (entity paths)
# with what may stand behind it: a / and a *.
_UNIT_PATH = r"o-[a-z0-9]{10,32}/r-[0-9a-z]{4,32}(/ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})+/*\*?"
_SOURCE_ARN = r"arn:(?P<partition>aws[\w-]*):(?P<service>[a-z0-9-]+):[a-z0-9*-]*:\d{12}:[\w/:.*+=,@-]+"
ServicePrincipal = Annotated[
    StrictStr,
    matching(
        r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?",
        "is no AWS service's principal",
        "write one such as lambda.amazonaws.com",
    ),
]


def _trimmed(path: str) -> str:
    return path.removesuffix("*").rstrip("/")


def _refuse_action(action: str) -> NoReturn:
    if action == TOKEN_ACTION:
        refuse(
            "cannot be granted by a repository policy",
            "give it to the caller's own role, on every resource: the output pullPolicy has it",
        )
    if "*" in action or "?" in action:
        refuse("would grant rights that ECR does not have yet", "name each action")
    refuse("is no action on one repository", instead(action, REPOSITORY_ACTIONS))


OrganizationalUnit = Annotated[
    StrictStr,
    matching(
        _UNIT_PATH,
        "is no organizational unit's path",
        "write it from the organization down: o-a1b2c3d4e5/r-ab12/ou-ab12-11111111",
    ),
    AfterValidator(_trimmed),
]
SourceArn = Annotated[
    StrictStr,
    matching(
        _SOURCE_ARN,
        "is not the ARN of a source with its account",
        "write one such as arn:aws:lambda:us-east-1:111122223333:function:*",
    ),
]
RepositoryAction = Annotated[StrictStr, one_of(REPOSITORY_ACTIONS, _refuse_action)]


class RolesBy(StrEnum):
    """How a policy names a role or user."""

    ARN = "arn"
    """As principal: Union's documented way. ECR refuses it while the role does not exist, and it stops matching
    when the role is deleted and made again, since ECR keeps the role's unique id."""
    CONDITION = "condition"
    """By its account and a condition on aws:PrincipalArn, which survives both and may hold a wildcard in the name.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"""


class Grant(Frozen):
    """Somebody, and what they may do with the repository.

    Who: exactly one of principals, organizationId, organizationalUnits and service. What: access, actions or both.
    """

    principals: Annotated[tuple[Principal, ...], Field(min_length=1)] | None = None
    """ARNs of roles or users, or account ids (everyone whom that account lets)."""
    roles_by: RolesBy = RolesBy.ARN
    """arn, or condition: survives a role that is made again, and allows a wildcard in a role's name."""
    organization_id: OrganizationId | None = None
    """Everyone in an AWS organization whom their own account lets."""
    organizational_units: Annotated[tuple[OrganizationalUnit, ...], Field(min_length=1)] | None = None
    """Everyone in these units, and in units below them, whom their own account lets; paths from o- down."""
    service: ServicePrincipal | None = None
    """An AWS service such as lambda.amazonaws.com, on behalf of the sources named."""
    source_arns: tuple[SourceArn, ...] = ()
    """What the service acts for, such as arn:aws:lambda:us-east-1:111122223333:function:*."""
    source_accounts: tuple[AccountId, ...] = ()
    """The accounts the service acts for; instead of sourceArns."""
    access: tuple[Access, ...] = ()
    """Any of pull, push, describe."""
    actions: tuple[RepositoryAction, ...] = ()
    """Further ECR actions by name, such as ecr:ListTagsForResource."""

    @model_validator(mode="after")
    def _one_kind_of_holder(self) -> Self:
        kinds = ("principals", "organization_id", "organizational_units", "service")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            refuse(
                "a grant is to one of principals, organizationId, organizationalUnits, service",
                "add principals, or one of the others" if not given else "write a grant for each",
            )
        if not self.access and not self.actions:
            refuse("grants nothing", "add access: [pull], or actions")
        return self

    @model_validator(mode="after")
    def _sources_belong_to_a_service(self) -> Self:
        if self.service is None:
            if self.source_arns or self.source_accounts:
                refuse("sourceArns and sourceAccounts say for whom a service acts", "drop them, or write service")
            return self
        if bool(self.source_arns) == bool(self.source_accounts):
            refuse(
                "a service acts for everybody, so it needs sourceArns or sourceAccounts, and one of the two",
                "write the sources whose images it may pull",
            )
        if set(self.access) - {Access.PULL}:
            refuse("a service only pulls", "write access: [pull], and further rights by name in actions")
        return self

    @model_validator(mode="after")
    def _wildcards_need_a_condition(self) -> Self:
        starred = next((one for one in self.principals or () if "*" in one), None)
        if starred and self.roles_by is RolesBy.ARN:
            refuse(f"the wildcard of {starred} needs a condition", "name the role, or add rolesBy: condition")
        return self


def source_partition(arn: str) -> str | None:
    """The partition that a source's ARN names."""
    found = re.fullmatch(_SOURCE_ARN, arn, re.ASCII)
    return found["partition"] if found else None
