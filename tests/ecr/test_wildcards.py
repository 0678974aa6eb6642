"""When a pattern subsumes another, and when two intersect: checked on the texts that they match."""

import re
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from union_ecr.ecr.wildcards import intersects, subsumes

PATTERNS = st.text("ab*", max_size=6)
TEXTS = tuple("".join(letters) for length in range(6) for letters in product("ab", repeat=length))


def matches(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern.replace("*", ".*"), text) is not None


@given(PATTERNS, PATTERNS)
def test_a_pattern_matches_every_text_of_a_pattern_that_it_subsumes(wide: str, narrow: str) -> None:
    if subsumes(wide, narrow):
        assert all(matches(wide, text) for text in TEXTS if matches(narrow, text))


@given(PATTERNS, st.text("ab", max_size=6))
def test_a_pattern_subsumes_exactly_the_texts_that_it_matches(pattern: str, text: str) -> None:
    assert subsumes(pattern, text) == matches(pattern, text)


@given(st.text("ab*", max_size=3), st.text("ab*", max_size=2))
@example("a*", "*a")
@example("*", "")
@example("a*b*", "*b")
def test_patterns_intersect_exactly_if_a_text_matches_both(first: str, second: str) -> None:
    assert intersects(first, second) == any(matches(first, text) and matches(second, text) for text in TEXTS)
    assert intersects(first, second) == intersects(second, first)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [("*", "v*"), ("v*", "v1.*"), ("v*", "v"), ("*-rc*", "v1-rc*"), ("a*b*c", "a*xb*c"), ("v*", "v*"), ("a*a", "aa")],
)
def test_subsumed_patterns(wide: str, narrow: str) -> None:
    assert subsumes(wide, narrow)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [("v", "v*"), ("v1*", "v*"), ("v*-rc", "v*"), ("a*a", "a"), ("v*", "*v"), ("a*b*c", "a*c"), ("a*b*b", "ab")],
)
def test_patterns_that_are_not_subsumed(wide: str, narrow: str) -> None:
    assert not subsumes(wide, narrow)
