"""What opens a registry, or changes what is declared in it, and no stack declares."""

import dataclasses
import json
import shlex
from typing import Any

import pytest

from tests.drift.live_registry import OPEN_POLICY, REGISTRY, deployed, found_undeclared, stack, with_repositories
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import LiveRegistry, Unreadable


def with_cache_rule(prefix: str, *repositories: str) -> LiveRegistry:
    rules = {"pullThroughCache": {prefix: {"upstreamRegistryUrl": "quay.io"}}}
    return dataclasses.replace(with_repositories(deployed(stack()), *repositories), parts=rules)


def cache_rule_findings(live: LiveRegistry, ignore: tuple[str, ...] = (), **settings: Any) -> list[Finding]:
    found = found_undeclared({"team": stack(**settings)}, ignore, live)
    return [found for found in found if isinstance(found, Finding)]


@pytest.mark.parametrize("prefix", ["quay", "quay/"])
def test_an_undeclared_cache_rule_is_reported_instead_of_its_repositories(prefix: str) -> None:
    (finding,) = cache_rule_findings(with_cache_rule(prefix, "quay/x", "quay/y"))
    assert (finding.kind, finding.field) == (Kind.REGISTRY_CHANGED, f"registry.pullThroughCache.{prefix}")
    assert (finding.severity, finding.repository) == (Severity.WARNING, None)
    assert finding.remedy == (
        f"aws ecr delete-pull-through-cache-rule --ecr-repository-prefix {prefix} --registry-id 123456789012 "
        "--region us-east-1"
    )
    assert cache_rule_findings(with_cache_rule(prefix, "quay/x"), ignore=("quay/*",)) == []


def test_a_cache_rule_for_everything_is_critical_and_hides_no_repository() -> None:
    rule, repository = cache_rule_findings(with_cache_rule("ROOT", "legacy"))
    assert rule.severity is Severity.CRITICAL
    assert (repository.kind, repository.repository) == (Kind.UNMANAGED, "legacy")


def test_a_rule_for_everything_is_not_said_to_supply_what_another_rule_covers() -> None:
    live = with_cache_rule("ROOT")
    quay = {"upstreamRegistryUrl": "quay.io"}
    live = dataclasses.replace(live, parts={"pullThroughCache": {"ROOT": quay, "mirror": quay}})
    declared = {"pullThroughCache": {"mirror": {"upstream": "quay.io"}}}
    (finding,) = cache_rule_findings(live, images={"trainer": {}, "mirror/x": {}}, registry=declared)
    assert finding.reason == "The owner of quay.io can supply images of trainer that nobody pushed."


def test_a_cache_rule_that_covers_declared_repositories_is_critical() -> None:
    images = {"trainer": {"repository": "ml/trainer"}}
    severities = {
        finding.field: finding.severity for finding in cache_rule_findings(with_cache_rule("ml"), images=images)
    }
    assert severities["registry.pullThroughCache.ml"] is Severity.CRITICAL
    for pattern in ("*", "ml/*"):
        ignored = cache_rule_findings(with_cache_rule("ml"), ignore=(pattern, "trainer"), images=images)
        assert [finding.severity for finding in ignored] == [Severity.CRITICAL]


def test_a_declared_cache_rule_is_no_finding() -> None:
    assert cache_rule_findings(with_cache_rule("ecr-public", "ecr-public/x"), registry=REGISTRY) == []


def test_an_undeclared_registry_policy_is_extra() -> None:
    declared = stack()
    live = dataclasses.replace(deployed(declared), parts={"policy": OPEN_POLICY})
    (finding,) = found_undeclared({"team": declared}, (), live)
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.field, finding.severity) == (
        Kind.EXTRA_POLICY,
        "registry.policy",
        Severity.CRITICAL,
    )
    assert finding.remedy == "aws ecr delete-registry-policy --region us-east-1  # with credentials of 123456789012"
    one_declares = stack(registry=REGISTRY)
    assert list(found_undeclared({"team": one_declares}, (), deployed(one_declares))) == []


OPEN_PARTS: dict[str, Any] = {
    "registry.replication": {"replication": [{"destinations": [("eu-west-1", "999988887777")], "prefixes": []}]},
    "registry.creationTemplates.ROOT": {"creationTemplates": {"ROOT": {"repositoryPolicy": OPEN_POLICY}}},
}


