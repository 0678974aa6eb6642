"""Prefixes and patterns of repository names, compared with the patterns that AWS publishes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.registries import api_pattern, is_valid
from union_ecr.settings.registry.repository_names import (
    CachePrefix,
    RepositoryPattern,
    TemplatePrefix,
    UpstreamPrefix,
    names_below,
    prefixes_overlap,
)

_PREFIX = api_pattern("Prefix")


@pytest.mark.parametrize("prefix", ["ROOT", "ab", "a-b.c_d", "team/ml", "a" * 30])
def test_these_prefixes_are_valid(prefix: str) -> None:
    assert is_valid(CachePrefix, prefix)
    assert is_valid(TemplatePrefix, prefix)


@given(st.one_of(st.text("aB1._-/", max_size=12), st.just("ROOT")))
def test_the_api_accepts_every_valid_prefix(text: str) -> None:
    for kind in (CachePrefix, TemplatePrefix):
        assert not is_valid(kind, text) or _PREFIX.fullmatch(text)


@pytest.mark.parametrize("pattern", ["*", "ml/*", "*/trainer", "a.b_c-d/e", "a" * 256])
def test_a_repository_pattern_is_a_name_with_wildcards(pattern: str) -> None:
    assert is_valid(RepositoryPattern, pattern)


@pytest.mark.parametrize("kind", [CachePrefix, TemplatePrefix])
def test_prefixes_reserved_for_union_are_refused(kind: Any) -> None:
    assert not [name for name in ("union", "union/x", "union/x/y") if is_valid(kind, name)]
    assert all(is_valid(kind, name) for name in ("unions", "union-x", "team/union"))


def test_the_prefix_in_an_upstream_may_be_one_reserved_for_union() -> None:
    assert is_valid(UpstreamPrefix, "union/x")


def test_the_remedy_for_a_wildcard_is_never_a_prefix_that_is_too_short() -> None:
    with pytest.raises(ValidationError, match=r"separated by single \. _ - or /; write one such as team"):
        TypeAdapter(CachePrefix).validate_python("a*")


def test_root_stands_for_every_repository_and_another_prefix_for_names_below_it() -> None:
    assert (names_below("ROOT"), names_below("team")) == ("*", "team/*")
    assert prefixes_overlap("ROOT", "team")
    assert prefixes_overlap("team/ml", "team")
    assert not prefixes_overlap("team", "teams")
