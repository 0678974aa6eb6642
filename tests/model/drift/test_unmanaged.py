"""What no stack declares."""

import dataclasses
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


def test_a_live_mirror_that_nobody_declares_explains_its_repositories() -> None:
    declared = stack()
    live = dataclasses.replace(
        with_repositories(living(declared), "quay/x"),
        parts={"pullThroughCache": {"quay": {"upstreamRegistryUrl": "q"}}},
    )
    assert list(unmanaged_findings({"team": declared}, (), live)) == []


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
