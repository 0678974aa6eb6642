"""The policies on a role, as several resource types of the provider list and remove them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def inline_policies(client: "IAMClient", role: str) -> list[str]:
    """The names of the policies written into the role; NoSuchEntity where there is no such role."""
    pages = client.get_paginator("list_role_policies").paginate(RoleName=role)
    return [name for page in pages for name in page["PolicyNames"]]


def attached_policies(client: "IAMClient", role: str) -> list[str]:
    """The ARNs of the managed policies attached to the role; NoSuchEntity where there is no such role."""
    pages = client.get_paginator("list_attached_role_policies").paginate(RoleName=role)
    return [policy["PolicyArn"] for page in pages for policy in page["AttachedPolicies"]]


def detach(client: "IAMClient", role: str, arns: Iterable[str]) -> None:
    """DetachRolePolicy for each; detached already is fine (role_policy_attachment.go, detachPolicyFromRole)."""
    for arn in arns:
        try:
            client.detach_role_policy(RoleName=role, PolicyArn=arn)
        except client.exceptions.NoSuchEntityException:
            continue


def delete_inline(client: "IAMClient", role: str, names: Iterable[str]) -> None:
    """DeleteRolePolicy for each; one that is gone already is fine (role.go, deleteRoleInlinePolicies)."""
    for name in names:
        try:
            client.delete_role_policy(RoleName=role, PolicyName=name)
        except client.exceptions.NoSuchEntityException:
            continue
