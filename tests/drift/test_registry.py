"""The registry's own settings that differ, part by part."""

import dataclasses
import json
from typing import Any

import pytest

from tests.drift.live_registry import REGISTRY, deployed, found, stack
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import Unreadable

DECLARED = stack(registry=REGISTRY)
PARTS = deployed(DECLARED).parts


def differences(**parts: Any) -> list[Finding | Unknown]:
    return found(DECLARED, dataclasses.replace(deployed(DECLARED), parts={**PARTS, **parts}))


CHANGED, MISSING = Kind.REGISTRY_CHANGED, Kind.MISSING


@pytest.mark.parametrize(
    ("part", "live", "field", "kind"),
    [
        ("scanning", {"type": "BASIC", "rules": []}, "registry.scanning", CHANGED),
        ("replication", [], "registry.replication", CHANGED),
        ("policy", None, "registry.policy", CHANGED),
        ("pullThroughCache", {}, "registry.pullThroughCache.ecr-public", MISSING),
        ("creationTemplates", {}, "registry.creationTemplates.ecr-public", MISSING),
        ("accountSettings", {"BLOB_MOUNTING": "DISABLED"}, "registry.accountSettings.BLOB_MOUNTING", CHANGED),
        ("pullTimeUpdateExclusions", [], "registry.pullTimeUpdateExclusions", CHANGED),
    ],
)
def test_a_changed_part_is_reported_by_its_name(part: str, live: Any, field: str, kind: Kind) -> None:
    (finding,) = differences(**{part: live})
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.field, finding.repository) == (kind, field, None)
    assert finding.severity is Severity.WARNING
    assert finding.remedy == "pulumi up --refresh --stack team"


def with_template(**fields: Any) -> dict[str, Any]:
    return {"creationTemplates": {"ecr-public": {**PARTS["creationTemplates"]["ecr-public"], **fields}}}


def opened(policy: str) -> str:
    document = json.loads(policy)
    document["Statement"][0]["Principal"] = "*"
    return json.dumps(document)


ANY = '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any","countNumber":1},"action":{"type":"expire"}}]}'
TEMPLATE_POLICY = PARTS["creationTemplates"]["ecr-public"]["repositoryPolicy"]
CACHE_RULE = PARTS["pullThroughCache"]["ecr-public"]


@pytest.mark.parametrize(
    "parts",
    [
        {"replication": [{"destinations": [("eu-west-1", "999988887777")], "prefixes": []}]},
        {"pullThroughCache": {"ecr-public": {**CACHE_RULE, "upstreamRegistryUrl": "quay.io"}}},
        {"pullThroughCache": {"ecr-public": {**CACHE_RULE, "upstreamRepositoryPrefix": "evil"}}},
        with_template(repositoryPolicy=opened(TEMPLATE_POLICY)),
        with_template(repositoryPolicy=None),
        with_template(lifecyclePolicy=ANY),
    ],
    ids=["copies elsewhere", "another upstream", "another upstream prefix", "open", "no pull", "expiry"],
)
def test_untrusted_images_or_access_and_lost_images_are_critical(parts: dict[str, Any]) -> None:
    (finding,) = differences(**parts)
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.CRITICAL


def test_a_template_that_opens_nothing_is_a_warning() -> None:
    (finding,) = differences(**with_template(imageTagMutability="IMMUTABLE"))
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.WARNING


def test_deleting_copies_with_their_originals_is_critical_and_its_remedy_an_aws_command() -> None:
    rules = [{**rule, "deleteReplication": True} for rule in PARTS["replication"]]
    (finding,) = differences(replication=rules)
    assert isinstance(finding, Finding)
    assert (finding.field, finding.severity) == ("registry.replication.deleteReplication", Severity.CRITICAL)
    assert finding.remedy == (
        "aws ecr put-replication-configuration --replication-configuration "
        '\'{"rules":[{"destinations":[{"region":"eu-west-1","registryId":"123456789012"}]}]}\' --region us-east-1'
        "  # with credentials of 123456789012"
    )


