"""A stack against what lives: each difference is one finding, with its severity and remedy."""

import dataclasses
import json
from functools import partial
from typing import Any

import pytest

from tests.drift.live_registry import REGISTRY, ROLE, deployed, edited, found, stack
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.policy_document import document_text
from union_ecr.settings.provider_tags import ProviderTags

HEAL = "pulumi up --refresh --stack team"
WHERE = "--repository-name trainer --registry-id 123456789012 --region us-east-1"
DENIED = Unreadable("AccessDeniedException: no")


def only_finding(declared: Any, live: Any) -> Finding:
    (finding,) = found(declared, live)
    assert isinstance(finding, Finding)
    return finding


def test_a_stack_that_lives_as_declared_has_no_findings() -> None:
    declared = stack(registry=REGISTRY, pushRoles={"ci": ROLE}, images={"trainer": {"buildCache": True}, "other": {}})
    assert found(declared, deployed(declared)) == []


def test_a_repository_that_does_not_exist_is_missing() -> None:
    declared = stack()
    finding = only_finding(declared, dataclasses.replace(deployed(declared), repositories=()))
    assert (finding.kind, finding.repository, finding.severity) == (Kind.MISSING, "trainer", Severity.CRITICAL)
    assert (finding.stack, finding.remedy) == ("team", HEAL)
    assert finding.place == ("config", "union-ecr:images", "trainer")


def test_the_remedy_of_a_missing_adopted_repository_removes_adopt() -> None:
    """The provider refuses to import what does not exist."""
    declared = stack(images={"trainer": {"adopt": True}})
    (finding,) = found(declared, dataclasses.replace(deployed(declared), repositories=()))
    assert isinstance(finding, Finding)
    assert finding.remedy == (
        "in the stack file: remove adopt: true from trainer, then pulumi up --refresh --stack team"
    )


def test_a_missing_build_cache_is_a_warning() -> None:
    declared = stack(images={"trainer": {"buildCache": True}})
    live = deployed(declared)
    assert isinstance(live.repositories, tuple)
    finding = only_finding(declared, dataclasses.replace(live, repositories=live.repositories[:1]))
    assert (finding.repository, finding.severity) == ("trainer-cache", Severity.WARNING)


@pytest.mark.parametrize(
    ("fields", "field", "severity"),
    [
        ({"tag_mutability": "MUTABLE"}, "tagMutability", Severity.CRITICAL),
        ({"tag_mutability": "IMMUTABLE_WITH_EXCLUSION"}, "tagMutability", Severity.WARNING),
        ({"tag_mutability_exclusions": ("*",)}, "tagMutabilityExclusions", Severity.WARNING),
        ({"scan_on_push": False}, "scanOnPush", Severity.WARNING),
        ({"resource_tags": {"a": "b"}}, "resourceTags", Severity.INFO),
    ],
)
def test_a_changed_setting_is_reported_with_both_values(fields: Any, field: str, severity: Severity) -> None:
    declared = stack()
    finding = only_finding(declared, edited(deployed(declared), **fields))
    assert (finding.kind, finding.field, finding.severity) == (Kind.CHANGED, field, severity)
    assert finding.declared != finding.live
    assert finding.remedy == HEAL


def test_scan_on_push_is_cosmetic_where_any_stack_of_the_registry_declares_scanning() -> None:
    scanning = {"scanning": {"type": "BASIC"}}
    for owner in ("team", "platform"):
        declared = stack(registry=scanning if owner == "team" else None)
        platform = stack(images={"other": {}}, registry=None if owner == "team" else scanning)
        (finding,) = found(declared, edited(deployed(declared), scan_on_push=False), platform=platform)
        assert isinstance(finding, Finding)
        assert (finding.field, finding.severity) == ("scanOnPush", Severity.INFO)
        assert f"registry.scanning of the stack {owner} decides" in finding.reason
    silent = stack(images={"other": {}}, registry={})
    declared = stack()
    (finding,) = found(declared, edited(deployed(declared), scan_on_push=False), platform=silent)
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("declared", "lives", "severity"),
    [
        ({}, ("IMMUTABLE_WITH_EXCLUSION", ("*",)), Severity.CRITICAL),
        ({}, ("MUTABLE_WITH_EXCLUSION", ("v*",)), Severity.CRITICAL),
        ({"tagMutabilityExclusions": ["a*"]}, ("IMMUTABLE_WITH_EXCLUSION", ("*", "a*")), Severity.CRITICAL),
        ({"tagMutabilityExclusions": ["a*"]}, ("MUTABLE", ()), Severity.CRITICAL),
        ({"tagMutabilityExclusions": ["a*", "b*"]}, ("IMMUTABLE_WITH_EXCLUSION", ("a*",)), Severity.WARNING),
        ({"tagMutabilityExclusions": ["a*"]}, ("IMMUTABLE", ()), Severity.WARNING),
        ({"tagMutability": "MUTABLE"}, ("IMMUTABLE", ()), Severity.WARNING),
        ({"tagMutability": "MUTABLE"}, ("MUTABLE_WITH_EXCLUSION", ("v*",)), Severity.WARNING),
    ],
)
def test_it_is_critical_where_more_tags_can_be_overwritten(
    declared: dict[str, Any], lives: tuple[str, tuple[str, ...]], severity: Severity
) -> None:
    stacked = stack(images={"trainer": declared})
    live = edited(deployed(stacked), tag_mutability=lives[0], tag_mutability_exclusions=lives[1])
    assert {finding.severity for finding in found(stacked, live) if isinstance(finding, Finding)} == {severity}


