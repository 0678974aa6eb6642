"""Scanning. What is refused is in tests/workspace/bad."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registries import api_pattern, declared, is_valid, shared
from union_ecr.review.registry import describe_scan
from union_ecr.settings.registry.scanning import ScanFrequency, Scanning, ScanningFilter, ScanningRule, ScanType

_FILTER = api_pattern("ScanningRepositoryFilterValue")
ON_PUSH, CONTINUOUS = "on every push", "on every push, and again when new vulnerabilities are known"


@pytest.mark.parametrize("filter_", ["*", "ml/*", "prod", "*prod*", "a.b-c_d/e", "*" * 255])
def test_these_filters_are_valid(filter_: str) -> None:
    assert is_valid(ScanningFilter, filter_)


@given(st.text("aB1*._-/", min_size=1, max_size=12))
def test_scanning_filters_are_exactly_those_of_the_api(text: str) -> None:
    assert is_valid(ScanningFilter, text) == bool(_FILTER.fullmatch(text))


def test_a_scanning_filter_has_1_to_255_characters_as_in_the_api() -> None:
    assert [is_valid(ScanningFilter, "a" * length) for length in (0, 1, 255, 256)] == [False, True, True, False]


def test_basic_scanning_needs_no_rules_and_enhanced_scanning_can_have_two() -> None:
    assert Scanning(type=ScanType.BASIC).rules == ()
    frequencies = (ScanFrequency.SCAN_ON_PUSH, ScanFrequency.CONTINUOUS_SCAN)
    rules = tuple(ScanningRule(frequency=frequency, filters=("*",)) for frequency in frequencies)
    assert Scanning(type=ScanType.ENHANCED, rules=rules).rules == rules


def described(name: str, scan_on_push: bool, scan_type: str, **filters: list[str]) -> str:
    rules = [{"frequency": frequency, "filters": names} for frequency, names in filters.items()]
    return describe_scan(shared(scanning={"type": scan_type, "rules": rules}), "team", name, scan_on_push)


# The table of https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html (filter wildcards)
@pytest.mark.parametrize(
    ("filter_", "matched"),
    [
        ("prod", {"prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo"}),
        ("*prod", {"prod", "repo-prod"}),
        ("prod*", {"prod", "prod-repo", "prodrepo"}),
        ("*prod*", {"prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo"}),
        ("prod*repo", {"prod-repo", "prodrepo"}),
    ],
)
def test_a_filter_matches_the_names_in_the_table_of_the_ecr_guide(filter_: str, matched: set[str]) -> None:
    names = ("prod", "repo-prod", "prod-repo", "repo-prod-repo", "prodrepo")
    scanning = declared(scanning={"type": "BASIC", "rules": [{"frequency": "MANUAL", "filters": [filter_]}]}).scanning
    assert scanning is not None
    assert {name for name in names if scanning.frequency_of(name)} == matched


def test_where_several_rules_match_the_most_frequent_scan_applies() -> None:
    both: Any = {"SCAN_ON_PUSH": ["*"], "CONTINUOUS_SCAN": ["ml/*"]}
    assert described("ml/a", True, "ENHANCED", **both).startswith(f"{CONTINUOUS} (")
    assert described("web/a", True, "ENHANCED", **both).startswith(f"{ON_PUSH} (")
    assert described("a", True, "BASIC", SCAN_ON_PUSH=["*"], MANUAL=["*"]).startswith(f"{ON_PUSH} (")


@pytest.mark.parametrize(
    ("name", "scan_on_push", "scan_type", "frequency", "line"),
    [
        ("web", True, "ENHANCED", "SCAN_ON_PUSH", "never (no filter of registry.scanning matches{})"),
        ("web", True, "BASIC", "SCAN_ON_PUSH", "by hand only (no filter of registry.scanning matches{})"),
        ("ml/a", True, "BASIC", "MANUAL", "by hand only (BASIC, by registry.scanning{})"),
        ("web", False, "ENHANCED", "SCAN_ON_PUSH", "never (no filter of registry.scanning matches)"),
        ("ml/a", False, "ENHANCED", "CONTINUOUS_SCAN", f"{CONTINUOUS} (ENHANCED, by registry.scanning)"),
        ("ml/a", True, "BASIC", "SCAN_ON_PUSH", f"{ON_PUSH} (BASIC, by registry.scanning)"),
    ],
)
def test_the_registrys_filters_replace_the_scan_on_push_of_repositories(
    name: str, scan_on_push: bool, scan_type: str, frequency: str, line: str
) -> None:
    found = described(name, scan_on_push, scan_type, **{frequency: ["ml/*"]})
    assert found == line.format("; its scanOnPush has no effect")


def test_without_registry_scanning_the_repositorys_scan_on_push_applies() -> None:
    for registry in (shared(), shared(policy=[])):
        assert describe_scan(registry, "team", "a", scan_on_push=True) == "on every push"
        assert describe_scan(registry, "team", "a", scan_on_push=False) == "not on push"
