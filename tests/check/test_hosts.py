"""Hosts that are meant to be a declared registry."""

import pytest

from union_ecr.check.hosts import intended_host

OURS = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
CHINA = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("123456789012.dkr.ecr.us-eas-1.amazonaws.com", "AWS has no region us-eas-1"),
        ("123456789012.dkr.ecr.us-east1.amazonaws.com", "AWS has no region us-east1"),
        ("123456789012.dkr.ecr.us-east-2.amazonaws.com", "for which no stack declares anything"),
        ("123456789021.dkr.ecr.us-east-1.amazonaws.com", "is the registry of account 123456789021"),
        ("12345678901.dkr.ecr.us-east-1.amazonaws.com", "is the registry of account 12345678901"),
        ("123456789012.dkr.ecr.us-east-1.amazonaws.co", "which is 123456789012.dkr.ecr.us-east-1.amazonaws.com"),
        ("123456789012.drk.ecr.us-east-1.amazonaws.com", "is no registry of ECR"),
        ("123456789012.ecr.us-east-1.amazonaws.com", "is no registry of ECR"),
    ],
)
def test_a_host_that_is_nearly_a_declared_one_is_meant_to_be_it(host: str, reason: str) -> None:
    found = intended_host(host, [OURS])
    assert found
    assert found[0] == OURS
    assert reason in found[1]


@pytest.mark.parametrize(
    "host", [OURS, "ghcr.io", "docker.io", "999988887777.dkr.ecr.us-east-1.amazonaws.com", "", "localhost:5000"]
)
def test_the_declared_host_and_a_registry_of_somebody_else_are_themselves(host: str) -> None:
    assert intended_host(host, [OURS]) is None


def test_a_region_of_china_has_its_own_domain() -> None:
    found = intended_host("123456789012.dkr.ecr.cn-north-1.amazonaws.com", [CHINA])
    assert found == (CHINA, f"is not the host of ECR in cn-north-1, which is {CHINA}")