def _with_provider_tags(declared: DeclaredStack, tags: ProviderTags) -> DeclaredStack:
    return dataclasses.replace(declared, provider_tags=tags)


def test_tags_that_the_provider_ignores_are_no_difference() -> None:
    declared = stack(images={"trainer": {"resourceTags": {"team": "ml", "CostCenter": "1"}}})
    live = edited(deployed(declared), resource_tags={"team": "ml", "CostCenter": "2", "auto-owner": "x"})
    keys, with_tags = frozenset({"CostCenter"}), partial(_with_provider_tags, declared)
    assert found(with_tags(ProviderTags({}, keys, ("auto-",))), live) == []
    assert len(found(with_tags(ProviderTags({}, keys)), live)) == 1


def test_the_remedy_of_another_encryption_is_to_declare_it() -> None:
    declared = stack()
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    finding = only_finding(declared, edited(deployed(declared), encryption_type="KMS", encryption_key=key))
    assert (finding.kind, finding.field) == (Kind.CHANGED, "encryption")
    assert f"encryption: {{type: KMS, key: {key}}} on trainer" in finding.remedy
    assert "pulumi" not in finding.remedy


def test_any_key_is_as_declared_where_none_is_named() -> None:
    declared = stack(images={"trainer": {"encryption": {"type": "KMS"}}})
    assert found(declared, edited(deployed(declared), encryption_key="arn:aws:kms:us-east-1:1:key/x")) == []


def test_the_providers_default_tags_and_those_of_aws_itself_are_no_difference() -> None:
    declared = stack(images={"trainer": {"resourceTags": {"team": "ml"}}})
    tags = {"team": "ml", "owner": "platform", "aws:cloudformation:stack-name": "x"}
    live = edited(deployed(declared), resource_tags=tags)
    assert found(_with_provider_tags(declared, ProviderTags({"owner": "platform", "team": "default"})), live) == []
    assert [finding.severity for finding in found(declared, live) if isinstance(finding, Finding)] == [Severity.INFO]


def test_a_missing_policy_is_critical_since_the_data_plane_cannot_pull() -> None:
    declared = stack()
    finding = only_finding(declared, edited(deployed(declared), policy=None))
    assert (finding.kind, finding.severity, finding.live) == (Kind.POLICY_CHANGED, Severity.CRITICAL, None)


