"""aws.iam.RolePoliciesExclusive and aws.iam.RolePolicyAttachmentsExclusive: a role has the listed policies, no others.

Sources: terraform-provider-aws internal/service/iam/role_policies_exclusive.go and
role_policy_attachments_exclusive.go; for the ids pulumi-aws, setupComputedIDs (the role's name).

- What is missing is added before what is not listed is removed. The live list decides, but only when the declared list
  differs from the state: a policy added by hand, or by another resource of the same program, is not removed before a
  refresh has seen it (pulumi-aws issue 4766).
- An inline policy that is listed has to be there already: the provider knows its name only, calls PutRolePolicy without
  a document, and its SDK refuses that (terraform-provider-aws issue 43951). So a program makes this type depend on its
  aws.iam.RolePolicy.
- A creation does not wait for a role that IAM does not show yet.
- An import takes the role's name and whatever lives, for the next update to compare.
- A deletion leaves the policies as they are (framework.WithNoOpDelete): attached ones are then in the way of the
  role's own deletion, unless that one has forceDetachPolicies.
"""

from collections.abc import Callable
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


def sync_attached(client: "IAMClient", inputs: Properties) -> str:
    """AttachRolePolicy for what is listed and missing, DetachRolePolicy for what is not listed."""
    role, wanted = inputs["roleName"], inputs["policyArns"]
    live = attached_policies(client, role)
    for arn in sorted(set(wanted) - set(live)):
        client.attach_role_policy(RoleName=role, PolicyArn=arn)
    detach(client, role, (arn for arn in live if arn not in wanted))
    return str(role)


def _exclusive(
    noun: str, policies: str, sync: Callable[["IAMClient", Properties], str], live: Callable[["IAMClient", str], Any]
) -> ResourceType:
    return ResourceType(
        noun=f"{_IAM} {noun}",
        creating=f'creating {_IAM} {noun} ("{{roleName}}")',
        service="iam",
        properties={"roleName": Property(replaces=True), policies: Property(equal=equal_unordered)},
        computed=(),
        create=sync,
        get=lambda client, role, _state: {"roleName": role, policies: live(client, role)},
        update=lambda client, _old, new: sync(client, new),
        remove=lambda _client, _state: None,
        sdk_v2=False,
        absent=("NoSuchEntity",),
    )


ROLE_POLICIES_EXCLUSIVE = _exclusive("Role Policies Exclusive", "policyNames", sync_inline, inline_policies)
ROLE_POLICY_ATTACHMENTS_EXCLUSIVE = _exclusive(
    "Role Policy Attachments Exclusive", "policyArns", sync_attached, attached_policies
)