@pytest.mark.parametrize("field", OPEN_PARTS)
def test_undeclared_settings_that_open_a_registry_are_critical(field: str) -> None:
    declared = stack()
    live = dataclasses.replace(deployed(declared), parts=OPEN_PARTS[field])
    (finding,) = found_undeclared({"team": declared}, (), live)
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.field, finding.severity) == (Kind.REGISTRY_CHANGED, field, Severity.CRITICAL)
    assert finding.remedy.startswith("aws ecr ")
    denied = dataclasses.replace(deployed(declared), parts=dict.fromkeys(OPEN_PARTS[field], Unreadable("denied")))
    (unknown,) = found_undeclared({"team": declared}, (), denied)
    assert isinstance(unknown, Unknown)


@pytest.mark.parametrize(
    "parts",
    [
        {"replication": [{"destinations": [("eu-west-1", "123456789012")], "prefixes": []}]},
        {"creationTemplates": {"ROOT": {"repositoryPolicy": None}}},
        {"creationTemplates": {"ROOT": {}}},
    ],
)
def test_undeclared_settings_that_open_nothing_are_no_finding(parts: dict[str, Any]) -> None:
    declared = stack()
    assert list(found_undeclared({"team": declared}, (), dataclasses.replace(deployed(declared), parts=parts))) == []


def test_a_denied_part_is_unknown_even_where_another_stack_declares_it() -> None:
    asked, other = stack(), stack(images={"other": {}}, registry=REGISTRY)
    live = with_repositories(deployed(asked), "other")
    for part in ("policy", "replication", "creationTemplates"):
        denied = dataclasses.replace(live, parts={part: Unreadable("denied")})
        found = list(found_undeclared({"asked": asked, "other": other}, (), denied))
        assert [type(result) for result in found] == [Unknown], part


def test_the_remedy_of_untrusted_replication_keeps_the_accounts_own() -> None:
    here, strange = ("eu-west-1", "123456789012"), ("us-west-2", "999988887777")
    rules = [{"destinations": [here, strange], "prefixes": ["a"]}, {"destinations": [strange], "prefixes": []}]
    live = dataclasses.replace(deployed(stack()), parts={"replication": rules})
    (finding,) = found_undeclared({"team": stack()}, (), live)
    assert isinstance(finding, Finding)
    document = json.loads(shlex.split(finding.remedy)[4])
    filters = [{"filter": "a", "filterType": "PREFIX_MATCH"}]
    to = [{"region": "eu-west-1", "registryId": "123456789012"}]
    assert document == {"rules": [{"destinations": to, "repositoryFilters": filters}]}


def test_an_undeclared_registry_policy_for_trusted_accounts_is_no_finding() -> None:
    policy = OPEN_POLICY.replace('"*"', '{"AWS":"arn:aws:iam::111122223333:root"}').replace(
        "ecr:*", "ecr:BatchGetImage"
    )
    live = dataclasses.replace(deployed(stack()), parts={"policy": policy})
    assert list(found_undeclared({"team": stack()}, (), live)) == []


PLANE, OWN = "arn:aws:iam::111122223333:root", "arn:aws:iam::123456789012:role/dev"


def of_policy(*statements: dict[str, Any]) -> list[Finding]:
    whole = [{"Effect": "Allow", "Resource": "*", **statement} for statement in statements]
    live = dataclasses.replace(deployed(stack()), parts={"policy": json.dumps({"Statement": whole})})
    return [found for found in found_undeclared({"team": stack()}, (), live) if isinstance(found, Finding)]


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Principal": {"AWS": PLANE}, "Action": "ecr:BatchGetImage"},
        {"Principal": {"AWS": PLANE}, "Action": "ecr:PutImage"},
        {"Principal": {"AWS": OWN}, "Action": ["ecr:DeleteRepository", "ecr:BatchDeleteImage"]},
    ],
)
def test_an_undeclared_registry_policy_that_changes_access_to_declared_repositories_is_critical(
    statement: dict[str, Any],
) -> None:
    kept = {"Principal": {"AWS": PLANE}, "Action": ["ecr:BatchGetImage"]}
    (finding,) = of_policy(statement, kept)
    assert (finding.kind, finding.severity) == (Kind.EXTRA_POLICY, Severity.CRITICAL)
    command = shlex.split(finding.remedy, comments=True)
    assert command[2:4] == ["put-registry-policy", "--policy-text"]
    assert json.loads(command[4])["Statement"] == [{"Effect": "Allow", "Resource": "*", **kept}]


EXPIRES = json.dumps(
    {
        "rules": [
            {
                "rulePriority": 1,
                "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1},
                "action": {"type": "expire"},
            }
        ]
    }
)


