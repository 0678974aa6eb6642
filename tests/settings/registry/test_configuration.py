"""The registry configuration: its limits, its rules between sections, and that every error is explained."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.registries import HERE, ROLE, SECRET, is_valid, reported
from tests.settings.violations import violations
from union_ecr.ecr.registry import Registry
from union_ecr.settings.error_messages import explain
from union_ecr.settings.registry.configuration import RegistryFields


def settings(**given: Any) -> RegistryFields:
    return RegistryFields.model_validate(given)


def test_a_configuration_is_frozen_and_has_no_defaults() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings().scanning = None  # type: ignore[misc]
    assert settings().model_dump(by_alias=True) == {
        "scanning": None,
        "replication": (),
        "policy": (),
        "deny": None,
        "pullThroughCache": {},
        "creationTemplates": {},
        "accountSettings": None,
        "pullTimeUpdateExclusions": (),
    }


def test_a_scanner_of_another_account_can_be_a_pull_time_update_exclusion() -> None:
    arn = "arn:aws:iam::999900001111:role/path/scanner"
    assert settings(pullTimeUpdateExclusions=[arn]).pull_time_update_exclusions == (arn,)


def test_lists_have_at_most_the_entries_that_ecr_allows() -> None:
    def fits(length: int, of: str) -> bool:
        names = [f"n{number:03}" for number in range(length)]
        configurations: dict[str, Any] = {
            "filters": {"scanning": {"type": "BASIC", "rules": [{"frequency": "MANUAL", "filters": names}]}},
            "prefixes": {"replication": [{"destinations": [{"region": "eu-west-1"}], "prefixes": names}]},
            "exclusions": {"pullTimeUpdateExclusions": [f"arn:aws:iam::111122223333:role/{name}" for name in names]},
        }
        return is_valid(RegistryFields, configurations[of])

    for of in ("filters", "prefixes", "exclusions"):
        assert fits(100, of)
        assert not fits(101, of)


CACHE_RULES = {"quay": {"upstream": "quay.io"}, "k8s": {"upstream": "registry.k8s.io"}}


def errors(
    *, registry: Registry | None = HERE, repositories: tuple[str, ...] | None = (), **sections: Any
) -> list[tuple[str, str]]:
    return reported(RegistryFields, sections, registry=registry, repositories=repositories)


def test_a_valid_configuration_has_no_errors() -> None:
    sections: dict[str, Any] = {
        "replication": [{"destinations": [{"region": "us-east-1", "account": "111122223333"}]}],
        "policy": [{"accounts": ["111122223333"], "access": ["replicate"]}],
        "pullThroughCache": {"ghcr": {"upstream": "ghcr.io", "credential": SECRET}},
        "creationTemplates": {"team": {"appliedFor": ["REPLICATION"], "dataPlanes": ["lab"], "customRole": ROLE}},
        "pullTimeUpdateExclusions": ["arn:aws:iam::999900001111:user/scanner"],
    }
    assert reported(RegistryFields, sections, data_planes=["lab"]) == []


def test_every_section_is_validated_without_a_registry_and_all_errors_are_reported_together() -> None:
    sections: dict[str, Any] = {
        "scanning": {"type": "ENHANCED"},
        "replication": [{"destinations": [{"region": "eu-west-1"}, {"region": "us-east-1"}]}],
        "policy": [{"access": ["pull"]}],
        "pullThroughCache": {"ghcr": {"upstream": "ghcr.io"}},
        "creationTemplates": {
            "team": {"appliedFor": ["REPLICATION"], "resourceTags": {"a": "b"}, "dataPlanes": ["lab"]}
        },
    }
    in_any_registry = [
        "scanning",
        "policy[0]",
        "pullThroughCache.ghcr",
        "creationTemplates.team",
        "creationTemplates.team.dataPlanes[0]",
    ]
    assert [path for path, _ in errors(registry=None, **sections)] == in_any_registry
    in_this_registry = [*in_any_registry, "replication[0].destinations[1]"]
    assert sorted(path for path, _ in errors(**sections)) == sorted(in_this_registry)


def test_replication_to_25_different_destinations_is_valid_however_often_each_is_named() -> None:
    destinations = [{"region": "eu-west-1", "account": f"{number:012}"} for number in range(25)]
    assert errors(replication=[{"destinations": destinations}, {"destinations": destinations}]) == []


def test_pull_through_cache_rules_are_refused_once_where_ecr_has_none() -> None:
    policy = [{"accounts": ["111122223333"], "access": ["pullThrough"], "repositories": ["quay"]}]
    for region in ("cn-north-1", "us-gov-west-1"):
        found = errors(registry=replace(HERE, region=region), pullThroughCache=CACHE_RULES, policy=policy)
        assert found == [("pullThroughCache", f"ECR has no pull-through cache in {region}")]
    assert errors(registry=replace(HERE, region="eusc-de-east-1"), pullThroughCache=CACHE_RULES) == []


def test_rules_between_sections_wait_until_every_section_is_valid() -> None:
    policy = [{"accounts": ["111122223333"], "access": ["pullThrough"], "repositories": ["quay"]}]
    assert len(errors(pullThroughCache=CACHE_RULES, policy=policy)) == 1
    found = errors(pullThroughCache=CACHE_RULES, policy=policy, scanning={"type": "ENHANCED"})
    assert [path for path, _ in found] == ["scanning"]


def missed(
    *patterns: str, repositories: tuple[str, ...] | None = (), access: str = "pullThrough", rule: str = "k8s"
) -> list[str]:
    """Which patterns of a registry grant match no repository of the pull-through cache rules."""
    policy = [{"accounts": ["111122223333"], "access": ["pull", access], "repositories": patterns}]
    rules = {**CACHE_RULES, rule: {"upstream": "registry.k8s.io"}}
    return [path for path, _ in errors(policy=policy, pullThroughCache=rules, repositories=repositories)]


def test_a_grant_on_the_prefix_of_a_pull_through_cache_rule_misses_its_repositories() -> None:
    assert missed("team/*", "quay", "k8s") == ["policy[0].repositories[1]", "policy[0].repositories[2]"]
    assert missed("quay/*", "*", "quay/x", "ghcr", "qua*") == []


def test_a_grant_on_a_prefix_is_valid_where_a_repository_may_have_that_name() -> None:
    assert missed("quay", repositories=("quay",)) == []
    assert missed("quay", repositories=None) == []
    assert missed("quay", rule="ROOT") == []
    assert missed("k8s/in", rule="k8s/in") == []
    assert missed("quay", access="push") == []


def misspelt(*templates: str, also_for: str = "PULL_THROUGH_CACHE") -> list[str]:
    made = {prefix: {"appliedFor": ["PULL_THROUGH_CACHE", also_for]} for prefix in templates}
    return [path for path, _ in errors(creationTemplates=made, pullThroughCache=CACHE_RULES)]


def test_a_template_only_for_pull_through_cache_may_not_have_a_misspelt_prefix() -> None:
    assert misspelt("quai") == ["creationTemplates.quai"]
    assert misspelt("quai", "k8s", "ROOT") == ["creationTemplates.quai"]
    assert misspelt("quay", "k8s", "ROOT") == []
    assert misspelt("quai", "quay") == []
    assert misspelt("ghcr") == []
    assert misspelt("quai", also_for="REPLICATION") == []


_WORDS = st.sampled_from(
    "BASIC ENHANCED MANUAL us-east-1 eu-west-1 111122223333 pull ghcr.io quay.io docker.io ROOT team team/ * ml/* V1 "
    "PULL_THROUGH_CACHE KMS ecr-pullthroughcache/x".split()
)
_KEYS = st.sampled_from(
    "scanning type rules frequency filters replication destinations region account prefixes policy accounts access "
    "organizationId repositories pullThroughCache ghcr upstream credential upstreamPrefix customRole team "
    "creationTemplates appliedFor description resourceTags encryption untaggedDays grants accountSettings "
    "basicScanTypeVersion registryPolicyScope blobMounting pullTimeUpdateExclusions zzz".split()
)
_JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-1, 400), _WORDS, st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_KEYS, inner, max_size=5)),
    max_leaves=12,
)
_FIELDS = [field.alias or name for name, field in RegistryFields.model_fields.items()]


@pytest.mark.slow
@given(st.dictionaries(st.sampled_from(_FIELDS), _JSON, min_size=1))
def test_every_error_has_a_rule_and_a_remedy(raw: Any) -> None:
    try:
        RegistryFields.model_validate(raw)
    except ValidationError as error:
        for details in error.errors():
            _, rule, remedy = explain(details, RegistryFields)
            assert rule
            assert remedy


@pytest.mark.parametrize("section", ["creationTemplates", "creation_templates"])
def test_a_misspelt_setting_is_reported_with_those_of_its_template_whatever_the_prefix(section: str) -> None:
    template = {"appliedFor": ["REPLICATION"], "descript": ""}
    found = {
        violation.path: violation.remedy
        for violation in violations(RegistryFields, {section: {"encryption": template}})
    }
    assert found[section, "encryption", "descript"] == "did you mean description?"


def test_half_of_a_surrogate_pair_is_reported() -> None:
    rules = {violation.rule for violation in violations(RegistryFields, {"scanning": {"\ud800": 1}})}
    assert "has half of a surrogate pair, which is no character" in rules
