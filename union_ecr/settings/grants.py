"""Grants: who, besides the data planes, may do what with a repository."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, NoReturn

from pydantic import AfterValidator, Field, StrictStr

from union_ecr.ecr.actions import CHANGES, REGISTRY_ONLY_ACTIONS, REPOSITORY_ACTIONS, TOKEN_ACTION, Access
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.constrained_text import OneOf, Pattern
from union_ecr.settings.types import AccountId, Principal
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, closest_match, format_value, refuse, suggestion

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
        refuse("belongs in the registry's policy", "write it in registry.policy (access: replicate)")
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

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """What the fields of a grant break together, and what it names outside the registry's partition."""
        given = [kind for kind, holders in zip(_KINDS, _holders(self), strict=True) if holders is not None]
        if len(given) != 1:
            remedy = "write a grant for each" if given else "add principals, or one of the others"
            yield Violation((), None, f"a grant is to one of {', '.join(_KINDS)}", remedy)
        if not self.access and not self.actions:
            yield Violation((), None, "grants nothing", "add access: [pull], or actions")
        if self.service is not None:
            yield from _service_violations(self, self.service)
        elif self.source_arns or self.source_accounts:
            rule = "sourceArns and sourceAccounts say for whom a service acts"
            yield Violation((), None, rule, "drop them, or write service")
        if self.principals is None and given:
            yield from _changes_by_unnamed_principals(self)
        for number, principal in enumerate(self.principals or ()):
            if "*" in principal and self.roles_by is RolesBy.ARN:
                rule, remedy = "its wildcard needs a condition", "name the role, or add rolesBy: condition"
                yield Violation(("principals", number), format_value(principal), rule, remedy)
        if context.registry:
            yield from _of_another_partition(self, context.registry)


def _changes_by_unnamed_principals(grant: Grant) -> Iterator[Violation]:
    """Actions that take something away or change the repository's rules are for named principals only."""
    for number, action in enumerate(grant.actions):
        if action in CHANGES:
            rule = f"would let principals that the grant does not name {CHANGES[action]}"
            yield Violation(("actions", number), format_value(action), rule, "grant it to principals")


def _of_another_partition(grant: Grant, registry: Registry) -> Iterator[Violation]:
    service = grant.service
    misplaced = service and service_partition(service) not in (None, registry.partition)
    if service and misplaced and not misspelt_service(service):
        rule = f"is a service's name in China, and {registry.region} is elsewhere"
        yield Violation(("service",), format_value(service), rule, f"write {service.removesuffix('.cn')}")
    for field, texts in (("principals", grant.principals or ()), ("sourceArns", grant.source_arns)):
        for number, text in enumerate(texts):
            arn = Arn.parse(text)
            if arn and arn.partition != registry.partition:
                yield Violation(
                    (field, number),
                    format_value(text),
                    f"is of another partition than {registry.region}, and none reaches across",
                    f"name one that begins with arn:{registry.partition}:",
                )


def _holders(grant: Grant) -> tuple[object, ...]:
    return grant.principals, grant.organization_id, grant.organizational_units, grant.service


def _service_violations(grant: Grant, service: str) -> Iterator[Violation]:
    if bool(grant.source_arns) == bool(grant.source_accounts):
        rule = "a service acts for everybody, so it needs sourceArns or sourceAccounts, and one of the two"
        yield Violation((), None, rule, "write the sources whose images it may pull")
    if set(grant.access) - {Access.PULL}:
        rule, remedy = "a service only pulls", "write access: [pull], and further rights by name in actions"
        yield Violation((), None, rule, remedy)
    if likely := misspelt_service(service):
        yield Violation(("service",), format_value(service), "is no AWS service's principal", f"did you mean {likely}?")
    name = _name_of(service)
    for number, text in enumerate(grant.source_arns if name in _FOR_THEIR_OWN else ()):
        arn = Arn.parse(text)
        if arn and arn.service != name:
            rule, remedy = f"is nothing that {service} acts for", f"name one of arn:{arn.partition}:{name}:…"
            yield Violation(("sourceArns", number), format_value(text), rule, remedy)


def _name_of(service: str) -> str:
    return service.partition(".amazonaws.com")[0]


def misspelt_service(service: str) -> str | None:
    """The service whose name this one nearly is, in the spelling that holds in China, too; else None."""
    name = _name_of(service)
    likely = None if "." in name else closest_match(name, _PULLING, _LIKENESS_OF_A_SLIP)
    return f"{likely}.amazonaws.com" if likely and likely != name else None


def service_partition(service: str) -> str | None:
    """The partition that alone has a service's principal of this spelling; None where every one may."""
    return "aws-cn" if service.endswith(".cn") else None
