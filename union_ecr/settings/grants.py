"""Grants: who, besides the data planes, may do what with a repository."""

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, NoReturn

from pydantic import AfterValidator, Field, StrictStr

from union_ecr.ecr.actions import CHANGES, REGISTRY_ONLY_ACTIONS, REPOSITORY_ACTIONS, TOKEN_ACTION, Access
from union_ecr.settings.constrained_text import OneOf, Pattern
from union_ecr.settings.types import AccountId, Principal
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import KeyPath, Violation, closest_match, format_value, refuse, suggestion

# https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
OrganizationId = Annotated[
    StrictStr,
    Pattern(
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
    Pattern(
        r"[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?",
        "is no AWS service's principal",
        "write one such as lambda.amazonaws.com",
    ),
]
# Services that pull as themselves, by a grant in the repository's policy that each one's guide asks for. Others may,
# too: only what looks much like one of these is taken for a slip, and no name of several parts.
_PULLING = ("codebuild", "emr-serverless", "lambda", "omics", "sagemaker")
_LIKENESS_OF_A_SLIP = 0.85
# Of these it is certain that they act for their own functions and projects only:
# https://docs.aws.amazon.com/lambda/latest/dg/images-create.html#gettingstarted-images-permissions
# https://docs.aws.amazon.com/codebuild/latest/userguide/sample-ecr.html
_FOR_THEIR_OWN = ("codebuild", "lambda")


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
    if action in REGISTRY_ONLY_ACTIONS:
        refuse("belongs into the registry's policy", "write it in registry.policy (access: replicate)")
    refuse("is no action on one repository", suggestion(action, REPOSITORY_ACTIONS))


OrganizationalUnit = Annotated[
    StrictStr,
    Pattern(
        _UNIT_PATH,
        "is no organizational unit's path",
        "write it from the organization down: o-a1b2c3d4e5/r-ab12/ou-ab12-11111111",
    ),
    AfterValidator(_trimmed),
]
SourceArn = Annotated[
    StrictStr,
    Pattern(
        _SOURCE_ARN,
        "is not the ARN of a source with its account",
        "write one such as arn:aws:lambda:us-east-1:111122223333:function:*",
    ),
]
RepositoryAction = Annotated[StrictStr, OneOf(REPOSITORY_ACTIONS, _refuse_action)]


class RolesBy(StrEnum):
    """How a policy names a role or user."""

    ARN = "arn"
    """As principal: Union's documented way. ECR refuses it while the role does not exist, and it stops matching
    when the role is deleted and made again, since ECR keeps the role's unique id."""
    CONDITION = "condition"
    """By its account and a condition on aws:PrincipalArn, which survives both and may hold a wildcard in the name.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html"""


_KINDS = ("principals", "organizationId", "organizationalUnits", "service")
_SOURCES: tuple[KeyPath, ...] = (("sourceArns",), ("sourceAccounts",))


class Grant(StrictModel):
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
    """Further ECR actions by name, such as ecr:ListTagsForResource; those that delete or change only to principals."""


def broken_grant(grant: Grant) -> Iterator[Violation]:
    """What the fields of one grant break together; paths are relative to the grant."""
    given = [kind for kind, holders in zip(_KINDS, _holders(grant), strict=True) if holders is not None]
    if len(given) != 1:
        yield Violation(
            (),
            None,
            f"a grant is to one of {', '.join(_KINDS)}",
            "write a grant for each" if given else "add principals, or one of the others",
            () if given else tuple((kind,) for kind in _KINDS),
        )
    if not grant.access and not grant.actions:
        yield Violation((), None, "grants nothing", "add access: [pull], or actions", (("access",), ("actions",)))
    if grant.service is not None:
        yield from _broken_service(grant)
    elif grant.source_arns or grant.source_accounts:
        rule, remedy = "sourceArns and sourceAccounts say for whom a service acts", "drop them, or write service"
        yield Violation((), None, rule, remedy, (("service",), *_SOURCES))
    if grant.principals is None and given:
        yield from _changes_by_strangers(grant)
    for number, principal in enumerate(grant.principals or ()):
        if "*" in principal and grant.roles_by is RolesBy.ARN:
            place: KeyPath = ("principals", number)
            rule, remedy = "its wildcard needs a condition", "name the role, or add rolesBy: condition"
            yield Violation(place, format_value(principal), rule, remedy, (place, ("rolesBy",)))


def _changes_by_strangers(grant: Grant) -> Iterator[Violation]:
    """Actions that take something away or change the repository's rules: for those only whom somebody named."""
    for number, action in enumerate(grant.actions):
        if action in CHANGES:
            place: KeyPath = ("actions", number)
            rule = f"would let whoever is no named principal {CHANGES[action]}"
            yield Violation(place, format_value(action), rule, "grant it to principals", (place, ("principals",)))


def _holders(grant: Grant) -> tuple[object, ...]:
    return grant.principals, grant.organization_id, grant.organizational_units, grant.service


def _broken_service(grant: Grant) -> Iterator[Violation]:
    if bool(grant.source_arns) == bool(grant.source_accounts):
        yield Violation(
            (),
            None,
            "a service acts for everybody, so it needs sourceArns or sourceAccounts, and one of the two",
            "write the sources whose images it may pull",
            _SOURCES,
        )
    if set(grant.access) - {Access.PULL}:
        rule, remedy = "a service only pulls", "write access: [pull], and further rights by name in actions"
        yield Violation((), None, rule, remedy, (("access",),))
    yield from _service_without_effect(grant.service or "", grant.source_arns)


def _service_without_effect(service: str, sources: tuple[str, ...]) -> Iterator[Violation]:
    """A service that is none, and sources that can never be its own: ECR takes both, and nobody could pull."""
    name = _name_of(service)
    if likely := slip_of(service):
        remedy = f"did you mean {likely}?"
        yield Violation(("service",), format_value(service), "is no AWS service's principal", remedy)
    for number, arn in enumerate(sources if name in _FOR_THEIR_OWN else ()):
        found = re.fullmatch(_SOURCE_ARN, arn, re.ASCII)
        if found and found["service"] != name:
            place: KeyPath = ("sourceArns", number)
            rule, remedy = f"is nothing that {service} acts for", f"name one of arn:{found['partition']}:{name}:…"
            yield Violation(place, format_value(arn), rule, remedy, (place, ("service",)))


def _name_of(service: str) -> str:
    return service.partition(".amazonaws.com")[0]


def slip_of(service: str) -> str | None:
    """The service that one is taken for a slip of, by the spelling that holds in China, too."""
    name = _name_of(service)
    likely = None if "." in name else closest_match(name, _PULLING, _LIKENESS_OF_A_SLIP)
    return f"{likely}.amazonaws.com" if likely and likely != name else None


def service_partition(service: str) -> str | None:
    """The partition that alone has a service's principal of this spelling; None where every one may."""
    return "aws-cn" if service.endswith(".cn") else None
