"""Pull-through cache rules: which logins are valid. What is refused is in tests/workspace/bad."""

from dataclasses import replace

import pytest
from pydantic import ValidationError

from tests.registries import HERE, ROLE, SECRET, is_valid, reported
from union_ecr.settings.registry.pull_through_cache import PullThroughCacheRule, SecretArn

ECR_ELSEWHERE = "111122223333.dkr.ecr.us-east-1.amazonaws.com"
OWN_ECR_ELSEWHERE = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


def test_an_upstream_with_its_own_kind_of_login_is_valid() -> None:
    for rule in (
        {"upstream": "quay.io"},
        {"upstream": "ghcr.io", "credential": SECRET},
        {"upstream": ECR_ELSEWHERE, "customRole": ROLE, "upstreamPrefix": "ml"},
        {"upstream": OWN_ECR_ELSEWHERE},
    ):
        assert reported(PullThroughCacheRule, rule) == []


def test_the_login_is_checked_without_a_registry_too() -> None:
    assert reported(PullThroughCacheRule, {"upstream": "ghcr.io"}, registry=None) == [
        ("", "ghcr.io needs a credential")
    ]
    assert reported(PullThroughCacheRule, {"upstream": ECR_ELSEWHERE}, registry=None) == []


def test_a_private_upstream_takes_a_role_instead_of_a_credential() -> None:
    assert reported(PullThroughCacheRule, {"upstream": OWN_ECR_ELSEWHERE, "credential": SECRET}) == [
        ("credential", f"{OWN_ECR_ELSEWHERE} takes no credential")
    ]


def test_the_remedy_for_a_credential_names_the_role_only_where_the_upstream_is_a_private_ecr() -> None:
    for upstream, remedy in (("quay.io", "leave it out"), (OWN_ECR_ELSEWHERE, "leave it out, or use customRole")):
        with pytest.raises(ValidationError, match=f"takes no credential; {remedy} "):
            PullThroughCacheRule(upstream=upstream, credential=SECRET)


def test_rules_are_not_checked_where_ecr_has_no_pull_through_cache() -> None:
    rule = {"upstream": "ghcr.io"}
    assert reported(PullThroughCacheRule, rule, registry=replace(HERE, region="cn-north-1")) == []
    assert reported(PullThroughCacheRule, rule, registry=replace(HERE, region="eusc-de-east-1")) != []


def test_the_arn_of_a_secret_has_at_most_612_characters() -> None:
    longest = SECRET.replace("ghcr", "g" * (612 - len(SECRET) + 4))
    assert len(longest) == 612
    assert is_valid(SecretArn, longest)
    assert not is_valid(SecretArn, longest.replace("gg", "ggg", 1))
