"""aws.iam.Role as the provider does it (terraform-provider-aws internal/service/iam/role.go).

The stand-in does not support `inlinePolicies` and `managedPolicyArns`: aws.iam.RolePolicy declares the former, and
the types in iam_role_exclusive that there are no others.
"""

from typing import TYPE_CHECKING, Any

from sandbox.provider.documents import normalized_json, state_text_if_equivalent
from sandbox.provider.equality import equal_or_empty
from sandbox.provider.iam_policies_of_role import attached_policies, delete_inline, detach, inline_policies
from sandbox.provider.resource_type import TAGGED, Properties, Property, ResourceType
from sandbox.provider.tags import tag_list, tag_mapping, update_tags
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_iam.type_defs import RoleTypeDef


def check(inputs: Properties) -> list[tuple[str, str]]:
    """What the schema refuses."""
    seconds = inputs.get("maxSessionDuration", 3600)
    refused = []
    if not (isinstance(seconds, int) and 3600 <= seconds <= 43200):
        reason = f"expected max_session_duration to be in the range (3600 - 43200), got {seconds}"
        refused.append(("maxSessionDuration", reason))
    if len(str(inputs.get("name", ""))) > 64:
        refused.append(("name", "expected length of name to be in the range (1 - 64)"))
    return refused


def create(client: "IAMClient", inputs: Properties) -> str:
    """A single CreateRole, tags included."""
    arguments: Any = {
        "RoleName": inputs["name"],
        "Path": inputs["path"],
        "AssumeRolePolicyDocument": normalized_json(inputs["assumeRolePolicy"]),
        "MaxSessionDuration": inputs["maxSessionDuration"],
        "Description": inputs.get("description"),
        "PermissionsBoundary": inputs.get("permissionsBoundary"),
        "Tags": tag_list(inputs.get("tagsAll")),
    }
    client.create_role(**{name: value for name, value in arguments.items() if value})
    return str(inputs["name"])


def get(client: "IAMClient", identifier: str, state: Properties) -> Properties:
    """The live role; forceDetachPolicies is no property of AWS, so it comes from the state (false after an import).

    The plugin also reads the role's policies, whether or not the program declares any (resourceRoleRead). These calls
    need permissions; their answers are not used here.
    """
    live = client.get_role(RoleName=identifier)["Role"]
    for name in inline_policies(client, identifier):
        client.get_role_policy(RoleName=identifier, PolicyName=name)
    attached_policies(client, identifier)
    trust = normalized_json(live["AssumeRolePolicyDocument"])
    trust = state_text_if_equivalent(state.get("assumeRolePolicy"), trust, equivalent_policies)
    return {
        **_settings(live),
        "assumeRolePolicy": normalized_json(trust),
        "forceDetachPolicies": state.get("forceDetachPolicies", False),
    }


def _settings(live: "RoleTypeDef") -> Properties:
    return {
        "name": live["RoleName"],
        "arn": live["Arn"],
        "uniqueId": live["RoleId"],
        "createDate": live["CreateDate"].strftime("%Y-%m-%dT%H:%M:%SZ"),
        "path": live["Path"],
        "description": live.get("Description", ""),
        "maxSessionDuration": live.get("MaxSessionDuration", 3600),
        "permissionsBoundary": live.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn", ""),
        "tagsAll": tag_mapping(live.get("Tags", [])),
    }


def update(client: "IAMClient", old: Properties, new: Properties) -> None:
    """A call for each difference, like the plugin."""
    name, description = old["name"], new.get("description") or ""
    if not equivalent_policies(old["assumeRolePolicy"], new["assumeRolePolicy"]):
        client.update_assume_role_policy(RoleName=name, PolicyDocument=normalized_json(new["assumeRolePolicy"]))
    if not equal_or_empty(old.get("description"), description):
        client.update_role_description(RoleName=name, Description=description)
    if old["maxSessionDuration"] != new["maxSessionDuration"]:
        # The plugin leaves the description out. AWS then leaves it as it is; moto empties it.
        seconds = new["maxSessionDuration"]
        client.update_role(RoleName=name, MaxSessionDuration=seconds, Description=description)
    _update_boundary(client, name, old.get("permissionsBoundary"), new.get("permissionsBoundary"))
    update_tags(
        old.get("tagsAll"),
        new.get("tagsAll"),
        untag=lambda keys: client.untag_role(RoleName=name, TagKeys=keys),
        tag=lambda tags: client.tag_role(RoleName=name, Tags=tags),
    )


def _update_boundary(client: "IAMClient", name: str, old: Any, new: Any) -> None:
    if equal_or_empty(old, new):
        return
    if new:
        client.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=new)
    else:
        client.delete_role_permissions_boundary(RoleName=name)


def remove(client: "IAMClient", state: Properties) -> None:
    """DeleteRole, taken out of instance profiles before; its policies are only removed with forceDetachPolicies.

    Without it, AWS refuses a role with policies (DeleteConflict). The value in the state counts: a program that sets
    it on a live or imported role is deployed before the role is deleted.

    The plugin differs in two ways. It tries again for two minutes while AWS answers DeleteConflict. And it removes
    managed or inline policies, also without forceDetachPolicies, where the state has any of that kind: a refresh reads
    them into managedPolicyArns and inlinePolicies (resourceRoleDelete), which are not supported here.
    """
    name = state["name"]
    for profile in client.list_instance_profiles_for_role(RoleName=name)["InstanceProfiles"]:
        client.remove_role_from_instance_profile(InstanceProfileName=profile["InstanceProfileName"], RoleName=name)
    if state.get("forceDetachPolicies"):
        detach(client, name, attached_policies(client, name))
        delete_inline(client, name, inline_policies(client, name))
    client.delete_role(RoleName=name)


ROLE = ResourceType(
    noun="IAM Role",
    creating="creating IAM Role ({name})",
    service="iam",
    name_property="name",
    properties={
        "name": Property(replaces=True),
        "path": Property(default="/", replaces=True),
        "assumeRolePolicy": Property(equal=equivalent_policies),
        "description": Property(),
        "forceDetachPolicies": Property(default=False),
        "maxSessionDuration": Property(default=3600),
        "permissionsBoundary": Property(),
        **TAGGED,
    },
    computed=("arn", "uniqueId", "createDate"),
    check=check,
    create=create,
    get=get,
    update=update,
    remove=remove,
    absent=("NoSuchEntity",),
)
