"""A drift watch on the real engine; by its rules the emulated AWS delivers events of CloudTrail's shape."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pulumi

from components import DriftWatch
from sandbox.emulated_aws import DEFAULT_ACCOUNT
from tests.engine.conftest import Team
from tests.engine.stack import EngineStack
from tests.watch.cloud_trail_events import Event, ecr_event, iam_event, session_of

REGISTRYS, IAMS = "eu-west-1", "us-east-1"
UP = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/union-ecr-up-team"
NAME = "drift-watch-team"


class Watched:
    """A stack with a drift watch, and a queue that gets what its target gets."""

    def __init__(self, team: Team) -> None:
        self.events = {region: team.aws.client("events", region) for region in (REGISTRYS, IAMS)}
        self.sqs = {region: team.aws.client("sqs", region) for region in (REGISTRYS, IAMS)}
        self.iam = team.iam
        self._connection = self.events[REGISTRYS].create_connection(
            Name="github",
            AuthorizationType="API_KEY",
            AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "Authorization", "ApiKeyValue": "Bearer x"}},
        )["ConnectionArn"]
        team.write("unused: {}")  # the project's configuration asks for an account
        self.stack = EngineStack(team.project, team.name, team.environment, self._program)

    def _program(self) -> None:
        watch = DriftWatch(
            NAME,
            {
                "account": DEFAULT_ACCOUNT,
                "region": REGISTRYS,
                "stack": "team",
                "repositories": ["ml/trainer"],
                "push_roles": ["ci"],
                "registry_settings": True,
                "except_roles": [UP],
                "github": {
                    "repository": "acme/registries",
                    "connection_arn": pulumi.Output.from_input(self._connection),
                },
            },
        )
        pulumi.export("queue", watch.queue_url)

    def rules(self, region: str) -> dict[str, Any]:
        return {rule["Name"]: rule for rule in self.events[region].list_rules()["Rules"]}

    def targets(self, region: str) -> Iterator[tuple[str, Any]]:
        for rule in self.rules(region):
            yield from ((rule, target) for target in self.events[region].list_targets_by_rule(Rule=rule)["Targets"])

    @contextmanager
    def copied_reports(self) -> Iterator[str]:
        """A queue that gets from each rule the message that the API destination gets."""
        sqs = self.sqs[REGISTRYS]
        url = sqs.create_queue(QueueName="copy")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for rule, target in list(self.targets(REGISTRYS)):
            copy: Any = {"Id": "copy", "Arn": arn, "InputTransformer": target["InputTransformer"]}
            self.events[REGISTRYS].put_targets(Rule=rule, Targets=[copy])
        yield url
        for rule in self.rules(REGISTRYS):
            self.events[REGISTRYS].remove_targets(Rule=rule, Ids=["copy"])
        sqs.delete_queue(QueueUrl=url)

    def reported(self, queue: str, event: Event) -> list[dict[str, str]]:
        """What the target gets when the call of an event is made."""
        entry = {"Source": event["source"], "DetailType": event["detail-type"], "Detail": json.dumps(event["detail"])}
        self.events[event["region"]].put_events(Entries=[entry])
        messages = self.sqs[REGISTRYS].receive_message(QueueUrl=queue).get("Messages", [])
        for message in messages:
            self.sqs[REGISTRYS].delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return [json.loads(message["Body"])["client_payload"] for message in messages]


def test_the_rules_that_live_report_changes_and_are_restored_and_deleted(team: Team) -> None:
    watched = Watched(team)
    watched.stack.up()
    assert watched.stack.changes.keys() == {"create"}
    kinds = ("registry", "repositories", "roles", "tags")
    assert sorted(watched.rules(REGISTRYS)) == [f"{NAME}-{kind}" for kind in kinds]
    assert list(watched.rules(IAMS)) == [f"{NAME}-roles"]
    for region in (REGISTRYS, IAMS):
        assert_only_its_rules_reach_the_queue(watched, region)
    assert_changes_are_reported(watched)

    watched.events[IAMS].disable_rule(Name=f"{NAME}-roles")
    watched.stack.up(refresh=True)
    assert watched.stack.changes.get("update") == 1
    assert watched.rules(IAMS)[f"{NAME}-roles"]["State"] == "ENABLED"
    watched.stack.destroy()
    assert watched.rules(REGISTRYS) == watched.rules(IAMS) == {}
    assert watched.events[REGISTRYS].list_api_destinations()["ApiDestinations"] == []
    assert "QueueUrls" not in watched.sqs[REGISTRYS].list_queues()
    assert all(role["RoleName"] != NAME for role in watched.iam.list_roles()["Roles"])


def assert_only_its_rules_reach_the_queue(watched: Watched, region: str) -> None:
    queue = watched.sqs[region].get_queue_url(QueueName=NAME)["QueueUrl"]
    policy = watched.sqs[region].get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]["Policy"]
    arns = json.loads(policy)["Statement"][0]["Condition"]["ArnEquals"]["aws:SourceArn"]
    assert sorted(arns) == sorted(rule["Arn"] for rule in watched.rules(region).values())
    for _, target in watched.targets(region):
        assert target["DeadLetterConfig"]["Arn"] == f"arn:aws:sqs:{region}:{DEFAULT_ACCOUNT}:{NAME}"
        assert target["RoleArn"] == watched.iam.get_role(RoleName=NAME)["Role"]["Arn"]


def assert_changes_are_reported(watched: Watched) -> None:
    with watched.copied_reports() as queue:
        (change,) = watched.reported(queue, ecr_event("SetRepositoryPolicy", region=REGISTRYS))
        assert (change["event"], change["resource"], change["stack"]) == ("SetRepositoryPolicy", "ml/trainer", "team")
        (change,) = watched.reported(queue, iam_event("AttachRolePolicy"))
        assert (change["event"], change["resource"]) == ("AttachRolePolicy", "ci")
        for event in (
            ecr_event("SetRepositoryPolicy", identity=session_of(UP)),
            ecr_event("SetRepositoryPolicy", "ml/other"),
            ecr_event("DescribeRepositories"),
            iam_event("AttachRolePolicy", "another"),
        ):
            assert watched.reported(queue, event) == []