@pytest.mark.parametrize(
    ("prefix", "template", "severity"),
    [
        ("ecr-public/docker", {"lifecyclePolicy": EXPIRES}, Severity.CRITICAL),
        ("ecr-public/docker", {}, Severity.CRITICAL),  # without its policy no data plane pulls
        ("ecr-public/docker", {"appliedFor": ["REPLICATION"]}, None),
        ("quay", {"lifecyclePolicy": EXPIRES}, None),
    ],
)
def test_an_undeclared_template_below_a_declared_one_is_reported_since_the_longest_prefix_applies(
    prefix: str, template: dict[str, Any], severity: Severity | None
) -> None:
    declared = stack(registry=REGISTRY)
    live = deployed(declared)
    templates = {**live.parts["creationTemplates"], prefix: {"appliedFor": ["PULL_THROUGH_CACHE"], **template}}
    changed = dataclasses.replace(live, parts={**live.parts, "creationTemplates": templates})
    found = [found for found in found_undeclared({"team": declared}, (), changed) if isinstance(found, Finding)]
    assert [(finding.field, finding.severity) for finding in found] == (
        [(f"registry.creationTemplates.{prefix}", severity)] if severity else []
    )


def of_templates(declared: dict[str, Any], prefix: str, template: dict[str, Any]) -> list[Finding]:
    team = stack(registry={"creationTemplates": declared}) if declared else stack()
    live = deployed(team)
    templates = {**live.parts.get("creationTemplates", {}), prefix: {"appliedFor": ["CREATE_ON_PUSH"], **template}}
    changed = dataclasses.replace(live, parts={**live.parts, "creationTemplates": templates})
    return [found for found in found_undeclared({"team": team}, (), changed) if isinstance(found, Finding)]


def test_a_template_is_compared_with_the_longest_declared_prefix_above_it_and_root_is_the_shortest() -> None:
    push = {"appliedFor": ["CREATE_ON_PUSH"], "tagMutability": "MUTABLE"}
    declared = {"ROOT": {**push, "dataPlanes": []}, "ml": push}
    (finding,) = of_templates(declared, "ml/x", {})
    assert finding.severity is Severity.CRITICAL  # without the policy of ml no data plane pulls


def test_a_template_that_lets_tags_be_overwritten_is_critical() -> None:
    declared = {"ml": {"appliedFor": ["CREATE_ON_PUSH"], "dataPlanes": []}}
    assert [finding.severity for finding in of_templates(declared, "ml/x", {"imageTagMutability": "MUTABLE"})] == [
        Severity.CRITICAL
    ]
    assert [finding.severity for finding in of_templates(declared, "ml/x", {"imageTagMutability": "IMMUTABLE"})] == [
        Severity.WARNING
    ]


def test_the_remedy_of_a_template_with_untrusted_access_keeps_the_rest_of_its_policy() -> None:
    plane, untrusted = (
        {"Effect": "Allow", "Principal": {"AWS": who}, "Action": "ecr:BatchGetImage"} for who in (PLANE, "*")
    )
    (finding,) = of_templates({}, "other", {"repositoryPolicy": json.dumps({"Statement": [plane, untrusted]})})
    command = shlex.split(finding.remedy, comments=True)
    assert command[2:5] == ["update-repository-creation-template", "--prefix", "other"]
    assert json.loads(command[6]) == {"Statement": [plane]}


def test_cache_rules_that_could_not_be_read_are_unknown() -> None:
    """One of them may cover declared repositories."""
    live = dataclasses.replace(deployed(stack()), parts={"pullThroughCache": Unreadable("denied")})
    (unknown,) = found_undeclared({"team": stack()}, (), live)
    assert isinstance(unknown, Unknown)
    assert unknown.what == "pullThroughCache of the registry 123456789012 us-east-1"


def test_a_cache_rule_made_by_hand_is_critical_although_the_image_says_that_one_is_meant() -> None:
    images = {"trainer": {"repository": "ml/trainer", "pullThroughCache": True, "tagMutability": "MUTABLE"}}
    declared = {"pullThroughCache": {"ml": {"upstream": "quay.io"}}}

    def severities(**settings: Any) -> dict[str | None, Severity]:
        return {found.field: found.severity for found in cache_rule_findings(with_cache_rule("ml"), **settings)}

    assert severities(images=images)["registry.pullThroughCache.ml"] is Severity.CRITICAL
    assert "registry.pullThroughCache.ml" not in severities(images=images, registry=declared)
