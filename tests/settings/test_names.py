"""Regions and repository names of a stack file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from union_ecr.ecr.registry import KNOWN_REGIONS
from union_ecr.settings.names import checked_region, checked_repository_name


@pytest.mark.parametrize("region", [*KNOWN_REGIONS, "us-iso-east-1", "us-isob-west-1", "eu-central-9", "sa-west-1"])
def test_known_regions_and_new_regions_of_the_same_form_are_valid(region: str) -> None:
    assert checked_region(region) == region


@pytest.mark.parametrize(
    "region", ["", "us-east", "us-east-1a", "us-east-0", "US-EAST-1", "us-east-1\n", "mars-east-1"]
)
def test_a_text_that_has_not_the_form_of_a_region_is_refused(region: str) -> None:
    with pytest.raises(PydanticCustomError, match="is not an AWS region"):
        checked_region(region)


@pytest.mark.parametrize(
    "name",
    ["ab", "a1", "0a", "a.b", "a_b", "a__b", "a-b", "a--b", "a---b", "ml/trainer", "a/b/c", "unions/a", "a" * 256],
)
def test_a_repository_name_that_ecr_accepts_is_valid(name: str) -> None:
    assert checked_repository_name(name) == name


@pytest.mark.parametrize(
    ("name", "rule", "remedy"),
    [
        ("", "2 to 256 characters, this one 0", "write a longer one"),
        ("a", "2 to 256 characters, this one 1", "write a longer one"),
        ("a" * 257, "2 to 256 characters, this one 257", "write a shorter one"),
        ("Trainer", "lowercase", "write trainer"),
        ("My Trainer", "lowercase", "write my-trainer"),
        ("/ml/trainer", "lowercase", "write ml/trainer"),
        ("ml//trainer", "lowercase", "write ml/trainer"),
        ("ml/trainer/", "lowercase", "write ml/trainer"),
        ("a..b", "lowercase", "write a-b"),
        ("a._b", "lowercase", "write a-b"),
        ("a___b", "lowercase", "write a-b"),
        ("trainer\n", "lowercase", "write trainer"),
        ("\u0661\u0662", "lowercase", "write one such as team/image"),  # digits, but not ASCII
        ("trainer:v1", "no tag or digest", "write trainer"),
        ("trainer@sha256:ab", "no tag or digest", "write trainer"),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.com/trainer", "an address", "write trainer"),
        ("https://example.com/trainer", "an address", "write trainer"),
        ("registry.example.com:5000/team/trainer:v1@sha256:ab", "an address", "write team/trainer"),
        ("arn:aws:ecr:us-east-1:123456789012:repository/ML/Trainer", "an ARN", "write ml/trainer"),
        ("arn:aws:iam::123456789012:role/ci", "an ARN", "write one such as team/image"),
        ("ML/Trainer:v1", "no tag or digest", "write ml/trainer"),
        (":v1", "no tag or digest", "write one such as team/image"),
        ("ml/\u0442rainer", "lowercase", "write one such as team/image"),  # a Cyrillic letter: not to be lost
        ("\uff4d\uff4c/trainer", "lowercase", "write ml/trainer"),  # full-width letters
        ("union/trainer", "reserved for Union's own image builder", "choose a name outside that prefix"),
    ],
)
def test_a_repository_name_that_ecr_refuses_is_reported_with_the_rule(name: str, rule: str, remedy: str) -> None:
    with pytest.raises(PydanticCustomError) as refused:
        checked_repository_name(name)
    context = refused.value.context
    assert context is not None
    assert rule in context["rule"]
    assert remedy in context["remedy"]


@given(st.text(alphabet="aB0._-/ :@", max_size=12))
def test_a_suggested_repository_name_is_valid(name: str) -> None:
    try:
        assert checked_repository_name(name) == name
    except PydanticCustomError as refused:
        offered = (refused.context or {})["remedy"]
        if "lowercase" in str(refused):
            written = offered.removeprefix("write ").removeprefix("one such as ").strip('"')
            assert checked_repository_name(written) == written
