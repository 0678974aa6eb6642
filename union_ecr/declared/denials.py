"""What is denied, as statements of a repository's or the registry's policy."""

from collections.abc import Iterable, Iterator
from typing import Any

from union_ecr.declared.grantees import one_or_many
from union_ecr.ecr.actions import ACTIONS, EVERY_ACTION, UPLOAD_ACTIONS, Access
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.ecr.wildcards import intersects
from union_ecr.settings.deny import Deny, RegistryDeny, may_push
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.configuration import RegistryFields
from union_ecr.settings.registry.repository_names import names_below

_CONTENT_ACTIONS = tuple(sorted({*ACTIONS[Access.PULL], *ACTIONS[Access.PUSH]}))


def deny_statements(
    registry: Registry, deny: RegistryDeny | None, pushers: Iterable[str] = (), roles_of_ecr: Iterable[str] = ()
) -> Iterator[dict[str, Any]]:
    """The Deny statements, with everybody as principal and every exception in the condition.

    `pushers` are excepted from the one on pushes; `roles_of_ecr`, by which ECR fills a cache, also from the one on VPC
    endpoints. A condition on aws:PrincipalArn is what AWS recommends instead of NotPrincipal. No statement denies the
    registry's own account a change of the policy, so nobody is locked out of a repository.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
    https://github.com/aws-samples/data-perimeter-policy-examples (resource_based_policies)
    """
    if isinstance(deny, Deny) and deny.push:
        excepted = (*deny.push.except_principals, *pushers, *roles_of_ecr)
        yield _statement("DenyPush", UPLOAD_ACTIONS, _not_by(registry, excepted) | _not_by_services())
    if deny and (network := deny.outside_vpc_endpoints):
        excepted = (*network.except_principals, *roles_of_ecr)
        # What a service does with the caller's credentials (aws:ViaAWSService) comes from the service's network.
        condition = {
            **_not_by(registry, excepted),
            **_not_by_services("aws:ViaAWSService"),
            "StringNotEquals": {"aws:SourceVpce": one_or_many(sorted({*network.vpc_endpoints}))},
        }
        yield _statement("DenyOutsideVpcEndpoints", _CONTENT_ACTIONS, condition)
    if deny and (organization := deny.outside_organization):
        outside = {"aws:PrincipalAccount": registry.account, "aws:PrincipalOrgID": organization.organization_id}
        condition = {
            **_not_by(registry, organization.except_principals),
            **_not_by_services(),
            "StringNotEquals": outside,
        }
        yield _statement("DenyOutsideOrganization", (EVERY_ACTION,), condition)


def granted_pushers(grants: Iterable[Grant]) -> Iterator[str]:
    """Whom grants let push, by principals."""
    return (principal for grant in grants if may_push(grant) for principal in grant.principals or ())


def roles_that_fill(settings: RegistryFields | None, names: str) -> list[str]:
    """The roles by which ECR pushes into repositories of such names: those of pull-through cache rules over them.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private.html
    """
    rules = settings.pull_through_cache if settings else {}
    roles = {rule.custom_role for prefix, rule in rules.items() if intersects(names_below(prefix), names)}
    return sorted(filter(None, roles))


def _statement(sid: str, actions: tuple[str, ...], condition: dict[str, Any]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Deny", "Principal": "*", "Action": one_or_many([*actions]), "Condition": condition}


def _not_by(registry: Registry, principals: Iterable[str]) -> dict[str, Any]:
    """All but these principals and the service-linked roles of the account, which only AWS services can assume.

    ECR fills a cache by such a role, which pushes, and replicates by another one.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/using-service-linked-roles.html
    """
    patterns = {service_linked_roles(registry), *(_pattern(registry, principal) for principal in principals)}
    return {"ArnNotLike": {"aws:PrincipalArn": one_or_many(sorted(patterns))}}


def _not_by_services(*more: str) -> dict[str, Any]:
    return {"BoolIfExists": dict.fromkeys(("aws:PrincipalIsAWSService", *more), "false")}


def service_linked_roles(registry: Registry) -> str:
    """The service-linked roles of the registry's account, as a pattern: IAM keeps the path for AWS services."""
    return f"arn:{registry.partition}:iam::{registry.account}:role/aws-service-role/*"


def _pattern(registry: Registry, principal: str) -> str:
    """A principal as aws:PrincipalArn may be like; an account is everyone in it."""
    arn = Arn.parse(principal)
    if arn and not arn.is_account_root:
        return principal
    return f"arn:{registry.partition}:iam::{arn.account if arn else principal}:*"
