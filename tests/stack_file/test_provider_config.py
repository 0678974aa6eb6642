"""The roles of `aws:assumeRoles`, however they are written."""

import json
from typing import Any

import pytest

from union_ecr.stack_file.parse import StackFile
from union_ecr.stack_file.provider_config import assumed_roles

ROLES = [{"roleArn": "arn:aws:iam::123456789012:role/hub"}, {"roleArn": "arn:aws:iam::123456789012:role/deploy"}]


def assumed(written: Any) -> list[Any] | None:
    roles = assumed_roles(StackFile("Pulumi.ml.yaml", {"aws:assumeRoles": written}))
    return None if roles is None else list(roles)


@pytest.mark.parametrize("written", [ROLES, json.dumps(ROLES)], ids=["yaml", "json"])
def test_yaml_and_a_text_of_json_are_the_same(written: Any) -> None:
    assert assumed(written) == ROLES


@pytest.mark.parametrize("written", [None, "", [], "[]"])
def test_nothing_is_no_role(written: Any) -> None:
    assert assumed(written) == []
    assert assumed_roles(StackFile("Pulumi.ml.yaml")) == []


@pytest.mark.parametrize("written", ["no json", {"roleArn": "x"}, 7, ["x"], '"x"'])
def test_what_is_no_list_of_roles_is_none(written: Any) -> None:
    assert assumed(written) is None
