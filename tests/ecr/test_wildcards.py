"""When a pattern covers another, and when two have a text in common: judged by texts that match."""

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
def test_a_pattern_that_covers_another_matches_whatever_the_other_does(wide: str, narrow: str) -> None:
    if subsumes(wide, narrow):
        assert all(matches(wide, text) for text in TEXTS if matches(narrow, text))


@given(PATTERNS, st.text("ab", max_size=6))
def test_a_pattern_covers_exactly_the_texts_that_it_matches(pattern: str, text: str) -> None:
    assert subsumes(pattern, text) == matches(pattern, text)


@given(st.text("ab*", max_size=3), st.text("ab*", max_size=2))
@example("a*", "*a")
@example("*", "")
@example("a*b*", "*b")
def test_patterns_overlap_exactly_where_a_text_matches_both(one: str, other: str) -> None:
    assert intersects(one, other) == any(matches(one, text) and matches(other, text) for text in TEXTS)
    assert intersects(one, other) == intersects(other, one)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [("*", "v*"), ("v*", "v1.*"), ("v*", "v"), ("*-rc*", "v1-rc*"), ("a*b*c", "a*xb*c"), ("v*", "v*"), ("a*a", "aa")],
)
def test_what_a_pattern_covers(wide: str, narrow: str) -> None:
    assert subsumes(wide, narrow)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [("v", "v*"), ("v1*", "v*"), ("v*-rc", "v*"), ("a*a", "a"), ("v*", "*v"), ("a*b*c", "a*c"), ("a*b*b", "ab")],
)
def test_what_a_pattern_does_not_cover(wide: str, narrow: str) -> None:
    assert not subsumes(wide, narrow)
