"""The tags that the provider puts and those that it does not look at."""

import json
from typing import Any

import pytest

from union_ecr.stack_file.provider_tags import ProviderTags

CONFIG: dict[str, Any] = {
    "aws:defaultTags": {"tags": {"owner": "platform", "auto-x": "1"}},
    "aws:ignoreTags": {"keys": ["CostCenter"], "keyPrefixes": ["auto-"]},
}


@pytest.mark.parametrize(
    "config", [CONFIG, {key: json.dumps(value) for key, value in CONFIG.items()}], ids=["yaml", "json"]
)
def test_default_tags_are_wanted_and_ignored_ones_are_not_seen(config: dict[str, Any]) -> None:
    tags = ProviderTags.of(config)
    assert tags.wanted({"team": "ml", "CostCenter": "1"}) == {"owner": "platform", "team": "ml"}
    assert tags.seen({"aws:x": "1", "CostCenter": "2", "auto-y": "3", "a": "b"}) == {"a": "b"}


def test_a_declared_tag_wins_over_a_default_one() -> None:
    assert ProviderTags({"team": "x"}).wanted({"team": "ml"}) == {"team": "ml"}


@pytest.mark.parametrize(
    "config", [{}, {"aws:defaultTags": "[", "aws:ignoreTags": []}, {"aws:defaultTags": {"tags": 1}}]
)
def test_what_cannot_be_meant_is_nothing(config: dict[str, Any]) -> None:
    assert ProviderTags.of(config) == ProviderTags()


def test_a_default_tag_that_is_no_text_is_as_pulumi_hands_it_on() -> None:
    """As JSON spells it, and a null not at all; Python's True would drift for ever."""
    config = {"aws:defaultTags": {"tags": {"managed": True, "number": 1, "none": None}}}
    assert ProviderTags.of(config).default == {"managed": "true", "number": "1"}
