"""aws.cloudwatch.EventRule, EventTarget and EventApiDestination as the provider does them.

Sources: terraform-provider-aws internal/service/events (rule.go, target.go, api_destination.go) and the pulumi-aws
schema of 7.51. All are on the default event bus here, and rules have a pattern.
"""

from typing import TYPE_CHECKING, Any

from sandbox.provider.api_mapping import Arguments, mapped_type
from sandbox.provider.documents import normalized_json
from sandbox.provider.resource_type import REGION, Properties, Property, ResourceType

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

_ABSENT = ("ResourceNotFoundException",)


def same_json(old: str | None, new: str | None) -> bool:
    """A pattern is compared as JSON (schema.StateFunc)."""
    return normalized_json(old) == normalized_json(new) if old and new else old == new


def get_rule(client: "EventBridgeClient", arguments: Arguments) -> Arguments:
    """The live rule."""
    live = client.describe_rule(**arguments)
    return {**live, "arn": live["Arn"]}


def get_destination(client: "EventBridgeClient", arguments: Arguments) -> Arguments:
    """The live API destination."""
    live = client.describe_api_destination(**arguments)
    return {**live, "arn": live["ApiDestinationArn"]}


EVENT_RULE = mapped_type(
    "EventBridge Rule",
    "{name}",
    {
        "name": Property(replaces=True, parameter="Name"),
        "region": REGION,
        "description": Property(parameter="Description"),
        "eventPattern": Property(parameter="EventPattern", document=normalized_json, equal=same_json),
        "state": Property(default="ENABLED", parameter="State"),
    },
    put="put_rule",
    get=get_rule,
    delete="delete_rule",
    creating="creating EventBridge Rule ({name})",
    service="events",
    absent=_ABSENT,
    computed=("arn",),
    name_property="name",
)
API_DESTINATION = mapped_type(
    "EventBridge API Destination",
    "{name}",
    {
        "name": Property(replaces=True, parameter="Name"),
        "region": REGION,
        "description": Property(parameter="Description"),
        "connectionArn": Property(parameter="ConnectionArn"),
        "invocationEndpoint": Property(parameter="InvocationEndpoint"),
        "httpMethod": Property(parameter="HttpMethod"),
        "invocationRateLimitPerSecond": Property(default=300, parameter="InvocationRateLimitPerSecond"),
    },
    put="create_api_destination",
    update="update_api_destination",
    get=get_destination,
    delete="delete_api_destination",
    creating="creating EventBridge API Destination ({name})",
    service="events",
    absent=_ABSENT,
    computed=("arn",),
    name_property="name",
)


def put_target(client: "EventBridgeClient", inputs: Properties) -> str:
    """PutTargets, which also changes a target; the id is the rule's name and the target's id."""
    target: Any = {"Id": inputs["targetId"], "Arn": inputs["arn"]}
    if inputs.get("roleArn"):
        target["RoleArn"] = inputs["roleArn"]
    if transformer := inputs.get("inputTransformer"):
        template = {"InputTemplate": transformer["inputTemplate"]}
        target["InputTransformer"] = {"InputPathsMap": transformer.get("inputPaths", {}), **template}
    if retries := inputs.get("retryPolicy"):
        target["RetryPolicy"] = {f"{name[0].upper()}{name[1:]}": number for name, number in retries.items()}
    if dead_letters := inputs.get("deadLetterConfig"):
        target["DeadLetterConfig"] = {"Arn": dead_letters["arn"]}
    client.put_targets(Rule=inputs["rule"], Targets=[target])
    return f"{inputs['rule']}-{inputs['targetId']}"


def get_target(client: "EventBridgeClient", identifier: str, state: Properties) -> Properties | None:
    """The live target, if the rule has it."""
    rule, target_id = state.get("rule"), state.get("targetId")
    if not rule or not target_id:
        rule, _, target_id = identifier.rpartition("-")
    targets = client.list_targets_by_rule(Rule=rule)["Targets"]
    live: Any = next((target for target in targets if target["Id"] == target_id), None)
    return _target_properties(rule, live) if live else None


def _target_properties(rule: str, live: Any) -> Properties:
    transformer, retries = live.get("InputTransformer"), live.get("RetryPolicy")
    found = {
        "rule": rule,
        "targetId": live["Id"],
        "arn": live["Arn"],
        "roleArn": live.get("RoleArn"),
        "inputTransformer": transformer
        and {"inputPaths": transformer.get("InputPathsMap", {}), "inputTemplate": transformer["InputTemplate"]},
        "retryPolicy": retries and {f"{name[0].lower()}{name[1:]}": number for name, number in retries.items()},
        "deadLetterConfig": {"arn": live["DeadLetterConfig"]["Arn"]} if live.get("DeadLetterConfig") else None,
    }
    return {name: value for name, value in found.items() if value}


EVENT_TARGET = ResourceType(
    noun="EventBridge Target",
    creating="creating EventBridge Target ({rule}-{targetId})",
    service="events",
    properties={
        "rule": Property(replaces=True),
        "targetId": Property(replaces=True),
        "region": REGION,
        "arn": Property(),
        "roleArn": Property(),
        "inputTransformer": Property(),
        "retryPolicy": Property(),
        "deadLetterConfig": Property(),
    },
    computed=(),
    create=put_target,
    get=get_target,
    update=lambda client, _old, new: put_target(client, new),
    remove=lambda client, state: client.remove_targets(Rule=state["rule"], Ids=[state["targetId"]]),
    absent=_ABSENT,
)
