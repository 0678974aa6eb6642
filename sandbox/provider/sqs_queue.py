"""aws.sqs.Queue and aws.sqs.QueuePolicy as the provider does them.

Sources: terraform-provider-aws internal/service/sqs (queue.go, queue_policy.go) and the pulumi-aws schema of 7.51. Of a
queue the stand-in supports what this project sets.
"""

from typing import TYPE_CHECKING, Any

from sandbox.provider.api_mapping import Arguments, mapped_type
from sandbox.provider.documents import normalized_json
from sandbox.provider.resource_type import REGION, Properties, Property, ResourceType
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_ABSENT = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")


def attributes(inputs: Properties) -> Any:
    """The settings as SQS takes them: all of them text."""
    return {
        "MessageRetentionPeriod": str(inputs["messageRetentionSeconds"]),
        "SqsManagedSseEnabled": str(bool(inputs["sqsManagedSseEnabled"])).lower(),
    }


def get(client: "SQSClient", identifier: str, _state: Properties) -> Properties:
    """The live queue."""
    live = client.get_queue_attributes(QueueUrl=identifier, AttributeNames=["All"])["Attributes"]
    return {
        "name": identifier.rpartition("/")[2],
        "arn": live["QueueArn"],
        "url": identifier,
        "messageRetentionSeconds": int(live["MessageRetentionPeriod"]),
        "sqsManagedSseEnabled": live.get("SqsManagedSseEnabled", "true") == "true",
    }


QUEUE = ResourceType(
    noun="SQS Queue",
    creating="creating SQS Queue ({name})",
    service="sqs",
    name_property="name",
    properties={
        "name": Property(replaces=True),
        "region": REGION,
        "messageRetentionSeconds": Property(default=345_600),
        "sqsManagedSseEnabled": Property(default=True),
    },
    computed=("arn", "url"),
    create=lambda client, inputs: str(
        client.create_queue(QueueName=inputs["name"], Attributes=attributes(inputs))["QueueUrl"]
    ),
    get=get,
    update=lambda client, old, new: client.set_queue_attributes(QueueUrl=old["url"], Attributes=attributes(new)),
    remove=lambda client, state: client.delete_queue(QueueUrl=state["url"]),
    absent=_ABSENT,
)


def put_policy(client: "SQSClient", arguments: Arguments) -> None:
    """SetQueueAttributes; no policy is an empty one."""
    client.set_queue_attributes(QueueUrl=arguments["queueUrl"], Attributes={"Policy": arguments.get("policy", "")})


def get_policy(client: "SQSClient", arguments: Arguments) -> Arguments | None:
    """The live policy, if the queue has one."""
    live = client.get_queue_attributes(QueueUrl=arguments["queueUrl"], AttributeNames=["Policy"])
    policy = live.get("Attributes", {}).get("Policy")
    return {**arguments, "policy": policy} if policy else None


QUEUE_POLICY = mapped_type(
    "SQS Queue Policy",
    "{queueUrl}",
    {
        "queueUrl": Property(replaces=True),
        "region": REGION,
        "policy": Property(document=normalized_json, equal=equivalent_policies),
    },
    put=put_policy,
    get=get_policy,
    delete=put_policy,
    creating="creating SQS Queue Policy ({queueUrl})",
    service="sqs",
    absent=_ABSENT,
)
