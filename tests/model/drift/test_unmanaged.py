"""What no stack declares."""

import dataclasses
import json
import shlex
from typing import Any

import pytest

from model.drift.unmanaged import unmanaged_findings
from model.findings import CannotTell, Finding, Kind, Severity
from model.live import LiveRegistry, Unread
from tests.model.drift.living import REGISTRY, living, stack

STRANGER = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:*"}]}'


def with_repositories(live: LiveRegistry, *names: str) -> LiveRegistry:
    assert isinstance(live.repositories, tuple)
    first = live.repositories[0]
    return dataclasses.replace(
        live, repositories=(*live.repositories, *(dataclasses.replace(first, name=name) for name in names))
    )


def told(*names: str, ignore: tuple[str, ...] = (), **settings: Any) -> list[str | None]:
    declared = stack(**settings)
    live = with_repositories(living(declared), *names)
    return [
        finding.repository
        for finding in unmanaged_findings({"team": declared}, ignore, live)
        if isinstance(finding, Finding) and finding.kind is Kind.UNMANAGED
    ]


def test_a_repository_that_no_stack_declares_is_unmanaged() -> None:
    declared = stack()
    (finding,) = unmanaged_findings({"team": declared}, (), with_repositories(living(declared), "legacy"))
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.stack, finding.repository) == (Kind.UNMANAGED, None, "legacy")
    assert "legacy: {adopt: true} below union-ecr:images, or ignore: [legacy] in union-ecr:registry" in finding.remedy


def test_what_another_stack_of_the_registry_declares_is_managed() -> None:
    one, two = stack(), stack(images={"other": {}})
    live = with_repositories(living(one), "other")
    assert list(unmanaged_findings({"one": one, "two": two}, (), live)) == []


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("union/build", {}),
        ("ecr-public/nginx", {"registry": REGISTRY}),
        ("made/x", {"registry": {"creationTemplates": {"made": {"appliedFor": ["CREATE_ON_PUSH"]}}}}),
    ],
)
def test_what_others_make_by_right_is_known(name: str, settings: dict[str, Any]) -> None:
    assert told(name, **settings) == []
    assert told(name.replace("/", "-"), **settings) == [name.replace("/", "-")]


def test_a_template_for_mirrors_alone_makes_nothing_outside_them() -> None:
    template = {"creationTemplates": {"ROOT": {"appliedFor": ["PULL_THROUGH_CACHE"]}}}
    assert told("legacy", registry=template) == ["legacy"]


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
        f"aws ecr delete-pull-through-cache-rule --ecr-repository-prefix {prefix} --region us-east-1"
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


def test_a_declared_mirror_is_no_finding_here() -> None:
    assert of_mirror(with_mirror("ecr-public", "ecr-public/x"), registry=REGISTRY) == []


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [(("legacy/*",), ["legacy"]), (("legacy*",), []), (("*",), []), (("leg.cy",), ["legacy", "legacy/a"])],
)
def test_what_is_ignored_is_matched_as_a_whole_with_stars(ignore: tuple[str, ...], expected: list[str]) -> None:
    assert told("legacy", "legacy/a", ignore=ignore) == expected


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
    assert finding.remedy == "aws ecr delete-registry-policy --region us-east-1"
    one_declares = stack(registry=REGISTRY)
    assert list(unmanaged_findings({"team": one_declares}, (), living(one_declares))) == []


def test_what_could_not_be_read_is_not_unmanaged() -> None:
    declared = stack()
    live = dataclasses.replace(living(declared), repositories=Unread("denied"), parts={"policy": Unread("denied")})
    (unknown,) = unmanaged_findings({"team": declared}, (), live)
    assert isinstance(unknown, CannotTell)


def with_policy(name: str, policy: str | Unread) -> LiveRegistry:
    live = with_repositories(living(stack()), name)
    assert isinstance(live.repositories, tuple)
    *others, last = live.repositories
    return dataclasses.replace(live, repositories=(*others, dataclasses.replace(last, policy=policy)))


