"""The drift watch's component: what it registers, where, and how it refuses invalid arguments."""

import json
from typing import Any, cast

import pulumi
import pytest

from components.drift_watch import DriftWatch
from components.drift_watch_args import DriftWatchArgs
from tests.components.recording import CALLER, DESTINATION, QUEUE, ROLE, RULE, Recorded, record

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

TARGET = "aws:cloudwatch/eventTarget:EventTarget"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
CONNECTION = "arn:aws:events:eu-west-1:123456789012:connection/github/0b1c"
SENT_TO = "arn:aws:events:eu-west-1:123456789012:api-destination/watch/0b1c"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:drift"
GITHUB = {"repository": "acme/registries", "connection_arn": CONNECTION}
RIGHT = {
    "account": "123456789012",
    "region": "eu-west-1",
    "stack": "my-team",
    "repositories": ["ml/trainer"],
    "github": GITHUB,
}


def made(**args: Any) -> Recorded:
    return record(lambda: DriftWatch("watch", cast(DriftWatchArgs, RIGHT | args)), caller="123456789012")


def refusal(name: str = "watch", **args: Any) -> list[str]:
    with pytest.raises(pulumi.RunError) as refused:
        record(lambda: DriftWatch(name, cast(DriftWatchArgs, RIGHT | args)), caller="123456789012")
    return str(refused.value).splitlines()


def places(recorded: Recorded, kind: str) -> list[tuple[str, str]]:
    return [(resource.inputs["name"], resource.inputs["region"]) for resource in recorded.of_type(kind)]


class TestWithinOneRegion:
    def test_there_is_a_rule_for_calls_by_name_and_one_for_tags_each_with_the_same_target(self) -> None:
        recorded = made()
        assert places(recorded, RULE) == [("watch-repositories", "eu-west-1"), ("watch-tags", "eu-west-1")]
        for target in recorded.of_type(TARGET):
            assert target.inputs["arn"] == SENT_TO
            assert target.inputs["roleArn"] == "arn-of-watch"
            assert target.inputs["deadLetterConfig"] == {"arn": "arn-of-watch"}

    def test_github_gets_a_dispatch_at_most_once_a_second(self) -> None:
        inputs = made().only(DESTINATION).inputs
        assert inputs["invocationEndpoint"] == "https://api.github.com/repos/acme/registries/dispatches"
        assert (inputs["connectionArn"], inputs["invocationRateLimitPerSecond"]) == (CONNECTION, 1)

    def test_a_report_is_tried_for_six_hours(self) -> None:
        for target in made().of_type(TARGET):
            assert target.inputs["retryPolicy"] == {"maximumEventAgeInSeconds": 21600, "maximumRetryAttempts": 185}

    def test_what_cannot_be_delivered_is_kept_encrypted_for_14_days(self) -> None:
        inputs = made().only(QUEUE).inputs
        assert (inputs["sqsManagedSseEnabled"], inputs["messageRetentionSeconds"]) == (True, 1_209_600)

    def test_nothing_but_the_two_rules_may_use_the_role_and_the_queue(self) -> None:
        recorded = made()
        rules = [f"arn:aws:events:eu-west-1:123456789012:rule/watch-{kind}" for kind in ("repositories", "tags")]
        (trust,) = json.loads(recorded.only(ROLE).inputs["assumeRolePolicy"])["Statement"]
        (send,) = json.loads(recorded.only(QUEUE_POLICY).inputs["policy"])["Statement"]
        assert trust["Condition"]["ArnEquals"] == {"aws:SourceArn": rules}
        assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
        assert send["Condition"] == {"ArnEquals": {"aws:SourceArn": rules}}
        assert send["Resource"] == "arn:aws:sqs:eu-west-1:123456789012:watch"

    def test_the_role_may_call_the_destination_and_nothing_else(self) -> None:
        (statement,) = json.loads(made().only(ROLE_POLICY).inputs["policy"])["Statement"]
        assert (statement["Action"], statement["Resource"]) == ("events:InvokeApiDestination", SENT_TO)

    def test_it_asks_aws_only_whose_the_credentials_are(self) -> None:
        assert made().calls == [CALLER]


