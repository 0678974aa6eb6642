"""Mirrors: which registries ECR knows, and by what it logs in to each."""

import pytest

from tests.registries import SECRET, taken
from union_ecr.settings.registry.pull_through_cache import PullThroughCacheRule, SecretArn, Upstream, upstream_registry

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    "upstream",
    ["public.ecr.aws", "registry.k8s.io", "quay.io", ECR, "111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu"],
)
def test_these_upstreams_need_no_login(upstream: str) -> None:
    assert PullThroughCacheRule(upstream=upstream).credential is None


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
def test_these_upstreams_need_the_arn_of_a_secret(upstream: str) -> None:
    assert PullThroughCacheRule(upstream=upstream, credential=SECRET).credential == SECRET


@pytest.mark.parametrize(
    ("label", "right"),
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
def test_a_registry_on_azure_is_its_name_and_perhaps_a_hash(label: str, right: bool) -> None:
    assert taken(Upstream, f"{label}.azurecr.io") is right


def test_the_arn_of_a_secret_has_at_most_612_characters() -> None:
    longest = SECRET.replace("ghcr", "g" * (612 - len(SECRET) + 4))
    assert len(longest) == 612
    assert taken(SecretArn, longest)
    assert not taken(SecretArn, longest.replace("gg", "ggg", 1))


def test_a_private_upstream_is_known_by_its_account_and_region() -> None:
    found = upstream_registry(ECR)
    assert found is not None
    assert (found.account, found.region) == ("111122223333", "eu-west-1")
    assert upstream_registry("ghcr.io") is None
    assert upstream_registry(ECR.replace(".com", ".eu")) is None
