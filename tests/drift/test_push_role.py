"""Push roles that differ."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from tests.drift.live_registry import ROLE, deployed, found, stack
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import LivePushRole, Unreadable

DECLARED = stack(pushRoles={"github-ci": ROLE | {"name": "ci"}})
HEAL = "pulumi up --refresh --stack team"


def findings_of(role: LivePushRole | Unreadable | None) -> list[Finding | Unknown]:
    return found(DECLARED, dataclasses.replace(deployed(DECLARED), roles={"ci": role}))


def changed(**fields: Any) -> list[Finding | Unknown]:
    role = deployed(DECLARED).roles["ci"]
    assert isinstance(role, LivePushRole)
    return findings_of(dataclasses.replace(role, **fields))


def test_a_role_that_does_not_exist_is_missing() -> None:
    (finding,) = findings_of(None)
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.field, finding.severity) == (Kind.MISSING, "pushRoles.github-ci", Severity.WARNING)


def test_a_role_that_could_not_be_read_is_not_missing() -> None:
    (unknown,) = findings_of(Unreadable("AccessDenied"))
    assert isinstance(unknown, Unknown)
    assert unknown.what == "the role ci in 123456789012"


@pytest.mark.parametrize(
    ("fields", "field", "severity", "remedy"),
    [
        ({"trust_policy": {"Statement": []}}, "trustPolicy", Severity.CRITICAL, HEAL),
        ({"policies": {}}, "policy", Severity.CRITICAL, HEAL),
        (
            {"attached_policies": ("arn:aws:iam::aws:policy/AdministratorAccess",)},
            "attachedPolicies",
            Severity.CRITICAL,
            HEAL,
        ),
        ({"permissions_boundary": "arn:aws:iam::1:policy/b"}, "permissionsBoundary", Severity.CRITICAL, HEAL),
        ({"max_session_duration": 7200}, "maxSessionDuration", Severity.WARNING, HEAL),
        ({"resource_tags": {"a": "b"}}, "resourceTags", Severity.INFO, HEAL),
        ({"arn": "arn:aws:iam::123456789012:role/x/ci"}, "path", Severity.WARNING, HEAL),
    ],
)
def test_the_permissions_and_the_trust_of_a_role_are_critical_and_its_settings_are_not(
    fields: dict[str, Any], field: str, severity: Severity, remedy: str
) -> None:
    (finding,) = changed(**fields)
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.severity) == (Kind.PUSH_ROLE_CHANGED, severity)
    assert finding.field == f"pushRoles.github-ci.{field}"
    assert finding.remedy == remedy


def test_an_undeclared_policy_is_critical() -> None:
    role = deployed(DECLARED).roles["ci"]
    assert isinstance(role, LivePushRole)
    (finding,) = changed(policies={**role.policies, "extra": {"Statement": []}})
    assert isinstance(finding, Finding)
    assert (finding.field, finding.severity) == ("pushRoles.github-ci.policies.extra", Severity.CRITICAL)
    assert finding.remedy == HEAL


def test_the_same_permissions_with_another_sid_are_cosmetic() -> None:
    role = deployed(DECLARED).roles["ci"]
    assert isinstance(role, LivePushRole)
    trust = {
        **role.trust_policy,
        "Statement": [{**statement, "Sid": "Mine"} for statement in role.trust_policy["Statement"]],
    }
    (finding,) = changed(trust_policy=trust)
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.severity) == (Kind.PUSH_ROLE_CHANGED, Severity.INFO)


def test_a_deleted_trusted_role_is_a_dead_principal() -> None:
    trusted = "arn:aws:iam::123456789012:role/builder"
    declared = stack(pushRoles={"ci": {"images": ["trainer"], "trustedRoles": [trusted]}})
    role = deployed(declared).roles["ci"]
    assert isinstance(role, LivePushRole)

    def finding_of(principal: Any) -> Finding:
        trust = {**role.trust_policy, "Statement": [{**role.trust_policy["Statement"][0], "Principal": principal}]}
        live = dataclasses.replace(deployed(declared), roles={"ci": dataclasses.replace(role, trust_policy=trust)})
        (finding,) = found(declared, live)
        assert isinstance(finding, Finding)
        return finding

    assert (finding_of({"AWS": "AROAX"}).kind, finding_of({"AWS": "AROAX"}).severity) == (
        Kind.DEAD_PRINCIPAL,
        Severity.CRITICAL,
    )
    assert finding_of({"AWS": "AROAX"}).remedy.endswith("  # after you create the role again: AROAX was deleted")
    assert finding_of({"AWS": [trusted, "AROAX"]}).remedy == "pulumi up --refresh --stack team"
    assert finding_of({"AWS": [trusted, "AROAX"]}).severity is Severity.INFO
    assert finding_of({"AWS": ["999988887777", "AROAX"]}).kind is Kind.PUSH_ROLE_CHANGED


UUID = "11111111-2222-3333-4444-555555555555"
CALLERS: dict[str, dict[str, Any]] = {
    "a workflow": {"github": {"repository": "acme/x", "branches": ["r/*"], "workflow": ".github/workflows/push.yml"}},
    "a server": {"github": {"repository": "acme/x", "branches": ["main"], "host": "github.acme.com/_services/token"}},
    "both forms": {
        "github": {
            "repository": "acme/x",
            "branches": ["main"],
            "ownerId": "1",
            "repositoryId": "2",
            "alsoWithoutIds": True,
        }
    },
    "an issuer": {
        "oidc": {"issuer": f"oidc.circleci.com/org/{UUID}", "audience": UUID, "subjects": [f"org/{UUID}/*", "exact"]}
    },
}


@pytest.mark.parametrize("form", CALLERS)
def test_an_issuer_that_a_push_role_declares_is_trusted_and_any_other_trust_is_critical(form: str) -> None:
    declared = stack(pushRoles={"ci": {"images": ["trainer"], **CALLERS[form]}})
    live = deployed(declared)
    assert found(declared, live) == []
    role = live.roles["ci"]
    assert isinstance(role, LivePushRole)
    for widened in _widened(role.trust_policy):
        changed_role = dataclasses.replace(role, trust_policy=widened)
        (finding,) = found(declared, dataclasses.replace(live, roles={"ci": changed_role}))
        assert isinstance(finding, Finding)
        assert (finding.kind, finding.severity) == (Kind.PUSH_ROLE_CHANGED, Severity.CRITICAL)
        assert finding.field == "pushRoles.ci.trustPolicy"


def _widened(policy: Any) -> Iterator[Any]:
    """The policy with one condition or issuer changed by hand: every way of each statement."""
    for number, statement in enumerate(policy["Statement"]):
        edits: list[dict[str, Any]] = [{"Principal": {"Federated": f"{statement['Principal']['Federated']}/evil"}}]
        for operator, keys in statement["Condition"].items():
            for key in keys:
                without = {other: value for other, value in keys.items() if other != key}
                edits.append({"Condition": {**statement["Condition"], operator: without}})
                edits.append({"Condition": {**statement["Condition"], operator: {**keys, key: "other"}}})
        for edit in edits:
            statements = [*policy["Statement"]]
            statements[number] = {**statement, **edit}
            yield {**policy, "Statement": statements}


def test_a_workflow_that_anybody_may_use_is_described_by_its_name() -> None:
    declared = stack(pushRoles={"ci": {"images": ["trainer"], **CALLERS["a workflow"]}})
    live = deployed(declared)
    role = live.roles["ci"]
    assert isinstance(role, LivePushRole)
    (statement,) = role.trust_policy["Statement"]
    any_workflow = {**statement["Condition"]["StringLike"]}
    del any_workflow["token.actions.githubusercontent.com:job_workflow_ref"]
    condition = {**statement["Condition"], "StringLike": any_workflow}
    trust = {**role.trust_policy, "Statement": [{**statement, "Condition": condition}]}
    changed_role = dataclasses.replace(role, trust_policy=trust)
    (finding,) = found(declared, dataclasses.replace(live, roles={"ci": changed_role}))
    assert isinstance(finding, Finding)
    jobs = "obs of token.actions.githubusercontent.com with the subject repo:acme/x:ref:refs/heads/r/*"
    workflow = "acme/x/.github/workflows/push.yml@refs/heads/r/*"
    assert finding.reason == (f"J{jobs} can assume the role, no longer only j{jobs} by the workflow {workflow}.")
