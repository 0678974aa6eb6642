"""What `aws:` keys of a stack file say: roles to assume, credentials and tags."""

import json
from typing import Any

import pytest

from union_ecr.stack_file.parse import StackFile, parse_stack_file
from union_ecr.stack_file.provider_config import ProviderTags, assumed_roles, credential_errors

TAGS: dict[str, Any] = {
    "aws:defaultTags": {"tags": {"owner": "platform", "auto-x": "1"}},
    "aws:ignoreTags": {"keys": ["CostCenter"], "keyPrefixes": ["auto-"]},
}
ROLES = [{"roleArn": "arn:aws:iam::123456789012:role/hub"}, {"roleArn": "arn:aws:iam::123456789012:role/deploy"}]


def assumed(written: Any) -> list[Any] | None:
    roles = assumed_roles(StackFile("Pulumi.ml.yaml", {"aws:assumeRoles": written}))
    return None if roles is None else list(roles)


@pytest.mark.parametrize("written", [ROLES, json.dumps(ROLES)], ids=["yaml", "json"])
def test_roles_are_the_same_in_yaml_and_in_json_text(written: Any) -> None:
    assert assumed(written) == ROLES


@pytest.mark.parametrize("written", [None, "", [], "[]"])
def test_an_empty_value_is_an_empty_list_of_roles(written: Any) -> None:
    assert assumed(written) == []
    assert assumed_roles(StackFile("Pulumi.ml.yaml")) == []


@pytest.mark.parametrize("written", ["no json", {"roleArn": "x"}, 7, ["x"], '"x"'])
def test_a_value_that_is_not_a_list_of_roles_is_none(written: Any) -> None:
    assert assumed(written) is None


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ("aws:profile: {secure: v1:abc}", "is not the name of a profile; write one in plain text"),
        ("aws:maxRetries: many", 'aws:maxRetries: "many": is not a number'),
        ("aws:maxRetries: -1", "aws:maxRetries: -1: is not a number"),
        ("aws:assumeRoles: hub", "is not a list of roles"),
        ("aws:assumeRoles: {roleArn: x}", "is not a list of roles"),
        ("aws:assumeRoles: [{sessionName: x}]", "names no role"),
        ("aws:assumeRoles: [{roleARN: x, roleArn: x}]", "did you mean roleArn?"),
        ("aws:assumeRoles: [{roleArn: x, tags: [x]}]", "is no tags; write a mapping of texts"),
        ("aws:assumeRoles: [{roleArn: x, policyArns: arn}]", "is no policyArns; write a list of texts"),
        ("aws:assumeRoles: [{roleArn: 7}]", "is no roleArn; write a text"),
    ],
)
def test_an_error_in_what_is_said_of_credentials_is_reported_with_its_line(config: str, error: str) -> None:
    (found,) = credential_errors(parse_stack_file("Pulumi.ml.yaml", f"config:\n  {config}\n".encode))
    assert str(found).startswith("Pulumi.ml.yaml:2: ")
    assert error in str(found)


@pytest.mark.parametrize(
    "config", ["aws:profile: ml", "aws:maxRetries: 10", "aws:assumeRoles: [{roleArn: x, duration: 1h}]"]
)
def test_what_pulumi_accepts_of_credentials_is_no_error(config: str) -> None:
    assert list(credential_errors(parse_stack_file("Pulumi.ml.yaml", f"config:\n  {config}\n".encode))) == []


@pytest.mark.parametrize(
    "config", [TAGS, {key: json.dumps(value) for key, value in TAGS.items()}], ids=["yaml", "json"]
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
def test_tags_of_an_invalid_form_are_ignored(config: dict[str, Any]) -> None:
    assert ProviderTags.of(config) == ProviderTags()


def test_a_default_tag_that_is_not_text_is_written_as_json() -> None:
    """As JSON spells it, and a null not at all; Python's True would drift for ever."""
    config = {"aws:defaultTags": {"tags": {"managed": True, "number": 1, "none": None}}}
    assert ProviderTags.of(config).default == {"managed": "true", "number": "1"}
