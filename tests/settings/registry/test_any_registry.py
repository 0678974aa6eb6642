"""What the registry's settings break wherever they are; tests/workspace/bad has what each rule says."""

from typing import Any

import pytest

from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.any_registry import broken_in_any_registry
from union_ecr.settings.registry.registry import RegistryWideSettings
from union_ecr.settings.registry.rules import broken_registry_rules
from union_ecr.stack_file.errors import KeyPath

WRONG: dict[str, Any] = {
    "scanning": {"type": "ENHANCED"},
    "policy": [{"access": ["pull"]}],
    "pullThroughCache": {"ghcr": {"upstream": "ghcr.io"}},
    "creationTemplates": {
        "team": {"appliedFor": ["REPLICATION"], "resourceTags": {"a": "b"}, "dataPlanes": ["x"], "grants": [{}]}
    },
}
IN_ANY: list[KeyPath] = [
    ("scanning",),
    ("policy", 0),
    ("pullThroughCache", "ghcr"),
    ("creationTemplates", "team", "grants", 0),
    ("creationTemplates", "team", "grants", 0),
    ("creationTemplates", "team"),
    ("creationTemplates", "team", "dataPlanes", 0),
]


def settings(**more: Any) -> RegistryWideSettings:
    return RegistryWideSettings.model_validate({**WRONG, **more})


def test_every_part_is_judged_without_a_registry() -> None:
    assert [broken.path for broken in broken_in_any_registry(settings(), (), None)] == IN_ANY


def test_unknown_data_planes_are_told_only_where_the_known_ones_are() -> None:
    assert [broken.path for broken in broken_in_any_registry(settings(), None, None)] == IN_ANY[:-1]
    assert [broken.path for broken in broken_in_any_registry(settings(), {"x"}, None)] == IN_ANY[:-1]


def test_a_known_registry_shows_more_and_tells_the_rest_once() -> None:
    here = settings(replication=[{"destinations": [{"region": "us-east-1"}]}])
    unknown = [broken.path for broken in broken_registry_rules(None, here, (), None)]
    known = [broken.path for broken in broken_registry_rules(Registry("123456789012", "us-east-1"), here, (), None)]
    assert unknown == IN_ANY
    assert sorted(known, key=str) == sorted([*IN_ANY, ("replication", 0, "destinations", 0)], key=str)


@pytest.mark.parametrize(
    ("mirror", "template", "slip"),
    [
        ("quay", "quai", True),
        ("mirror/quay", "mirror/quai", True),
        ("mirror/quay", "mirror/k8s", False),
        ("mirror/quay", "mirrer/quai", False),
        ("team-a", "team-b", False),
        ("team1", "team2", False),
        ("ghcr", "gcr", False),
        ("a-bc", "abcc", False),
    ],
)
def test_a_template_is_a_slip_only_by_one_letter_of_a_word(mirror: str, template: str, slip: bool) -> None:
    here = RegistryWideSettings.model_validate(
        {
            "pullThroughCache": {mirror: {"upstream": "quay.io"}},
            "creationTemplates": {template: {"appliedFor": ["PULL_THROUGH_CACHE"]}},
        }
    )
    told = [broken.path for broken in broken_in_any_registry(here, (), None)]
    assert told == ([("creationTemplates", template)] if slip else [])
