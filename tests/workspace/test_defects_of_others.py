"""Defects that were read in other modules for ECR, each shown to be none of ours.

1, 2, 5, 7, 8 and 11 are about lifecycle rules and stand in test_broken_lifecycle.py.
"""

import json
import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.ecr.actions import REGISTRY_ACTIONS, REPOSITORY_ACTIONS, Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.broken_repository import broken_repository_rules
from union_ecr.settings.names import checked_repository_name
from union_ecr.settings.repository import Encryption, EncryptionType
from union_ecr.settings.stack import ImageSettings
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

STACKS = sorted((Path(__file__).parents[2] / "examples").glob("Pulumi.*.yaml"))
# The keys that IAM documents for a caller or a service, and the two that identity providers bring along.
CONDITION_KEYS = (
    "aws:PrincipalArn aws:PrincipalOrgID aws:PrincipalOrgPaths aws:SourceArn aws:SourceAccount "
    "token.actions.githubusercontent.com:aud token.actions.githubusercontent.com:sub gitlab.com:aud gitlab.com:sub"
).split()


def declared(path: Path) -> DeclaredStack:
    return declare(load(parse_stack_file(path.name, path.read_bytes)))


def policies(stack: DeclaredStack) -> list[Document]:
    """Every policy that hangs on a resource of ECR or is trusted by a role."""
    wide = stack.registry_wide
    templates = [one.policy for one in wide.creation_templates] if wide else []
    found = [one.policy for one in stack.repositories] + templates + ([wide.policy] if wide else [])
    return [policy for policy in found if policy] + [role.trust_policy for role in stack.push_roles]


def statements(stack: DeclaredStack) -> list[dict[str, Any]]:
    return [statement for policy in policies(stack) for statement in policy["Statement"]]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_defect_3_every_action_there_is_is_one_of_ecrs() -> None:
    """A module granted ecr:BatchImportLayerAvailability, which does not exist, and trusted the wrong service."""
    operations = set(botocore.session.Session().get_service_model("ecr").operation_names)
    permissions = operations | {"BatchImportUpstreamImage", "GetImageCopyStatus", "ReplicateImage"}  # without a call
    named = {action for actions in REGISTRY_ACTIONS.values() for action in actions} | set(REPOSITORY_ACTIONS)
    assert {action.removeprefix("ecr:") for action in named} <= permissions


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name)
def test_defect_4_a_condition_uses_a_key_that_callers_have(path: Path) -> None:
    """A module's gate used ecr:ImageTag, which no request carries, and so let nobody in or everybody."""
    for statement in statements(declared(path)):
        assert {key for keys in statement.get("Condition", {}).values() for key in keys} <= set(CONDITION_KEYS)


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name)
def test_defect_6_the_logins_token_is_in_no_policy_but_a_callers_own(path: Path) -> None:
    stack = declared(path)
    assert "GetAuthorizationToken" not in json.dumps(policies(stack))
    for policy in (
        stack.pull_policy,
        stack.push_policy,
        stack.mirror_policy,
        *(role.policy for role in stack.push_roles),
    ):
        (login,) = (one for one in policy["Statement"] if one["Sid"] == "AllowLogin")
        assert (login["Action"], login["Resource"]) == ("ecr:GetAuthorizationToken", "*")


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name)
def test_defect_9_no_account_is_let_in_that_the_stack_file_does_not_name(path: Path) -> None:
    """A module let two accounts of its vendor in, one of them by a default."""
    text = path.read_text()
    for statement in statements(declared(path)):
        assert set(re.findall(r"\b\d{12}\b", json.dumps(statement))) <= set(re.findall(r"\b\d{12}\b", text))


@pytest.mark.parametrize("name", ["a__b", "a--b", "a---b", "7zip", "ml/a__b"])
def test_defect_10_every_name_that_ecr_takes_is_taken(name: str) -> None:
    assert checked_repository_name(name) == name


def test_defect_10_double_encryption_can_be_had_where_ecr_has_it() -> None:
    settings = ImageSettings(encryption=Encryption(type=EncryptionType.KMS_DSSE))
    assert list(broken_repository_rules(Registry("123456789012", "us-gov-west-1"), settings)) == []


def test_every_statement_has_one_kind_of_holder_and_is_allowed_by_name() -> None:
    found = [statement for path in STACKS for statement in statements(declared(path))]
    assert len(found) > 20
    for statement in found:
        assert statement["Effect"] == "Allow"
        assert not any("*" in action for action in listed(statement["Action"]))
        assert statement["Principal"] != "*" or statement["Condition"]
