"""The registry's own settings that differ, part by part."""

import dataclasses
import json
from typing import Any

import pytest

from tests.drift.living import REGISTRY, found, living, stack
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import Unreadable

DECLARED = stack(registry=REGISTRY)
PARTS = living(DECLARED).parts


def told(**parts: Any) -> list[Finding | Unknown]:
    return found(DECLARED, dataclasses.replace(living(DECLARED), parts={**PARTS, **parts}))


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
def test_a_part_that_differs_is_told_by_its_name(part: str, live: Any, field: str, kind: Kind) -> None:
    (finding,) = told(**{part: live})
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
MIRROR = PARTS["pullThroughCache"]["ecr-public"]


@pytest.mark.parametrize(
    "parts",
    [
        {"replication": [{"destinations": [("eu-west-1", "999988887777")], "prefixes": []}]},
        {"pullThroughCache": {"ecr-public": {**MIRROR, "upstreamRegistryUrl": "quay.io"}}},
        {"pullThroughCache": {"ecr-public": {**MIRROR, "upstreamRepositoryPrefix": "evil"}}},
        with_template(repositoryPolicy=opened(TEMPLATE_POLICY)),
        with_template(repositoryPolicy=None),
        with_template(lifecyclePolicy=ANY),
    ],
    ids=["a stranger's copies", "another upstream", "another part of it", "open", "no pull", "images go"],
)
def test_it_is_critical_where_strangers_get_or_give_images_or_images_go(parts: dict[str, Any]) -> None:
    (finding,) = told(**parts)
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.CRITICAL


def test_a_template_that_only_differs_is_a_setting() -> None:
    (finding,) = told(**with_template(imageTagMutability="IMMUTABLE"))
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.WARNING


def test_copies_that_go_with_their_originals_are_critical_and_pulumi_does_not_heal_that() -> None:
    rules = [{**rule, "deleteReplication": True} for rule in PARTS["replication"]]
    (finding,) = told(replication=rules)
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
def test_copies_of_more_for_another_account_are_critical(
    destinations: list[tuple[str, str]], prefixes: list[str], severity: Severity
) -> None:
    rule = {"destinations": [{"region": "eu-west-1", "account": "444455556666"}], "prefixes": ["ml/"]}
    declared = stack(registry={"replication": [rule]})
    rules = [{"destinations": destinations, "prefixes": prefixes}] if destinations else []
    live = dataclasses.replace(living(declared), parts={**living(declared).parts, "replication": rules})
    (finding,) = found(declared, live)
    assert isinstance(finding, Finding)
    assert (finding.field, finding.severity) == ("registry.replication", severity)


def test_a_first_pull_through_a_mirror_that_goes_with_the_registry_policy_is_critical() -> None:
    policy = [{"accounts": ["111122223333"], "access": ["pullThrough"], "repositories": ["ecr-public/*"]}]
    declared = stack(registry={**REGISTRY, "policy": policy})
    live = living(declared)
    (finding,) = found(declared, dataclasses.replace(live, parts={**live.parts, "policy": None}))
    assert isinstance(finding, Finding)
    assert (finding.field, finding.severity) == ("registry.policy", Severity.CRITICAL)


def test_a_pull_that_goes_with_the_registry_policy_is_critical() -> None:
    policy = [{"accounts": ["555566667777"], "access": ["pull"]}]
    settings = {"policy": policy, "accountSettings": {"registryPolicyScope": "V2"}}
    declared = stack(registry=settings)
    gone = dataclasses.replace(living(declared), parts={**living(declared).parts, "policy": None})
    (finding,) = found(declared, gone)
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.CRITICAL


def test_a_role_that_is_gone_is_a_dead_principal_of_the_registry_policy() -> None:
    policy = json.loads(PARTS["policy"])
    policy["Statement"][0]["Principal"] = {"AWS": "AROAEXAMPLEID"}
    (finding,) = told(policy=json.dumps(policy))
    assert isinstance(finding, Finding)
    assert finding.kind is Kind.DEAD_PRINCIPAL


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_could_not_be_read_is_unknown(part: str) -> None:
    (unknown,) = told(**{part: Unreadable("AccessDeniedException")})
    assert isinstance(unknown, Unknown)
    assert unknown.what == f"{part} of the registry 123456789012 us-east-1"


def test_a_stranger_in_the_registry_policy_is_critical() -> None:
    policy = json.loads(PARTS["policy"])
    policy["Statement"][0]["Principal"] = "*"
    (finding,) = told(policy=json.dumps(policy))
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.CRITICAL


def test_a_templates_documents_may_be_written_otherwise() -> None:
    template = PARTS["creationTemplates"]["ecr-public"]
    policy = json.loads(template["repositoryPolicy"])
    policy["Statement"][0]["Action"].reverse()
    same = {**template, "repositoryPolicy": json.dumps(policy, indent=1)}
    assert told(creationTemplates={"ecr-public": same}) == []
    other = {**template, "lifecyclePolicy": None}
    assert len(told(creationTemplates={"ecr-public": other})) == 1


def test_what_is_not_declared_is_not_looked_at() -> None:
    more = {"pullThroughCache": {**PARTS["pullThroughCache"], "ghcr": {"upstreamRegistryUrl": "ghcr.io"}}}
    assert told(**more, pullTimeUpdateExclusions=[*PARTS["pullTimeUpdateExclusions"], "arn:x"]) == []
    only_scanning = stack(registry={"scanning": REGISTRY["scanning"]})
    assert found(only_scanning, dataclasses.replace(living(only_scanning), parts=PARTS)) == []
