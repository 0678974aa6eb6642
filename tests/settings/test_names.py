"""Regions and repository names of a stack file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from union_ecr.ecr.registry import KNOWN_REGIONS
from union_ecr.settings.names import checked_region, checked_repository_name


@pytest.mark.parametrize("region", [*KNOWN_REGIONS, "us-iso-east-1", "us-isob-west-1", "eu-central-9", "sa-west-1"])
def test_every_region_and_those_of_tomorrow_are_taken(region: str) -> None:
    assert checked_region(region) == region


@pytest.mark.parametrize(
    "region", ["", "us-east", "us-east-1a", "us-east-0", "US-EAST-1", "us-east-1\n", "mars-east-1"]
)
def test_what_has_not_the_shape_of_a_region_is_refused(region: str) -> None:
    with pytest.raises(PydanticCustomError, match="is not an AWS region"):
        checked_region(region)


@pytest.mark.parametrize(
    "name",
    ["ab", "a1", "0a", "a.b", "a_b", "a__b", "a-b", "a--b", "a---b", "ml/trainer", "a/b/c", "unions/a", "a" * 256],
)
def test_a_name_that_ecr_takes_is_taken(name: str) -> None:
    assert checked_repository_name(name) == name


@pytest.mark.parametrize(
    ("name", "rule", "remedy"),
    [
        ("", "2 to 256 characters, this one 0", "write a longer one"),
        ("a", "2 to 256 characters, this one 1", "write a longer one"),
        ("a" * 257, "2 to 256 characters, this one 257", "write a shorter one"),
        ("Trainer", "lower-case", "write trainer"),
        ("My Trainer", "lower-case", "write my-trainer"),
        ("/ml/trainer", "lower-case", "write ml/trainer"),
        ("ml//trainer", "lower-case", "write ml/trainer"),
        ("ml/trainer/", "lower-case", "write ml/trainer"),
        ("a..b", "lower-case", "write team/image"),
        ("a._b", "lower-case", "write team/image"),
        ("a___b", "lower-case", "write team/image"),
        ("trainer\n", "lower-case", "write trainer"),
        ("\u0661\u0662", "lower-case", "write team/image"),  # digits, but not ASCII
        ("trainer:v1", "no tag or digest", "write trainer"),
        ("trainer@sha256:ab", "no tag or digest", "write trainer"),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer", "an address", "what follows the host"),
        ("https://example.com/trainer", "an address", "what follows the host"),
        ("union/trainer", "reserved for Union's own image builder", "choose a name outside that prefix"),
    ],
)
def test_a_name_that_ecr_refuses_is_refused_with_its_rule(name: str, rule: str, remedy: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        checked_repository_name(name)
    context = refused.value.context
    assert context is not None
    assert rule in context["rule"]
    assert remedy in context["remedy"]


@given(st.text(alphabet="aB0._-/ :@", max_size=12))
def test_a_name_that_is_offered_instead_is_a_right_one(name: str) -> None:
    try:
        assert checked_repository_name(name) == name
    except PydanticCustomError as refused:
        offered = (refused.context or {})["remedy"]
        if "lower-case" in str(refused):
            assert checked_repository_name(offered.removeprefix("write ")) == offered.removeprefix("write ")
