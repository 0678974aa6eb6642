"""The registry's own settings that differ, part by part."""

import dataclasses
import json
from typing import Any

import pytest

from model.findings import CannotTell, Finding, Kind, Severity
from model.live import Unread
from tests.model.drift.living import REGISTRY, found, living, stack

DECLARED = stack(registry=REGISTRY)
PARTS = living(DECLARED).parts


def told(**parts: Any) -> list[Finding | CannotTell]:
    return found(DECLARED, dataclasses.replace(living(DECLARED), parts={**PARTS, **parts}))


@pytest.mark.parametrize(
    ("part", "live", "field"),
    [
        ("scanning", {"type": "BASIC", "rules": []}, "registry.scanning"),
        ("replication", [], "registry.replication"),
        ("policy", None, "registry.policy"),
        ("pullThroughCache", {}, "registry.pullThroughCache.ecr-public"),
        ("creationTemplates", {}, "registry.creationTemplates.ecr-public"),
        ("accountSettings", {"BLOB_MOUNTING": "DISABLED"}, "registry.accountSettings.BLOB_MOUNTING"),
        ("pullTimeUpdateExclusions", [], "registry.pullTimeUpdateExclusions"),
    ],
)
def test_a_part_that_differs_is_told_by_its_name(part: str, live: Any, field: str) -> None:
    (finding,) = told(**{part: live})
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.field, finding.repository) == (Kind.REGISTRY_CHANGED, field, None)
    assert finding.remedy == "pulumi up --refresh --stack team"


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_could_not_be_read_is_unknown(part: str) -> None:
    (unknown,) = told(**{part: Unread("AccessDeniedException")})
    assert isinstance(unknown, CannotTell)
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