@pytest.mark.parametrize("name", ["legacy", "union/build", "quay/x", "ignored"])
def test_strangers_in_a_repository_that_nobody_declares_are_critical_whatever_it_is(name: str) -> None:
    live = dataclasses.replace(with_policy(name, STRANGER), parts={"pullThroughCache": {"quay": {}}})
    findings = [one for one in unmanaged_findings({"team": stack()}, ["ignored"], live) if isinstance(one, Finding)]
    extra = next(one for one in findings if one.kind is Kind.EXTRA_POLICY)
    assert (extra.repository, extra.severity, extra.live) == (name, Severity.CRITICAL, STRANGER)
    assert extra.remedy == (
        f"aws ecr delete-repository-policy --repository-name {name} --registry-id 123456789012 --region us-east-1"
    )


def test_a_data_plane_in_a_repository_that_nobody_declares_is_no_stranger() -> None:
    policy = STRANGER.replace('"*"', '{"AWS":"arn:aws:iam::111122223333:role/any"}').replace("ecr:*", "ecr:PutImage")
    assert list(unmanaged_findings({"team": stack()}, (), with_policy("union/build", policy))) == []


def test_a_policy_of_nobodys_repository_that_could_not_be_read_is_unknown() -> None:
    found = list(unmanaged_findings({"team": stack()}, ["legacy"], with_policy("legacy", Unread("denied"))))
    assert [type(one) for one in found] == [CannotTell]


def test_without_knowing_the_mirrors_nothing_is_unmanaged() -> None:
    live = dataclasses.replace(
        with_repositories(living(stack()), "hub/nginx"), parts={"pullThroughCache": Unread("denied")}
    )
    (unknown,) = unmanaged_findings({"team": stack()}, (), live)
    assert isinstance(unknown, CannotTell)
    assert unknown.what == "which of 1 repositories of the registry 123456789012 us-east-1 are mirrors'"
    managed = dataclasses.replace(living(stack()), parts={"pullThroughCache": Unread("denied")})
    assert list(unmanaged_findings({"team": stack()}, (), managed)) == []


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
    denied = dataclasses.replace(living(declared), parts=dict.fromkeys(OPEN_PARTS[field], Unread("denied")))
    (unknown,) = unmanaged_findings({"team": declared}, (), denied)
    assert isinstance(unknown, CannotTell)


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


def test_the_remedy_names_the_stack_that_may_ignore() -> None:
    one, owner = stack(), stack(images={"other": {}}, registry=REGISTRY)
    live = with_repositories(living(one), "other", "legacy")
    found = list(unmanaged_findings({"one": one, "owner": owner}, (), live))
    (finding,) = [each for each in found if isinstance(each, Finding)]
    assert finding.remedy.endswith("or ignore: [legacy] in union-ecr:registry of the stack owner")


def test_a_denied_reading_is_unknown_also_where_another_stack_declares_the_part() -> None:
    asked, other = stack(), stack(images={"other": {}}, registry=REGISTRY)
    live = with_repositories(living(asked), "other")
    for part in ("policy", "replication", "creationTemplates"):
        denied = dataclasses.replace(live, parts={part: Unread("denied")})
        found = list(unmanaged_findings({"asked": asked, "other": other}, (), denied))
        assert [type(one) for one in found] == [CannotTell], part


def test_a_remedy_says_first_that_a_wrong_file_may_declare_it() -> None:
    for finding in unmanaged_findings({"team": stack()}, (), with_policy("legacy", STRANGER), ["stacks/Pulumi.b.yaml"]):
        assert isinstance(finding, Finding)
        assert finding.remedy.endswith("  # but first mend stacks/Pulumi.b.yaml, which may declare it")


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


@pytest.mark.parametrize("name", ["1234", "on", "1e3", "null", "0x1f"])
def test_a_name_that_could_be_read_otherwise_is_in_quotes(name: str) -> None:
    (finding,) = unmanaged_findings({"team": stack()}, (), with_repositories(living(stack()), name))
    assert isinstance(finding, Finding)
    assert f'"{name}": {{adopt: true}}' in finding.remedy
    assert f'ignore: ["{name}"]' in finding.remedy