class TestPushRoles:
    def test_their_events_are_forwarded_from_the_region_of_iam(self) -> None:
        recorded = made(repositories=[], push_roles=["ci"])
        assert places(recorded, RULE) == [("watch-roles", "us-east-1"), ("watch-roles", "eu-west-1")]
        forward, report = recorded.of_type(TARGET)
        assert forward.inputs["arn"] == "arn:aws:events:eu-west-1:123456789012:event-bus/default"
        assert "inputTransformer" not in forward.inputs
        assert report.inputs["arn"] == SENT_TO
        assert places(recorded, QUEUE) == [("watch", "eu-west-1"), ("watch", "us-east-1")]
        statements = json.loads(recorded.only(ROLE_POLICY).inputs["policy"])["Statement"]
        assert [statement["Action"] for statement in statements] == ["events:InvokeApiDestination", "events:PutEvents"]

    def test_in_the_region_of_iam_nothing_is_forwarded(self) -> None:
        connection = CONNECTION.replace("eu-west-1", "us-east-1")
        recorded = made(region="us-east-1", push_roles=["ci"], github=GITHUB | {"connection_arn": connection})
        assert len(recorded.of_type(QUEUE)) == 1
        assert ("watch-roles", "us-east-1") in places(recorded, RULE)


class TestOtherTargets:
    def test_a_topic_gets_the_reports_without_a_destination(self) -> None:
        recorded = made(github=None, topic_arn=TOPIC)
        assert recorded.of_type(DESTINATION) == []
        assert {target.inputs["arn"] for target in recorded.of_type(TARGET)} == {TOPIC}
        (statement,) = json.loads(recorded.only(ROLE_POLICY).inputs["policy"])["Statement"]
        assert (statement["Action"], statement["Resource"]) == ("sns:Publish", TOPIC)

    def test_an_address_gets_the_change_itself(self) -> None:
        webhook = {"url": "https://hooks.acme.com/drift", "connection_arn": CONNECTION}
        recorded = made(github=None, webhook=webhook)
        assert recorded.only(DESTINATION).inputs["invocationEndpoint"] == "https://hooks.acme.com/drift"
        template = recorded.of_type(TARGET)[0].inputs["inputTransformer"]["inputTemplate"]
        assert json.loads(template)["stack"] == "my-team"

    def test_a_topic_or_a_connection_may_be_made_by_the_same_program(self) -> None:
        recorded = made(github=None, topic_arn=pulumi.Output.from_input(TOPIC))
        assert {target.inputs["arn"] for target in recorded.of_type(TARGET)} == {TOPIC}
        recorded = made(github=GITHUB | {"connection_arn": pulumi.Output.from_input(CONNECTION)})
        assert recorded.only(DESTINATION).inputs["connectionArn"] == CONNECTION


class TestRefused:
    def test_every_mistake_gets_a_line(self) -> None:
        lines = refusal(repositories=["ML"], except_roles=["ci"], github={**GITHUB, "connection_arn": "x"})
        assert sorted(line.split(": ")[1] for line in lines) == [
            *("except_roles[0]", "github.connection_arn", "repositories[0]"),
        ]

    def test_mistakes_across_arguments_are_reported_although_an_output_is_not_known(self) -> None:
        output: pulumi.Output[str] = pulumi.Output.from_input(TOPIC)
        (line,) = refusal(topic_arn=output)
        assert line == "DriftWatch watch: has more than one target; keep one of github, webhook and topic_arn"

    def test_a_connection_in_another_region_is_refused(self) -> None:
        elsewhere = CONNECTION.replace("eu-west-1", "us-east-1")
        (line,) = refusal(github=GITHUB | {"connection_arn": elsewhere})
        assert "github.connection_arn" in line
        assert "make the connection there" in line

    def test_an_output_that_turns_out_to_be_wrong_is_refused(self) -> None:
        (line,) = refusal(github=None, topic_arn=pulumi.Output.from_input(f"{TOPIC}.fifo"))
        assert "is a FIFO topic" in line

    def test_a_name_that_eventbridge_would_refuse_is_refused(self) -> None:
        (line,) = refusal("my.watch")
        assert line.startswith("DriftWatch my.watch: its rules and its queue are named after it: 1 to 48 ")

    def test_more_roles_than_a_pattern_takes_are_refused(self) -> None:
        roles = [f"arn:aws:iam::123456789012:role/a-role-with-a-long-name-{number}" for number in range(40)]
        (line,) = refusal(except_roles=roles)
        assert line.startswith("DriftWatch watch: except_roles: make an event pattern of ")

    def test_credentials_of_another_account_create_nothing(self) -> None:
        with pytest.raises(pulumi.RunError, match="so nothing was created"):
            record(lambda: DriftWatch("watch", cast(DriftWatchArgs, RIGHT)), caller="444455556666")