def test_each_statement_that_differs_is_a_finding_of_its_own() -> None:
    declared = stack()
    policy = json.loads(document_text(declared.repositories[0].policy))
    policy["Statement"].append({"Sid": "Everyone", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"})
    policy["Statement"][0]["Action"].remove("ecr:BatchGetImage")
    findings = found(declared, edited(deployed(declared), policy=json.dumps(policy)))
    assert [(finding.field, finding.severity) for finding in findings if isinstance(finding, Finding)] == [
        ("policy.AllowPull", Severity.CRITICAL),
        ("policy.Everyone", Severity.CRITICAL),
    ]


def test_a_deleted_role_is_a_dead_principal() -> None:
    declared = stack()
    policy = json.loads(document_text(declared.repositories[0].policy))
    policy["Statement"][0]["Principal"] = {"AWS": "AROAEXAMPLEID"}
    finding = only_finding(declared, edited(deployed(declared), policy=json.dumps(policy)))
    assert (finding.kind, finding.severity) == (Kind.DEAD_PRINCIPAL, Severity.CRITICAL)
    assert finding.remedy == f"{HEAL}  # after you create the role again: AROAEXAMPLEID was deleted"


def test_a_deleted_role_beside_the_intact_grant_is_cosmetic() -> None:
    declared = stack()
    policy = json.loads(document_text(declared.repositories[0].policy))
    node = policy["Statement"][0]["Principal"]["AWS"]
    policy["Statement"][0]["Principal"] = {"AWS": [*(node if isinstance(node, list) else [node]), "AROAEXAMPLEID"]}
    finding = only_finding(declared, edited(deployed(declared), policy=json.dumps(policy)))
    assert (finding.kind, finding.severity, finding.remedy) == (Kind.DEAD_PRINCIPAL, Severity.INFO, HEAL)


def test_the_remedy_of_undeclared_documents_is_an_aws_command() -> None:
    declared = stack(images={"trainer": {"dataPlanes": [], "untaggedDays": None}})
    untrusted = '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"999988887777"},"Action":"ecr:*"}]}'
    own = untrusted.replace("999988887777", "arn:aws:iam::123456789012:role/x").replace("ecr:*", "ecr:PutImage")
    rules = '{"rules":[{"rulePriority":1,"selection":{"tagStatus":"any"},"action":{"type":"expire"}}]}'
    live = edited(deployed(declared), policy=untrusted, lifecycle=rules)
    policy, lifecycle = found(declared, live)
    assert isinstance(policy, Finding)
    assert isinstance(lifecycle, Finding)
    assert (policy.kind, policy.severity) == (Kind.EXTRA_POLICY, Severity.CRITICAL)
    assert policy.remedy == f"aws ecr delete-repository-policy {WHERE}"
    assert (lifecycle.kind, lifecycle.severity) == (Kind.EXTRA_LIFECYCLE, Severity.CRITICAL)
    assert lifecycle.remedy == f"aws ecr delete-lifecycle-policy {WHERE}"
    assert only_finding(declared, edited(deployed(declared), policy=own)).severity is Severity.WARNING


def test_a_missing_lifecycle_policy_is_a_warning() -> None:
    declared = stack()
    finding = only_finding(declared, edited(deployed(declared), lifecycle=None))
    assert (finding.kind, finding.severity) == (Kind.LIFECYCLE_CHANGED, Severity.WARNING)


@pytest.mark.parametrize("field", ["policy", "lifecycle", "resource_tags"])
def test_a_field_that_could_not_be_read_is_unknown(field: str) -> None:
    declared = stack()
    (unknown,) = found(declared, edited(deployed(declared), **{field: DENIED}))
    assert isinstance(unknown, Unknown)
    assert (unknown.repository, unknown.stacks, unknown.reason) == ("trainer", ("team",), DENIED.reason)


def test_nothing_is_missing_where_the_listing_was_denied() -> None:
    declared = stack()
    (unknown,) = found(declared, dataclasses.replace(deployed(declared), repositories=DENIED))
    assert isinstance(unknown, Unknown)
    assert "the repositories of 123456789012 us-east-1" in unknown.what


def test_where_only_declared_repositories_may_be_read_the_others_are_unknown() -> None:
    declared = stack(images={"trainer": {}, "scorer": {}, "gone": {}})
    kept = deployed(stack()).repositories
    live = dataclasses.replace(deployed(declared), repositories=kept, unlisted=DENIED, unread={"scorer": DENIED})
    others, missing, unread = found(declared, live)
    assert isinstance(others, Unknown)
    assert isinstance(unread, Unknown)
    assert isinstance(missing, Finding)
    assert others.what == "the repositories of 123456789012 us-east-1 that no stack declares"
    assert (unread.what, unread.repository) == ("all of scorer in 123456789012 us-east-1", "scorer")
    assert (missing.repository, missing.kind) == ("gone", Kind.MISSING)


ADOPT = "if that ends in RepositoryAlreadyExistsException, first add adopt: true to the image trainer in the stack file"


def remedies(declared: Any, **fields: Any) -> set[str]:
    return {
        finding.remedy
        for finding in found(declared, edited(deployed(declared), **fields))
        if isinstance(finding, Finding)
    }


def test_the_remedy_names_adopt_where_nothing_shows_that_the_stack_deployed_the_repository() -> None:
    by_hand: dict[str, Any] = {"policy": None, "lifecycle": None, "tag_mutability": "MUTABLE"}
    assert remedies(stack(), **by_hand) == {f"{HEAL}  # {ADOPT}"}
    assert remedies(stack(images={"trainer": {"adopt": True}}), **by_hand) == {HEAL}


@pytest.mark.parametrize("document", ["policy", "lifecycle"])
def test_a_document_that_lives_as_declared_shows_that_the_stack_deployed_it(document: str) -> None:
    assert remedies(stack(), **{document: None, "tag_mutability": "MUTABLE"}) == {HEAL}


def test_the_remedy_of_a_build_cache_that_the_state_may_not_have_deletes_it() -> None:
    declared = stack(images={"trainer": {"buildCache": True}})
    live = deployed(declared)
    assert isinstance(live.repositories, tuple)
    cache = dataclasses.replace(live.repositories[1], policy=None, lifecycle=None)
    live = dataclasses.replace(live, repositories=(live.repositories[0], cache))
    (remedy,) = {finding.remedy for finding in found(declared, live) if isinstance(finding, Finding)}
    where = WHERE.replace("trainer", "trainer-cache").replace(" --region", " --force --region")
    assert remedy == (
        f"{HEAL}  # if that ends in RepositoryAlreadyExistsException, "
        f"first delete the cache (layers only): aws ecr delete-repository {where}"
    )
