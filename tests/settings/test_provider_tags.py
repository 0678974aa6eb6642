"""`aws:defaultTags` and `aws:ignoreTags` of a stack file, in every form that Pulumi reads."""

import json
from typing import Any

import pytest

from tests.stacks import HEAD, IMAGES
from union_ecr.settings.provider_tags import ProviderTags
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

TAGS: dict[str, Any] = {
    "aws:defaultTags": {"tags": {"owner": "platform", "auto-x": "1"}},
    "aws:ignoreTags": {"keys": ["CostCenter"], "keyPrefixes": ["auto-"]},
}


def settings(config: dict[str, Any]) -> Settings:
    written = "".join(f"  {key}: {json.dumps(value)}\n" for key, value in config.items())
    return load(parse_stack_file("Pulumi.ml.yaml", (HEAD + written + IMAGES).encode))


@pytest.mark.parametrize(
    "config", [TAGS, {key: json.dumps(value) for key, value in TAGS.items()}], ids=["yaml", "json"]
)
def test_default_tags_are_wanted_and_ignored_ones_are_not_seen(config: dict[str, Any]) -> None:
    tags = settings(config).provider_tags
    assert tags.wanted({"team": "ml", "CostCenter": "1"}) == {"owner": "platform", "team": "ml"}
    assert tags.seen({"aws:x": "1", "CostCenter": "2", "auto-y": "3", "a": "b"}) == {"a": "b"}


@pytest.mark.parametrize(
    "config",
    [{}, {"aws:defaultTags": None, "aws:ignoreTags": None}, {"aws:defaultTags": {}, "aws:ignoreTags": "{}"}],
)
def test_a_stack_without_them_has_none(config: dict[str, Any]) -> None:
    assert settings(config).provider_tags == ProviderTags() == ProviderTags.of([])


def test_a_declared_tag_wins_over_a_default_one() -> None:
    assert ProviderTags({"team": "x"}).wanted({"team": "ml"}) == {"team": "ml"}


def test_fifty_default_tags_are_valid() -> None:
    tags = {f"key-{number}": "Zürich: a/b+c=d@e_f.g" for number in range(50)}
    assert settings({"aws:defaultTags": {"tags": tags}}).provider_tags.default == tags
