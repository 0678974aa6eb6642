"""The role of a drift watch may send to its target, and only its rules may use it."""

from typing import Any

import pytest

from tests.watch.test_drift_watch import TOPIC, watch
from union_ecr.watch.permissions import queue_policy, sender_identity_policy, sender_trust_policy

DESTINATION = "arn:aws:events:eu-west-1:123456789012:api-destination/watch/0b1c"


def allowed(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(statement["Action"], statement["Resource"]) for statement in document["Statement"]]


def test_the_role_may_call_its_own_destination_and_nothing_else() -> None:
    assert allowed(sender_identity_policy(watch(), DESTINATION)) == [("events:InvokeApiDestination", DESTINATION)]


def test_with_a_topic_the_role_may_publish_to_it_and_nothing_else() -> None:
    assert allowed(sender_identity_policy(watch(github=None, topicArn=TOPIC), TOPIC)) == [("sns:Publish", TOPIC)]


def test_with_push_roles_it_may_also_forward_to_the_event_bus_of_the_registrys_region() -> None:
    bus = "arn:aws:events:eu-west-1:123456789012:event-bus/default"
    assert allowed(sender_identity_policy(watch(pushRoles=["ci"]), DESTINATION))[1:] == [("events:PutEvents", bus)]


def test_no_rule_of_anybody_else_may_use_the_role() -> None:
    (statement,) = sender_trust_policy(watch(pushRoles=["ci"]))["Statement"]
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": "123456789012"},
        "ArnEquals": {
            "aws:SourceArn": [
                "arn:aws:events:eu-west-1:123456789012:rule/watch-repositories",
                "arn:aws:events:eu-west-1:123456789012:rule/watch-tags",
                "arn:aws:events:us-east-1:123456789012:rule/watch-roles",
                "arn:aws:events:eu-west-1:123456789012:rule/watch-roles",
            ]
        },
    }


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
def test_a_queue_takes_messages_of_the_rules_of_its_own_region_only(region: str) -> None:
    (statement,) = queue_policy(watch(pushRoles=["ci"]), region)["Statement"]
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Resource"] == f"arn:aws:sqs:{region}:123456789012:watch"
    assert {arn.split(":")[3] for arn in statement["Condition"]["ArnEquals"]["aws:SourceArn"]} == {region}
