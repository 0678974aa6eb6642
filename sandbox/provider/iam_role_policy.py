"""aws.iam.RolePolicy, a policy written into a role (terraform-provider-aws internal/service/iam/role_policy.go)."""

from typing import TYPE_CHECKING

from sandbox.provider.equality import normalized_json, state_text_if_equivalent
from sandbox.provider.resource_type import Properties, Property, ResourceType
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def put(client: "IAMClient", inputs: Properties) -> str:
    """PutRolePolicy, over whatever is there of that name."""
    role, name = inputs["role"], inputs["name"]
    client.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=inputs["policy"])
    return f"{role}:{name}"


def read(client: "IAMClient", identifier: str, state: Properties) -> Properties | None:
    """The live policy of ROLE:NAME; the state's own text stays while it is equivalent to what IAM answers."""
    role, _, name = identifier.partition(":")
    try:
        live = client.get_role_policy(RoleName=role, PolicyName=name)
    except client.exceptions.NoSuchEntityException:
        return None
    policy = state_text_if_equivalent(state.get("policy"), normalized_json(live["PolicyDocument"]), equivalent_policies)
    return {"role": role, "name": name, "policy": policy}


def delete(client: "IAMClient", state: Properties) -> None:
    """DeleteRolePolicy; one that is gone already, with its role or alone, is fine."""
    try:
        client.delete_role_policy(RoleName=state["role"], PolicyName=state["name"])
    except client.exceptions.NoSuchEntityException:
        return


ROLE_POLICY = ResourceType(
    noun="IAM Role Policy",
    creating="putting IAM Role ({role}) Policy ({name})",
    service="iam",
    name_property="name",
    properties={
        "name": Property(replaces=True),
        "role": Property(replaces=True),
        "policy": Property(equal=equivalent_policies),
    },
    computed=(),
    create=put,
    read=read,
    update=lambda client, _old, new: put(client, new),
    delete=delete,
)
