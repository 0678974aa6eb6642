"""The settings of a drift watch."""

from typing import Any

import pytest

from tests.settings.violations import violations
from union_ecr.ecr.registry import Registry
from union_ecr.settings.drift_watch import DriftWatchFields, name_violations

REGISTRY = Registry("123456789012", "eu-west-1")
CONNECTION = "arn:aws:events:eu-west-1:123456789012:connection/github/0b1c"
GITHUB = {"repository": "acme/registries", "connectionArn": CONNECTION}
TOPIC = "arn:aws:sns:eu-west-1:123456789012:drift"
RIGHT: dict[str, Any] = {"stack": "my-team", "repositories": ["ml/trainer"], "github": GITHUB}


def found(**values: Any) -> list[str]:
    """The violations of these values; a value that is None is left out."""
    whole = {key: value for key, value in {**RIGHT, **values}.items() if value is not None}
    return [str(violation) for violation in violations(DriftWatchFields, whole, REGISTRY)]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"github": None, "topicArn": TOPIC},
        {"github": None, "topicArn": TOPIC.replace("123456789012", "444455556666")},
        {"github": None, "webhook": {"url": "https://hooks.acme.com:8443/a?b=c", "connectionArn": CONNECTION}},
        {"github": {**GITHUB, "apiUrl": "https://github.acme.com/api/v3"}},
        {"repositories": None, "registrySettings": True},
        {"repositories": None, "pushRoles": ["ci"]},
        {"exceptRoles": ["arn:aws:iam::123456789012:role/ci/union-ecr-up-my-team"]},
    ],
)
def test_what_eventbridge_takes_is_right(values: dict[str, Any]) -> None:
    assert found(**values) == []


@pytest.mark.parametrize(
    ("values", "line"),
    [
        (
            {"repositories": None},
            "watches nothing; name repositories or push roles, or set registrySettings: true",
        ),
        ({"github": None}, "has no target; write one of github, webhook and topicArn"),
        ({"topicArn": TOPIC}, "has more than one target; keep one of github, webhook and topicArn"),
        (
            {"github": {**GITHUB, "connectionArn": CONNECTION.replace("eu-west-1", "us-east-1")}},
            'github.connectionArn: "arn:aws:events:us-east-1:123456789012:connection/github/0b…: is not in the '
            "registry's account and region (123456789012 eu-west-1); make the connection there",
        ),
        (
            {"github": {**GITHUB, "connectionArn": CONNECTION.removesuffix("/0b1c")}},
            'github.connectionArn: "arn:aws:events:eu-west-1:123456789012:connection/github": is not the ARN of an '
            "EventBridge connection; copy it with its id at the end (aws events describe-connection --name NAME)",
        ),
        (
            {"github": None, "topicArn": TOPIC.replace("eu-west-1", "us-east-1")},
            'topicArn: "arn:aws:sns:us-east-1:123456789012:drift": is not in the registry\'s region eu-west-1, and '
            "EventBridge reaches no other; name a topic there",
        ),
        (
            {"github": None, "topicArn": f"{TOPIC}.fifo"},
            'topicArn: "arn:aws:sns:eu-west-1:123456789012:drift.fifo": is a FIFO topic, which needs a group for each '
            "message; name a standard topic",
        ),
        (
            {"github": {**GITHUB, "connectionArn": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:github-a1"}},
            'github.connectionArn: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:githu…: is a secret, and '
            "EventBridge sends with a connection, which keeps its own; make a connection from it (docs/drift.md), and "
            "write the connection's ARN",
        ),
        (
            {"github": None, "webhook": {"url": "http://hooks.acme.com", "connectionArn": CONNECTION}},
            'webhook.url: "http://hooks.acme.com": is not encrypted, and EventBridge takes HTTPS only; write '
            "https://hooks.acme.com",
        ),
        (
            {"exceptRoles": ["arn:aws:iam::123456789012:role/union-ecr-up-*"]},
            'exceptRoles[0]: "arn:aws:iam::123456789012:role/union-ecr-up-*": is a pattern, and would pass over roles '
            "that nobody named; name each role",
        ),
        (
            {"stack": "Pulumi/my-team"},
            'stack: "Pulumi/my-team": is no stack\'s name, of 1 to 100 letters, digits, _, . and -; write the name '
            "alone, as in Pulumi.NAME.yaml",
        ),
    ],
)
def test_what_it_would_refuse_gets_one_line(values: dict[str, Any], line: str) -> None:
    assert found(**values) == [line]


def test_a_name_begins_the_names_of_rules_and_is_that_of_a_queue() -> None:
    assert list(name_violations("drift-watch-my_team")) == []
    for name in ("my.team", "a" * 49, ""):
        (violation,) = name_violations(name)
        assert "1 to 48 letters, digits, _ and -" in violation.rule
