"""aws.iam.RolePoliciesExclusive and aws.iam.RolePolicyAttachmentsExclusive: a role has the listed policies, no others.

Sources: terraform-provider-aws internal/service/iam/role_policies_exclusive.go and
role_policy_attachments_exclusive.go; for the ids pulumi-aws, setupComputedIDs (the role's name).

- What is missing is added before what is not listed is removed. Which is which is asked of AWS, but only when the list
  differs from the one in the state: what came by hand, or by another resource of the same program, is not removed
  before a refresh has seen it (pulumi-aws issue 4766).
- An inline policy that is listed has to be there already: the provider knows its name only, calls PutRolePolicy without
  a document, and its SDK refuses that (terraform-provider-aws issue 43951). So a program makes this type depend on its
  aws.iam.RolePolicy.
- A creation does not wait for a role that IAM does not show yet.
- An import takes the role's name and whatever lives, for the next update to compare.
- A deletion leaves the policies as they are (framework.WithNoOpDelete): attached ones are then in the way of the
  role's own deletion, unless that one has forceDetachPolicies.
"""

from typing import TYPE_CHECKING, Any

from sandbox.provider.equality import equal_unordered
from sandbox.provider.iam_policies_of_role import attached_policies, detach, inline_policies
from sandbox.provider.resource_type import Properties, Property, ResourceType

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

# terraform-provider-aws names.IAM, as create.ProblemStandardMessage writes it into errors.
_IAM = "AWS IAM (Identity & Access Management)"


def sync_inline(client: "IAMClient", inputs: Properties) -> str:
    """DeleteRolePolicy for what is not listed; fails for what is listed and missing (see above)."""
    role, wanted = inputs["roleName"], inputs["policyNames"]
    live = inline_policies(client, role)
    for name in sorted(set(wanted) - set(live)):
        without_document: Any = {"RoleName": role, "PolicyName": name}
        client.put_role_policy(**without_document)
    for name in live:
        if name not in wanted:
            client.delete_role_policy(RoleName=role, PolicyName=name)
    return str(role)


def read_inline(client: "IAMClient", identifier: str, _state: Properties) -> Properties | None:
    """The inline policies that live, listed or not; gone when the role is."""
    try:
        return {"roleName": identifier, "policyNames": inline_policies(client, identifier)}
    except client.exceptions.NoSuchEntityException:
        return None


def sync_attached(client: "IAMClient", inputs: Properties) -> str:
    """AttachRolePolicy for what is listed and missing, DetachRolePolicy for what is not listed."""
    role, wanted = inputs["roleName"], inputs["policyArns"]
    live = attached_policies(client, role)
    for arn in sorted(set(wanted) - set(live)):
        client.attach_role_policy(RoleName=role, PolicyArn=arn)
    detach(client, role, (arn for arn in live if arn not in wanted))
    return str(role)


def read_attached(client: "IAMClient", identifier: str, _state: Properties) -> Properties | None:
    """The managed policies that are attached, listed or not; gone when the role is."""
    try:
        return {"roleName": identifier, "policyArns": attached_policies(client, identifier)}
    except client.exceptions.NoSuchEntityException:
        return None


def leave(_client: "IAMClient", _state: Properties) -> None:
    """Nothing: the role keeps what it has."""


ROLE_POLICIES_EXCLUSIVE = ResourceType(
    noun=f"{_IAM} Role Policies Exclusive",
    creating=f'creating {_IAM} Role Policies Exclusive ("{{roleName}}")',
    service="iam",
    properties={"roleName": Property(replaces=True), "policyNames": Property(equal=equal_unordered)},
    computed=(),
    create=sync_inline,
    read=read_inline,
    update=lambda client, _old, new: sync_inline(client, new),
    delete=leave,
)
ROLE_POLICY_ATTACHMENTS_EXCLUSIVE = ResourceType(
    noun=f"{_IAM} Role Policy Attachments Exclusive",
    creating=f'creating {_IAM} Role Policy Attachments Exclusive ("{{roleName}}")',
    service="iam",
    properties={"roleName": Property(replaces=True), "policyArns": Property(equal=equal_unordered)},
    computed=(),
    create=sync_attached,
    read=read_attached,
    update=lambda client, _old, new: sync_attached(client, new),
    delete=leave,
)
