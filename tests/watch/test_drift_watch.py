"""The rules of a drift watch, and the message that its target gets, as EventBridge's input transformer writes it."""

from typing import Any

import pytest
from moto.events.utils import EventTemplateParser

from tests.watch.cloud_trail_events import ACCOUNT, REGION, Event, ecr_event, iam_event
from union_ecr.ecr.registry import Registry
from union_ecr.settings.drift_watch import DriftWatchFields
from union_ecr.watch.drift_watch import DeclaredDriftWatch, declared_drift_watch, size_violations

CONNECTION = f"arn:aws:events:{REGION}:{ACCOUNT}:connection/github/0b1c"
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:drift"
GITHUB = {"repository": "acme/registries", "connectionArn": CONNECTION}
CHANGE = {
    "stack": "my-team",
    "event": "SetRepositoryPolicy",
    "principal": f"arn:aws:sts::{ACCOUNT}:assumed-role/Admin/session",
    "time": "2026-11-28T12:17:43Z",
    "region": REGION,
    "id": "e3c6f4ce-0000-4000-8000-000000000000",
    "resource": "ml/trainer",
}


def watch(**values: Any) -> DeclaredDriftWatch:
    given = {"stack": "my-team", "repositories": ["ml/trainer"], "github": GITHUB, **values}
    return declared_drift_watch("watch", Registry(ACCOUNT, REGION), DriftWatchFields.model_validate(given))


def message(declared: DeclaredDriftWatch, label: str, event: Event) -> Any:
    """What the target of a rule gets of an event."""
    (rule,) = (rule for rule in declared.rules if rule.label == label)
    sent: Any = {**event, "ingestion-time": "2026-11-28T12:17:44Z"}
    return EventTemplateParser.parse(rule.input_template, dict(rule.input_paths), sent)


def test_github_gets_a_dispatch_that_says_who_changed_what_and_when() -> None:
    sent = message(watch(), "repositories", ecr_event("SetRepositoryPolicy"))
    assert sent == {"event_type": "union-ecr-drift", "client_payload": CHANGE}


def test_github_takes_at_most_ten_fields_of_a_payload() -> None:
    # https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
    assert len(CHANGE) <= 10


@pytest.mark.parametrize(
    "target", [{"topicArn": TOPIC}, {"webhook": {"url": "https://hooks.acme.com", "connectionArn": CONNECTION}}]
)
def test_a_topic_and_an_address_get_the_change_itself(target: dict[str, Any]) -> None:
    sent = message(watch(github=None, **target), "repositories", ecr_event("SetRepositoryPolicy"))
    assert sent == CHANGE


def test_a_change_of_tags_names_the_repository_by_its_arn() -> None:
    sent = message(watch(), "tags", ecr_event("UntagResource"))
    assert sent["client_payload"]["resource"] == f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/ml/trainer"


def test_a_change_of_a_push_role_names_the_role_and_the_region_of_iam() -> None:
    sent = message(watch(pushRoles=["ci"]), "roles", iam_event("PutRolePolicy"))["client_payload"]
    assert (sent["resource"], sent["region"]) == ("ci", "us-east-1")


def test_a_change_of_the_registry_itself_names_no_resource() -> None:
    declared = watch(registrySettings=True)
    (rule,) = (rule for rule in declared.rules if rule.label == "registry")
    assert "resource" not in rule.input_template


@pytest.mark.parametrize(
    ("target", "endpoint"),
    [
        ({}, "https://api.github.com/repos/acme/registries/dispatches"),
        (
            {"github": {**GITHUB, "apiUrl": "https://github.acme.com/api/v3/"}},
            "https://github.acme.com/api/v3/repos/acme/registries/dispatches",
        ),
        ({"github": None, "topicArn": TOPIC}, None),
    ],
)
def test_the_endpoint_is_that_of_github_or_there_is_none(target: dict[str, Any], endpoint: str | None) -> None:
    assert watch(**target).endpoint == endpoint


def test_names_of_rules_fit_however_many_there_are() -> None:
    names = [f"ml/trainer-{number}" for number in range(250)]
    declared = watch(repositories=names, pushRoles=["ci"], registrySettings=True)
    assert len({(rule.region, rule.name) for rule in declared.rules}) == len(declared.rules)
    assert max(len(rule.name) - len("watch") for rule in declared.rules) <= 16
    assert list(size_violations(declared)) == []


def test_roles_that_make_a_pattern_too_long_are_a_violation() -> None:
    roles = [f"arn:aws:iam::{ACCOUNT}:role/a-role-with-a-long-name-{number}" for number in range(40)]
    (violation,) = size_violations(watch(exceptRoles=roles))
    assert violation.path == ("exceptRoles",)
