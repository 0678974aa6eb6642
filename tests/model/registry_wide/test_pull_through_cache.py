"""Mirrors: which registries ECR knows, and by what it logs in to each."""

import pytest

from model.registry_wide.pull_through_cache import PullThroughCacheRule, upstream_registry
from tests.model.bad_registry_wide import SECRET

ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    "upstream",
    ["public.ecr.aws", "registry.k8s.io", "quay.io", ECR, "111122223333.dkr.ecr.eusc-de-east-1.amazonaws.eu"],
)
def test_these_upstreams_need_no_login(upstream: str) -> None:
    assert PullThroughCacheRule(upstream=upstream).credential is None


@pytest.mark.parametrize(
    "upstream", ["ghcr.io", "registry-1.docker.io", "registry.gitlab.com", "cgr.dev", "acme1.azurecr.io"]
)
def test_these_upstreams_need_the_arn_of_a_secret(upstream: str) -> None:
    assert PullThroughCacheRule(upstream=upstream, credential=SECRET).credential == SECRET


def test_a_private_upstream_is_known_by_its_account_and_region() -> None:
    found = upstream_registry(ECR)
    assert found is not None
    assert (found.account, found.region) == ("111122223333", "eu-west-1")
    assert upstream_registry("ghcr.io") is None
    assert upstream_registry(ECR.replace(".com", ".eu")) is None
