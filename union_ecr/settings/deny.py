"""What a policy denies, whatever else allows it: statements with Effect Deny, each with its exceptions."""

import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import Field, StrictStr

from union_ecr.ecr.actions import UPLOAD_ACTIONS, Access
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.grantees import Grantee, OrganizationId, of_another_partition
from union_ecr.settings.grants import Grant
from union_ecr.settings.types import Principal
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse


def _refuse_other_ids(text: str) -> None:
    if re.match(r"vpc-|vpce-svc-|subnet-", text):
        refuse("is no endpoint", "write the id of the VPC's endpoint for ecr.dkr (aws ec2 describe-vpc-endpoints)")


# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html: 17 hexadecimal digits, of old resources 8.
VpcEndpointId = Annotated[
    StrictStr,
    Pattern(
        r"vpce-[0-9a-f]{8}([0-9a-f]{9})?",
        "is no VPC endpoint's id",
        "write it as EC2 shows it: vpce- and 17 hexadecimal digits",
        hint=_refuse_other_ids,
    ),
]


class DenyPush(StrictModel):
    """Nobody may push but those whom this stack lets push the image, and the principals named here.

    This stack lets push: grants with push, a data plane's imageBuilderRole, and push roles.
    """

    except_principals: tuple[Principal, ...] = ()
    """Who else may push: ARNs of roles or users, with * in a role's name, or account ids (everyone in it)."""


class DenyOutsideVpcEndpoints(StrictModel):
    """Nobody may pull or push except through these VPC endpoints."""

    vpc_endpoints: Annotated[tuple[VpcEndpointId, ...], Field(min_length=1)]
    """Ids of the interface endpoints for ecr.dkr and ecr.api, of every VPC from which images are pulled or pushed."""
    except_principals: tuple[Principal, ...] = ()
    """Who may come another way, such as the push role of CI outside the VPC: ARNs of roles or users, with * in a role's
    name, or account ids (everyone in it)."""


class DenyOutsideOrganization(StrictModel):
    """Nobody outside this AWS organization may do anything; the registry's own account may."""

    organization_id: OrganizationId
    """The organization's id."""
    except_principals: tuple[Principal, ...] = ()
    """Who may do so from outside: ARNs of roles or users, with * in a role's name, or account ids (everyone in it)."""


class RegistryDeny(StrictModel):
    """What is denied in every repository of the registry, whatever a grant or an IAM policy allows.

    AWS services and the account's service-linked roles (by which ECR replicates and fills caches) are excepted.
    """

    outside_vpc_endpoints: DenyOutsideVpcEndpoints | None = None
    """Pulls and pushes that come through no VPC endpoint named."""
    outside_organization: DenyOutsideOrganization | None = None
    """Everything that principals outside an AWS organization do."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """A deny without content, and exceptions for principals of another partition."""
        given = {field: getattr(self, field) for field in type(self).model_fields}
        if not any(denied is not None for denied in given.values()):
            names = ", ".join(filter(None, (info.alias for info in type(self).model_fields.values())))
            yield Violation((), None, "denies nothing", f"add one of {names}, or leave it out")
        for field, denied in given.items():
            if denied is not None and context.registry:
                place = (type(self).model_fields[field].alias or field, "exceptPrincipals")
                yield from of_another_partition(context.registry, denied.except_principals, *place)


class Deny(RegistryDeny):
    """What is denied in the repository, whatever a grant or an IAM policy allows.

    AWS services and the account's service-linked roles (by which ECR replicates and fills caches) are excepted.
    """

    push: DenyPush | None = None
    """Pushes by anyone but those whom this stack lets push."""


def denied_grants(deny: Deny, grants: Iterable[Grant]) -> Iterator[Violation]:
    """Grants that the same image or template denies; paths begin with the number of the grant."""
    for number, grant in enumerate(grants):
        if deny.push and may_push(grant) and (grant.organization_id or grant.organizational_units):
            rule = "lets everyone in an organization push, but deny.push lets only named principals push"
            yield Violation((number,), None, rule, "grant push to principals, or drop deny.push")
        if deny.outside_organization:
            yield from outside_organization(deny.outside_organization, number, grant)


def outside_organization(
    deny: DenyOutsideOrganization, number: int, grantee: Grantee, of_stack: str = ""
) -> Iterator[Violation]:
    """A grant to another organization than the one outside which everything is denied, by another stack or its own."""
    if other := sorted(grantee.organizations - {deny.organization_id}):
        denial = f"deny.outsideOrganization{of_stack}"
        rule = f"{denial} denies {other[0]} everything"
        yield Violation((number,), format_value(other[0]), rule, "drop the grant, or deny.outsideOrganization")


def may_push(grant: Grant) -> bool:
    """Whether a grant lets somebody push, by its access or by actions."""
    return Access.PUSH in grant.access or bool({*grant.actions} & {*UPLOAD_ACTIONS})
