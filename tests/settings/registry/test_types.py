"""Prefixes, filters and ARNs, held against the patterns that AWS publishes."""

import re
from typing import Any

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.registries import taken
from union_ecr.settings.registry.types import (
    CachePrefix,
    ExcludedPrincipal,
    ReplicationPrefix,
    RepositoryPattern,
    ScanningFilter,
    TemplatePrefix,
    UpstreamPrefix,
)


def api_pattern(shape: str) -> re.Pattern[str]:
    """The pattern that AWS itself publishes for a text."""
    client = botocore.session.get_session().create_client("ecr", region_name="us-east-1")
    return re.compile(client.meta.service_model.shape_for(shape).metadata["pattern"], re.ASCII)


@pytest.mark.parametrize("prefix", ["ROOT", "ab", "a-b.c_d", "team/ml", "a" * 30])
def test_a_prefix_is_what_ecr_and_the_provider_take(prefix: str) -> None:
    assert taken(CachePrefix, prefix)
    assert taken(TemplatePrefix, prefix)


@pytest.mark.parametrize("pattern", ["*", "ml/*", "*/trainer", "a.b_c-d/e", "a" * 256])
def test_a_pattern_of_repositories_is_a_name_with_wildcards(pattern: str) -> None:
    assert taken(RepositoryPattern, pattern)


@given(st.text("aB1*._-/", min_size=1, max_size=12))
def test_scanning_filters_are_exactly_those_of_the_api(text: str) -> None:
    assert taken(ScanningFilter, text) == bool(_SCANNING.fullmatch(text))


@given(st.text("aB1*._-/", min_size=2, max_size=12))
def test_replication_prefixes_are_exactly_those_of_the_api(text: str) -> None:
    assert taken(ReplicationPrefix, text) == bool(_REPLICATION.fullmatch(text))


@given(st.one_of(st.text("aB1._-/", max_size=12), st.just("ROOT")))
def test_every_prefix_that_is_taken_is_one_to_the_api(text: str) -> None:
    for kind in (CachePrefix, TemplatePrefix):
        assert not taken(kind, text) or _PREFIX.fullmatch(text)


@given(st.text("aB1+=,.@_-/", max_size=12), st.sampled_from(["role", "user", "group"]))
def test_every_exclusion_that_is_taken_is_one_to_the_api(name: str, kind: str) -> None:
    arn = f"arn:aws:iam::111122223333:{kind}/{name}"
    assert taken(ExcludedPrincipal, arn) == bool(_PRINCIPAL.fullmatch(arn))


def test_a_scanning_filter_has_1_to_255_characters_as_in_the_api() -> None:
    assert [taken(ScanningFilter, "a" * length) for length in (0, 1, 255, 256)] == [False, True, True, False]


@pytest.mark.parametrize("kind", [CachePrefix, TemplatePrefix])
def test_unions_own_corner_is_no_prefix_of_mirrors_or_templates(kind: Any) -> None:
    assert not [name for name in ("union", "union/x", "union/x/y") if taken(kind, name)]
    assert all(taken(kind, name) for name in ("unions", "union-x", "team/union"))


def test_a_mirrored_ecr_may_have_its_own_corner_of_union() -> None:
    assert taken(UpstreamPrefix, "union/x")


def test_a_prefix_is_never_said_to_be_one_that_is_too_short() -> None:
    with pytest.raises(ValidationError, match=r"joined by single \. _ - or /; write one such as team"):
        TypeAdapter(CachePrefix).validate_python("a*")


def test_an_excluded_principals_arn_has_at_most_200_characters() -> None:
    arn = "arn:aws:iam::111122223333:role/"
    assert taken(ExcludedPrincipal, arn + "a" * (200 - len(arn)))
    assert not taken(ExcludedPrincipal, arn + "a" * (201 - len(arn)))


_SCANNING, _REPLICATION = api_pattern("ScanningRepositoryFilterValue"), api_pattern("RepositoryFilterValue")
_PREFIX, _PRINCIPAL = api_pattern("Prefix"), api_pattern("PrincipalArn")
