"""What opens a registry, or acts on what is declared in it, and no stack declares."""

import dataclasses
import json
import shlex
from typing import Any

import pytest

from tests.drift.living import REGISTRY, STRANGER, living, stack, with_repositories
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import LiveRegistry, Unreadable
from union_ecr.drift.unmanaged import unmanaged_findings


def with_mirror(prefix: str, *repositories: str) -> LiveRegistry:
    mirrors = {"pullThroughCache": {prefix: {"upstreamRegistryUrl": "quay.io"}}}
    return dataclasses.replace(with_repositories(living(stack()), *repositories), parts=mirrors)


def of_mirror(live: LiveRegistry, ignore: tuple[str, ...] = (), **settings: Any) -> list[Finding]:
    found = unmanaged_findings({"team": stack(**settings)}, ignore, live)
    return [one for one in found if isinstance(one, Finding)]


@pytest.mark.parametrize("prefix", ["quay", "quay/"])
def test_a_live_mirror_that_nobody_declares_is_told_in_place_of_its_repositories(prefix: str) -> None:
    (finding,) = of_mirror(with_mirror(prefix, "quay/x", "quay/y"))
    assert (finding.kind, finding.field) == (Kind.REGISTRY_CHANGED, f"registry.pullThroughCache.{prefix}")
    assert (finding.severity, finding.repository) == (Severity.WARNING, None)
    assert finding.remedy == (
        f"aws ecr delete-pull-through-cache-rule --ecr-repository-prefix {prefix} --registry-id 123456789012 "
        "--region us-east-1"
    )
    assert of_mirror(with_mirror(prefix, "quay/x"), ignore=("quay/*",)) == []


def test_a_mirror_of_everything_hides_nothing_and_is_critical() -> None:
    mirror, repository = of_mirror(with_mirror("ROOT", "legacy"))
    assert mirror.severity is Severity.CRITICAL
    assert (repository.kind, repository.repository) == (Kind.UNMANAGED, "legacy")


def test_a_mirror_over_declared_repositories_is_critical() -> None:
    images = {"trainer": {"repository": "ml/trainer"}}
    severities = {one.field: one.severity for one in of_mirror(with_mirror("ml"), images=images)}
    assert severities["registry.pullThroughCache.ml"] is Severity.CRITICAL
    for pattern in ("*", "ml/*"):
        ignored = of_mirror(with_mirror("ml"), ignore=(pattern, "trainer"), images=images)
        assert [one.severity for one in ignored] == [Severity.CRITICAL]


def test_a_declared_mirror_is_no_finding_here() -> None:
    assert of_mirror(with_mirror("ecr-public", "ecr-public/x"), registry=REGISTRY) == []


def test_a_registry_policy_that_nobody_declares_is_extra() -> None:
    declared = stack()
    live = dataclasses.replace(living(declared), parts={"policy": STRANGER})
    (finding,) = unmanaged_findings({"team": declared}, (), live)
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.field, finding.severity) == (
        Kind.EXTRA_POLICY,
        "registry.policy",
        Severity.CRITICAL,
    )
    assert finding.remedy == "aws ecr delete-registry-policy --region us-east-1  # with credentials of 123456789012"
    one_declares = stack(registry=REGISTRY)
    assert list(unmanaged_findings({"team": one_declares}, (), living(one_declares))) == []


OPEN_PARTS: dict[str, Any] = {
    "registry.replication": {"replication": [{"destinations": [("eu-west-1", "999988887777")], "prefixes": []}]},
    "registry.creationTemplates.ROOT": {"creationTemplates": {"ROOT": {"repositoryPolicy": STRANGER}}},
}


@pytest.mark.parametrize("field", OPEN_PARTS)
def test_what_opens_a_registry_and_nobody_declares_is_critical(field: str) -> None:
    declared = stack()
    live = dataclasses.replace(living(declared), parts=OPEN_PARTS[field])
    (finding,) = unmanaged_findings({"team": declared}, (), live)
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.field, finding.severity) == (Kind.REGISTRY_CHANGED, field, Severity.CRITICAL)
    assert finding.remedy.startswith("aws ecr ")
    denied = dataclasses.replace(living(declared), parts=dict.fromkeys(OPEN_PARTS[field], Unreadable("denied")))
    (unknown,) = unmanaged_findings({"team": declared}, (), denied)
    assert isinstance(unknown, Unknown)


@pytest.mark.parametrize(
    "parts",
    [
        {"replication": [{"destinations": [("eu-west-1", "123456789012")], "prefixes": []}]},
        {"creationTemplates": {"ROOT": {"repositoryPolicy": None}}},
        {"creationTemplates": {"ROOT": {}}},
    ],
)
def test_what_opens_nothing_is_anothers_business(parts: dict[str, Any]) -> None:
    declared = stack()
    assert list(unmanaged_findings({"team": declared}, (), dataclasses.replace(living(declared), parts=parts))) == []


def test_a_denied_reading_is_unknown_also_where_another_stack_declares_the_part() -> None:
    asked, other = stack(), stack(images={"other": {}}, registry=REGISTRY)
    live = with_repositories(living(asked), "other")
    for part in ("policy", "replication", "creationTemplates"):
        denied = dataclasses.replace(live, parts={part: Unreadable("denied")})
        found = list(unmanaged_findings({"asked": asked, "other": other}, (), denied))
        assert [type(one) for one in found] == [Unknown], part


