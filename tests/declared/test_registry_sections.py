"""Which sections of a registry drift always compares."""

from union_ecr.declared.registry_sections import sections_always_compared
from union_ecr.ecr.registry import Registry


def test_what_can_let_others_in_is_always_compared() -> None:
    expected = {"policy", "replication", "creationTemplates", "pullThroughCache"}
    assert sections_always_compared(Registry("123456789012", "us-east-1")) == expected


def test_pull_through_cache_rules_are_left_out_where_ecr_has_none() -> None:
    assert "pullThroughCache" not in sections_always_compared(Registry("123456789012", "cn-north-1"))