@pytest.mark.parametrize(
    ("destinations", "prefixes", "severity"),
    [
        ([("eu-west-1", "444455556666")], [], Severity.CRITICAL),
        ([("eu-west-1", "444455556666")], ["ml/", "web/"], Severity.CRITICAL),
        ([("eu-west-1", "444455556666")], ["m"], Severity.CRITICAL),
        ([("eu-west-1", "444455556666")], ["ml/a"], Severity.WARNING),
        ([("us-west-2", "444455556666")], ["ml/"], Severity.WARNING),
        ([("us-west-2", "123456789012")], [], Severity.WARNING),
        ([("eu-west-1", "999988887777")], ["ml/"], Severity.CRITICAL),
        ([], [], Severity.WARNING),
    ],
)
def test_replicating_more_to_another_account_is_critical(
    destinations: list[tuple[str, str]], prefixes: list[str], severity: Severity
) -> None:
    rule = {"destinations": [{"region": "eu-west-1", "account": "444455556666"}], "prefixes": ["ml/"]}
    declared = stack(registry={"replication": [rule]})
    rules = [{"destinations": destinations, "prefixes": prefixes}] if destinations else []
    live = dataclasses.replace(deployed(declared), parts={**deployed(declared).parts, "replication": rules})
    (finding,) = found(declared, live)
    assert isinstance(finding, Finding)
    assert (finding.field, finding.severity) == ("registry.replication", severity)


def test_a_registry_policy_is_critical_where_the_first_pull_through_a_cache_rule_is_lost() -> None:
    policy = [{"accounts": ["111122223333"], "access": ["pullThrough"], "repositories": ["ecr-public/*"]}]
    declared = stack(registry={**REGISTRY, "policy": policy})
    live = deployed(declared)
    (finding,) = found(declared, dataclasses.replace(live, parts={**live.parts, "policy": None}))
    assert isinstance(finding, Finding)
    assert (finding.field, finding.severity) == ("registry.policy", Severity.CRITICAL)


def test_a_registry_policy_is_critical_where_a_pull_is_lost() -> None:
    policy = [{"accounts": ["555566667777"], "access": ["pull"]}]
    settings = {"policy": policy, "accountSettings": {"registryPolicyScope": "V2"}}
    declared = stack(registry=settings)
    gone = dataclasses.replace(deployed(declared), parts={**deployed(declared).parts, "policy": None})
    (finding,) = found(declared, gone)
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.CRITICAL


def test_a_deleted_role_is_a_dead_principal_of_the_registry_policy() -> None:
    policy = json.loads(PARTS["policy"])
    policy["Statement"][0]["Principal"] = {"AWS": "AROAEXAMPLEID"}
    (finding,) = differences(policy=json.dumps(policy))
    assert isinstance(finding, Finding)
    assert finding.kind is Kind.DEAD_PRINCIPAL


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_could_not_be_read_is_unknown(part: str) -> None:
    (unknown,) = differences(**{part: Unreadable("AccessDeniedException")})
    assert isinstance(unknown, Unknown)
    assert unknown.what == f"{part} of the registry 123456789012 us-east-1"


def test_untrusted_access_by_the_registry_policy_is_critical() -> None:
    policy = json.loads(PARTS["policy"])
    policy["Statement"][0]["Principal"] = "*"
    (finding,) = differences(policy=json.dumps(policy))
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.CRITICAL


def test_equivalent_documents_of_a_template_are_no_difference() -> None:
    template = PARTS["creationTemplates"]["ecr-public"]
    policy = json.loads(template["repositoryPolicy"])
    policy["Statement"][0]["Action"].reverse()
    same = {**template, "repositoryPolicy": json.dumps(policy, indent=1)}
    assert differences(creationTemplates={"ecr-public": same}) == []
    other = {**template, "lifecyclePolicy": None}
    assert len(differences(creationTemplates={"ecr-public": other})) == 1


def test_undeclared_parts_are_not_compared() -> None:
    more = {"pullThroughCache": {**PARTS["pullThroughCache"], "ghcr": {"upstreamRegistryUrl": "ghcr.io"}}}
    assert differences(**more, pullTimeUpdateExclusions=[*PARTS["pullTimeUpdateExclusions"], "arn:x"]) == []
    only_scanning = stack(registry={"scanning": REGISTRY["scanning"]})
    assert found(only_scanning, dataclasses.replace(deployed(only_scanning), parts=PARTS)) == []


def test_a_missing_template_below_one_for_all_names_says_which_settings_apply() -> None:
    root = {"appliedFor": ["PULL_THROUGH_CACHE"]}
    (finding, *_) = differences(creationTemplates={"ROOT": root})
    assert isinstance(finding, Finding)
    assert finding.kind is MISSING
    assert finding.reason.endswith("get the settings of the template ROOT instead.")
