"""Replication: what the API takes. What is refused stands in the table of bad registries."""

import pytest

from union_ecr.settings.registry.replication import Destination, ReplicationRule


@pytest.mark.parametrize("prefix", ["ml/", "ml", "ml/train", "ml-", "a.b/c_"])
def test_a_prefix_is_what_the_api_takes(prefix: str) -> None:
    rule = ReplicationRule(destinations=(Destination(region="eu-west-1"),), prefixes=(prefix,))
    assert rule.prefixes == (prefix,)


def test_without_prefixes_every_repository_is_meant_and_without_account_the_own() -> None:
    rule = ReplicationRule(destinations=(Destination(region="eu-west-1"),))
    assert rule.prefixes is None
    assert rule.destinations[0].account is None
