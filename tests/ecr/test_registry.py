"""Registries, regions and the names ECR allows."""

import pytest
from botocore.loaders import Loader
from hypothesis import given
from hypothesis import strategies as st

from union_ecr.ecr.registry import KNOWN_REGIONS, Registry, image_reference

pytestmark = pytest.mark.slow

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


def test_the_login_command_pipes_the_password_to_docker() -> None:
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
def test_a_reference_keeps_the_image_name_if_possible(image: str, repository: str, registry: str, name: str) -> None:
    reference = image_reference(REGISTRY, image, repository)
    assert (reference.registry, reference.name) == (REGISTRY.host + registry, name)
    assert reference.image_spec == f"ImageSpec(registry='{REGISTRY.host}{registry}', name='{name}')"


@given(image=names, repository=names)
def test_the_registry_and_name_of_an_image_reference_make_the_uri(image: str, repository: str) -> None:
    reference = image_reference(REGISTRY, image, repository)
    assert f"{reference.registry}/{reference.name}" == REGISTRY.uri(repository)
    assert reference.name
    assert not reference.registry.endswith("/")


@given(image=names, prefix=names)
def test_an_image_reference_keeps_the_image_name_below_any_prefix(image: str, prefix: str) -> None:
    assert image_reference(REGISTRY, image, f"{prefix}/{image}").name == image


def test_known_regions_are_sorted_and_unique() -> None:
    assert sorted(set(KNOWN_REGIONS)) == KNOWN_REGIONS


def test_iam_records_its_events_in_the_region_that_botocore_has_for_it() -> None:
    partitions = Loader().load_data("endpoints")["partitions"]
    for partition in partitions:
        names = partition["services"].get("iam", {}).get("endpoints", {})
        regions = {
            endpoint["credentialScope"]["region"] for endpoint in names.values() if "credentialScope" in endpoint
        }
        registry = Registry("123456789012", next(iter(partition["regions"])))
        assert registry.partition == partition["partition"]
        assert regions <= {registry.iam_region}
        assert registry.iam_region in partition["regions"]
