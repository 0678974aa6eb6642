"""aws.iam.Policy and aws.iam.RolePolicyAttachment as the provider does them.

Sources: terraform-provider-aws internal/service/iam/policy.go and role_policy_attachment.go.

- A changed document becomes a new version, which is the default at once. Of five versions the oldest that is not the
  default is deleted before.
- An attachment's own id is the role's name and something random; here it is the policy's ARN, which tells as much.
- A deletion deletes all versions; IAM refuses to delete a policy that is attached.
"""

from typing import TYPE_CHECKING

from sandbox.provider.api_mapping import Arguments, mapped_type
from sandbox.provider.documents import legacy_policy, state_text_if_equivalent
from sandbox.provider.iam_policies_of_role import attached_policies
from sandbox.provider.resource_type import TAGGED, Properties, Property, ResourceType
from sandbox.provider.tags import tag_list, tag_mapping, update_tags
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

_MOST_VERSIONS = 5


def create(client: "IAMClient", inputs: Properties) -> str:
    """A single CreatePolicy, tags included; its id is its ARN."""
    described = {"Description": inputs["description"]} if inputs.get("description") else {}
    answer = client.create_policy(
        PolicyName=inputs["name"],
        Path=inputs["path"],
        PolicyDocument=legacy_policy(inputs["policy"]),
        Tags=tag_list(inputs.get("tagsAll")),
        **described,
    )
    return answer["Policy"]["Arn"]


def get(client: "IAMClient", identifier: str, state: Properties) -> Properties:
    """The live policy with the document of its default version."""
    live = client.get_policy(PolicyArn=identifier)["Policy"]
    version = client.get_policy_version(PolicyArn=identifier, VersionId=live["DefaultVersionId"])["PolicyVersion"]
    document = legacy_policy(version["Document"])
    return {
        "arn": identifier,
        "name": live["PolicyName"],
        "path": live["Path"],
        "policyId": live["PolicyId"],
        "description": live.get("Description", ""),
        "policy": legacy_policy(state_text_if_equivalent(state.get("policy"), document, equivalent_policies)),
        "tagsAll": tag_mapping(live.get("Tags", [])),
    }


def update(client: "IAMClient", old: Properties, new: Properties) -> None:
    """A new version for another document."""
    arn = old["arn"]
    if not equivalent_policies(old["policy"], new["policy"]):
        versions = client.list_policy_versions(PolicyArn=arn)["Versions"]
        if len(versions) >= _MOST_VERSIONS:
            oldest = min(
                (version for version in versions if not version["IsDefaultVersion"]),
                key=lambda version: version["CreateDate"],
            )
            client.delete_policy_version(PolicyArn=arn, VersionId=oldest["VersionId"])
        document = legacy_policy(new["policy"])
        client.create_policy_version(PolicyArn=arn, PolicyDocument=document, SetAsDefault=True)
    update_tags(
        old.get("tagsAll"),
        new.get("tagsAll"),
        untag=lambda keys: client.untag_policy(PolicyArn=arn, TagKeys=keys),
        tag=lambda tags: client.tag_policy(PolicyArn=arn, Tags=tags),
    )


def remove(client: "IAMClient", state: Properties) -> None:
    """DeletePolicyVersion for each that is not the default, then DeletePolicy."""
    arn = state["arn"]
    for version in client.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            client.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
    client.delete_policy(PolicyArn=arn)


POLICY = ResourceType(
    noun="IAM Policy",
    creating="creating IAM Policy ({name})",
    service="iam",
    name_property="name",
    properties={
        "name": Property(replaces=True),
        "path": Property(default="/", replaces=True),
        "description": Property(replaces=True),
        "policy": Property(equal=equivalent_policies),
        **TAGGED,
    },
    computed=("arn", "policyId"),
    create=create,
    get=get,
    update=update,
    remove=remove,
    absent=("NoSuchEntity",),
)


def find_attachment(client: "IAMClient", arguments: Arguments) -> Arguments | None:
    """The attachment, if the role has it."""
    return arguments if arguments["PolicyArn"] in attached_policies(client, arguments["RoleName"]) else None


ROLE_POLICY_ATTACHMENT = mapped_type(
    "IAM Role Policy Attachment",
    "{role}:{policyArn}",
    {
        "role": Property(replaces=True, parameter="RoleName"),
        "policyArn": Property(replaces=True, parameter="PolicyArn"),
    },
    put="attach_role_policy",
    get=find_attachment,
    delete="detach_role_policy",
    creating="attaching IAM Policy ({policyArn}) to IAM Role ({role})",
    service="iam",
    absent=("NoSuchEntity",),
)
