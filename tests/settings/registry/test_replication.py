"""Replication. What is refused is in tests/workspace/bad."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.registries import HERE, api_pattern, is_valid
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.replication import Destination, ReplicationPrefix, ReplicationRule

_PREFIX = api_pattern("RepositoryFilterValue")


@pytest.mark.parametrize("prefix", ["ml/", "ml", "ml/train", "ml-", "a.b/c_"])
def test_these_prefixes_are_valid(prefix: str) -> None:
    assert is_valid(ReplicationPrefix, prefix)


@given(st.text("aB1*._-/", min_size=2, max_size=12))
def test_replication_prefixes_are_exactly_those_of_the_api(text: str) -> None:
    assert is_valid(ReplicationPrefix, text) == bool(_PREFIX.fullmatch(text))


def test_without_prefixes_every_repository_is_copied() -> None:
    assert ReplicationRule(destinations=(Destination(region="eu-west-1"),)).prefixes is None


def test_the_target_without_an_account_is_the_registrys_own_account() -> None:
    assert Destination(region="eu-west-1").target(HERE) == Registry(HERE.account, "eu-west-1")
    other = Destination(region="eu-west-1", account="111122223333")
    assert other.target(HERE) == Registry("111122223333", "eu-west-1")