def test_the_remedy_of_strange_copies_keeps_ones_own() -> None:
    here, strange = ("eu-west-1", "123456789012"), ("us-west-2", "999988887777")
    rules = [{"destinations": [here, strange], "prefixes": ["a"]}, {"destinations": [strange], "prefixes": []}]
    live = dataclasses.replace(living(stack()), parts={"replication": rules})
    (finding,) = unmanaged_findings({"team": stack()}, (), live)
    assert isinstance(finding, Finding)
    document = json.loads(shlex.split(finding.remedy)[4])
    filters = [{"filter": "a", "filterType": "PREFIX_MATCH"}]
    to = [{"region": "eu-west-1", "registryId": "123456789012"}]
    assert document == {"rules": [{"destinations": to, "repositoryFilters": filters}]}


def test_a_policy_of_the_registry_for_those_who_are_known_is_nobodys_business() -> None:
    policy = STRANGER.replace('"*"', '{"AWS":"arn:aws:iam::111122223333:root"}').replace("ecr:*", "ecr:BatchGetImage")
    live = dataclasses.replace(living(stack()), parts={"policy": policy})
    assert list(unmanaged_findings({"team": stack()}, (), live)) == []


PLANE, OWN = "arn:aws:iam::111122223333:root", "arn:aws:iam::123456789012:role/dev"


def of_policy(*statements: dict[str, Any]) -> list[Finding]:
    whole = [{"Effect": "Allow", "Resource": "*", **one} for one in statements]
    live = dataclasses.replace(living(stack()), parts={"policy": json.dumps({"Statement": whole})})
    return [one for one in unmanaged_findings({"team": stack()}, (), live) if isinstance(one, Finding)]


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Deny", "Principal": {"AWS": PLANE}, "Action": "ecr:BatchGetImage"},
        {"Principal": {"AWS": PLANE}, "Action": "ecr:PutImage"},
        {"Principal": {"AWS": OWN}, "Action": ["ecr:DeleteRepository", "ecr:BatchDeleteImage"]},
    ],
)
def test_a_registry_policy_by_hand_that_acts_on_declared_repositories_is_critical(statement: dict[str, Any]) -> None:
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
def test_a_template_below_a_declared_one_is_told_since_ecr_takes_the_longest_prefix(
    prefix: str, template: dict[str, Any], severity: Severity | None
) -> None:
    declared = stack(registry=REGISTRY)
    live = living(declared)
    templates = {**live.parts["creationTemplates"], prefix: {"appliedFor": ["PULL_THROUGH_CACHE"], **template}}
    changed = dataclasses.replace(live, parts={**live.parts, "creationTemplates": templates})
    found = [one for one in unmanaged_findings({"team": declared}, (), changed) if isinstance(one, Finding)]
    assert [(one.field, one.severity) for one in found] == (
        [(f"registry.creationTemplates.{prefix}", severity)] if severity else []
    )


def of_templates(declared: dict[str, Any], prefix: str, template: dict[str, Any]) -> list[Finding]:
    one = stack(registry={"creationTemplates": declared}) if declared else stack()
    live = living(one)
    templates = {**live.parts.get("creationTemplates", {}), prefix: {"appliedFor": ["CREATE_ON_PUSH"], **template}}
    changed = dataclasses.replace(live, parts={**live.parts, "creationTemplates": templates})
    return [found for found in unmanaged_findings({"team": one}, (), changed) if isinstance(found, Finding)]


def test_a_template_is_held_against_the_longest_declared_prefix_above_it_and_root_is_the_shortest() -> None:
    push = {"appliedFor": ["CREATE_ON_PUSH"], "tagMutability": "MUTABLE"}
    declared = {"ROOT": {**push, "dataPlanes": []}, "ml": push}
    (finding,) = of_templates(declared, "ml/x", {})
    assert finding.severity is Severity.CRITICAL  # without the policy of ml no data plane pulls


def test_a_template_by_which_tags_can_be_pushed_over_is_critical() -> None:
    declared = {"ml": {"appliedFor": ["CREATE_ON_PUSH"], "dataPlanes": []}}
    assert [one.severity for one in of_templates(declared, "ml/x", {"imageTagMutability": "MUTABLE"})] == [
        Severity.CRITICAL
    ]
    assert [one.severity for one in of_templates(declared, "ml/x", {"imageTagMutability": "IMMUTABLE"})] == [
        Severity.WARNING
    ]


def test_the_remedy_of_a_template_that_lets_strangers_in_keeps_the_rest_of_it() -> None:
    plane, stranger = (
        {"Effect": "Allow", "Principal": {"AWS": who}, "Action": "ecr:BatchGetImage"} for who in (PLANE, "*")
    )
    (finding,) = of_templates({}, "other", {"repositoryPolicy": json.dumps({"Statement": [plane, stranger]})})
    command = shlex.split(finding.remedy, comments=True)
    assert command[2:5] == ["update-repository-creation-template", "--prefix", "other"]
    assert json.loads(command[6]) == {"Statement": [plane]}


def test_mirrors_that_could_not_be_read_are_unknown_whatever_lives() -> None:
    """One of them may cover declared repositories."""
    live = dataclasses.replace(living(stack()), parts={"pullThroughCache": Unreadable("denied")})
    (unknown,) = unmanaged_findings({"team": stack()}, (), live)
    assert isinstance(unknown, Unknown)
    assert unknown.what == "pullThroughCache of the registry 123456789012 us-east-1"
