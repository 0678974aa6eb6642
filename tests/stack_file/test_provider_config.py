"""What `aws:` keys of a stack file say: roles to assume and credentials."""

import json
from typing import Any

import pytest

from union_ecr.stack_file.parse import StackFile, parse_stack_file
from union_ecr.stack_file.provider_config import assumed_roles, credential_errors

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
