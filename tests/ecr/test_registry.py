"""Registries, regions and the names ECR allows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from union_ecr.ecr.registry import KNOWN_REGIONS, Registry, checked_region, checked_repository_name, image_reference

REGISTRY = Registry("123456789012", "us-east-1")
part = st.from_regex(r"[a-z0-9]{1,3}([._-][a-z0-9]{1,3}){0,2}", fullmatch=True)
names = st.lists(part, min_size=1, max_size=4).map("/".join).filter(lambda name: len(name) > 1)


@pytest.mark.parametrize(
    ("region", "partition", "domain"),
    [
        ("us-east-1", "aws", "amazonaws.com"),
        ("eu-west-1", "aws", "amazonaws.com"),
        ("us-gov-west-1", "aws-us-gov", "amazonaws.com"),
        ("cn-north-1", "aws-cn", "amazonaws.com.cn"),
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
        ("us-iso-east-1", "aws-iso", "c2s.ic.gov"),
        ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
        ("eu-isoe-west-1", "aws-iso-e", "cloud.adc-e.uk"),
        ("us-isof-south-1", "aws-iso-f", "csp.hci.ic.gov"),
    ],
)
def test_host_and_arns_follow_the_partition_of_the_region(region: str, partition: str, domain: str) -> None:
    registry = Registry("123456789012", region)
    host = f"123456789012.dkr.ecr.{region}.{domain}"
    assert (registry.partition, registry.host) == (partition, host)
    assert registry.uri("ml/trainer") == f"{host}/ml/trainer"
    assert registry.repository_arn("ml/trainer") == f"arn:{partition}:ecr:{region}:123456789012:repository/ml/trainer"
    assert registry.role_arn("111122223333", "a/b") == f"arn:{partition}:iam::111122223333:role/a/b"


def test_the_login_pipes_the_password() -> None:
    assert Registry("123456789012", "cn-north-1").login == (
        "aws ecr get-login-password --region cn-north-1 | docker login --username AWS --password-stdin "
        "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"
    )


@pytest.mark.parametrize(
    ("image", "repository", "registry", "name"),
    [
        ("trainer", "trainer", "", "trainer"),
        ("trainer", "ml/trainer", "/ml", "trainer"),
        ("trainer", "ml/vision/trainer", "/ml/vision", "trainer"),
        ("ml/trainer", "ml/trainer", "", "ml/trainer"),
        ("trainer", "ml/my-trainer", "/ml", "my-trainer"),  # ends in the same letters, not in the same part
        ("trainer", "other", "", "other"),
        ("trainer", "trainer/gpu", "/trainer", "gpu"),
        ("a/a", "a/a/a", "/a", "a/a"),
        ("trainer", "trainer/trainer", "/trainer", "trainer"),
    ],
)
def test_the_name_stays_the_image_name_where_it_can(image: str, repository: str, registry: str, name: str) -> None:
    reference = image_reference(REGISTRY, image, repository)
    assert (reference.registry, reference.name) == (REGISTRY.host + registry, name)
    assert reference.image_spec == f'ImageSpec(registry="{REGISTRY.host}{registry}", name="{name}")'


@given(image=names, repository=names)
def test_registry_and_name_together_are_the_uri(image: str, repository: str) -> None:
    reference = image_reference(REGISTRY, image, repository)
    assert f"{reference.registry}/{reference.name}" == REGISTRY.uri(repository)
    assert reference.name
    assert not reference.registry.endswith("/")


@given(image=names, prefix=names)
def test_an_image_name_is_kept_below_any_prefix(image: str, prefix: str) -> None:
    assert image_reference(REGISTRY, image, f"{prefix}/{image}").name == image


@pytest.mark.parametrize("region", [*KNOWN_REGIONS, "us-iso-east-1", "us-isob-west-1", "eu-central-9", "sa-west-1"])
def test_every_region_and_those_of_tomorrow_are_taken(region: str) -> None:
    assert checked_region(region) == region


@pytest.mark.parametrize(
    "region", ["", "us-east", "us-east-1a", "us-east-0", "US-EAST-1", "us-east-1\n", "mars-east-1"]
)
def test_what_has_not_the_shape_of_a_region_is_refused(region: str) -> None:
    with pytest.raises(PydanticCustomError, match="is not an AWS region"):
        checked_region(region)


def test_regions_are_sorted_and_stand_once() -> None:
    assert sorted(set(KNOWN_REGIONS)) == KNOWN_REGIONS


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
