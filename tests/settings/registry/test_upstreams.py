"""The upstream registries that ECR supports. Those that are refused are in tests/workspace/bad."""

import pytest

from tests.registries import is_valid
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.upstreams import Upstream, needs_credential, upstream_registry

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    "upstream",
    ["public.ecr.aws", "registry.k8s.io", "quay.io", ECR, "111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu"],
)
def test_these_upstreams_need_no_credential(upstream: str) -> None:
    assert is_valid(Upstream, upstream)
    assert not needs_credential(upstream)


@pytest.mark.parametrize(
    "upstream",
    [
        "ghcr.io",
        "registry-1.docker.io",
        "registry.gitlab.com",
        "cgr.dev",
        "acme1.azurecr.io",
        "acmes-abc123def4.azurecr.io",
    ],
)
def test_these_upstreams_need_a_credential(upstream: str) -> None:
    assert is_valid(Upstream, upstream)
    assert needs_credential(upstream)


@pytest.mark.parametrize(
    ("label", "valid"),
    [
        ("a" * 4, False),
        ("a" * 5, True),
        ("a" * 50, True),
        ("a" * 51, False),
        ("contoso-abc123def4", True),
        ("a" * 50 + "-" + "b" * 12, True),
        ("a" * 50 + "-" + "b" * 13, False),
        ("abcd-abc123def4", False),
        ("-contoso", False),
        ("contoso-", False),
        ("contoso--abc", False),
    ],
)
def test_an_azure_registry_has_a_name_and_optionally_a_hash(label: str, valid: bool) -> None:
    assert is_valid(Upstream, f"{label}.azurecr.io") is valid


def test_a_private_ecr_upstream_has_an_account_and_a_region() -> None:
    assert upstream_registry(ECR) == Registry("111122223333", "eu-west-1")
    assert upstream_registry("ghcr.io") is None
    assert upstream_registry(ECR.replace(".com", ".eu")) is None
