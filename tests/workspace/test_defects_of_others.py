"""Defects that were read in other modules for ECR, each shown to be none of ours.

1, 2, 5, 7, 8 and 11 are about lifecycle rules.
"""

import json
import re
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from tests.declared.ecr_evaluation import Image, taken
from tests.settings.lifecycle_rules import ANY, places, repository, tagged
from tests.settings.violations import violations
from tests.stacks import stack_file
from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.ecr.actions import REGISTRY_ACTIONS, REPOSITORY_ACTIONS
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.names import checked_repository_name
from union_ecr.settings.repository import RepositoryFields
from union_ecr.settings.stack import ImageSettings
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.declared_stacks import validate_together
from union_ecr.workspace.load import load

STACKS = sorted((Path(__file__).parents[2] / "examples").glob("Pulumi.*.yaml"))
# The keys that IAM documents for a caller or a service, and the two that identity providers bring along.
CONDITION_KEYS = (
    "aws:PrincipalArn aws:PrincipalOrgID aws:PrincipalOrgPaths aws:SourceArn aws:SourceAccount "
    "aws:PrincipalAccount aws:PrincipalIsAWSService aws:SourceVpce aws:ViaAWSService "
    "token.actions.githubusercontent.com:job_workflow_ref"
).split()
CLAIMS = ("aud", "sub")
"""Every token's claims, which are condition keys below the address of its issuer."""


def declared(path: Path) -> DeclaredStack:
    return declare(load(parse_stack_file(path.name, path.read_bytes)))


def policies(stack: DeclaredStack) -> list[Document]:
    """Every policy that hangs on a resource of ECR or is trusted by a role."""
    found = [repository.policy for repository in stack.repositories]
    if stack.registry_settings:
        found += [template.policy for template in stack.registry_settings.creation_templates]
        found.append(stack.registry_settings.policy)
    return [policy for policy in found if policy] + [role.trust_policy for role in stack.push_roles]


def statements(stack: DeclaredStack) -> list[dict[str, Any]]:
    return [statement for policy in policies(stack) for statement in policy["Statement"]]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_defect_3_every_action_in_a_policy_exists() -> None:
    """A module granted ecr:BatchImportLayerAvailability, which does not exist, and trusted the wrong service."""
    operations = set(botocore.session.Session().get_service_model("ecr").operation_names)
    permissions = operations | {"BatchImportUpstreamImage", "GetImageCopyStatus", "ReplicateImage"}  # without a call
    named = {action for actions in REGISTRY_ACTIONS.values() for action in actions} | set(REPOSITORY_ACTIONS)
    assert {action.removeprefix("ecr:") for action in named} <= permissions


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name)
def test_defect_4_a_condition_uses_a_key_that_callers_have(path: Path) -> None:
    """A module's gate used ecr:ImageTag, which no request carries, and so let nobody in or everybody."""
    for statement in statements(declared(path)):
        issuer = str(statement["Principal"]).rpartition("oidc-provider/")[2].rstrip("'}")
        keys = {key for keys in statement.get("Condition", {}).values() for key in keys}
        assert keys <= {*CONDITION_KEYS, *(f"{issuer}:{claim}" for claim in CLAIMS)}


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name)
def test_defect_6_only_identity_policies_grant_the_login(path: Path) -> None:
    stack = declared(path)
    assert "GetAuthorizationToken" not in json.dumps(policies(stack))
    for policy in (
        stack.pull_policy,
        stack.push_policy,
        stack.pull_through_cache_policy,
        *(role.policy for role in stack.push_roles),
    ):
        (login,) = (statement for statement in policy["Statement"] if statement["Sid"] == "AllowLogin")
        assert (login["Action"], login["Resource"]) == ("ecr:GetAuthorizationToken", "*")


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name)
def test_defect_9_policies_name_no_account_that_the_stack_file_does_not_name(path: Path) -> None:
    """A module let two accounts of its vendor in, one of them by a default."""
    text = path.read_text()
    for statement in statements(declared(path)):
        assert set(re.findall(r"\b\d{12}\b", json.dumps(statement))) <= set(re.findall(r"\b\d{12}\b", text))


@pytest.mark.parametrize("name", ["a__b", "a--b", "a---b", "7zip", "ml/a__b"])
def test_defect_10_every_name_that_ecr_accepts_is_valid(name: str) -> None:
    assert checked_repository_name(name) == name


def test_defect_10_double_encryption_is_valid_in_govcloud() -> None:
    govcloud = Registry("123456789012", "us-gov-west-1")
    assert violations(ImageSettings, {"encryption": {"type": "KMS_DSSE"}}, govcloud) == []


def test_every_statement_has_one_kind_of_principal_and_allows_no_wildcard_action() -> None:
    found = [statement for path in STACKS for statement in statements(declared(path))]
    assert len(found) > 20
    for statement in found:
        assert statement["Effect"] == "Deny" or not any("*" in action for action in listed(statement["Action"]))
        assert statement["Principal"] != "*" or statement["Condition"]


def lifecycle(settings: RepositoryFields | dict[str, Any]) -> dict[str, Any] | None:
    valid = RepositoryFields.model_validate(settings)
    return lifecycle_policy(valid.untagged_days, valid.lifecycle_rules, valid.keep_tags)


def size_errors(image: dict[str, Any]) -> list[str]:
    files = {"team": stack_file(images={"trainer": image})}
    return [error.key for error in validate_together(files, ["team"]).errors]


def test_defect_1_several_tags_of_a_rule_need_match_any_or_all() -> None:
    tags = ("v*", "release*", "prod*")
    images = [Image(tag, (tag.replace("*", "1"),), pushed=31) for tag in tags]
    assert taken(lifecycle(repository(tagged(*tags, match="any"))), images) == dict.fromkeys(tags, "expire")
    assert places(tagged(*tags)) == [("lifecycleRules", 0, "tagPatternList")]


def test_defect_2_two_rules_on_any_image_are_refused() -> None:
    assert places(ANY, {"tagStatus": "any", "imageCountMoreThan": 50, "action": "expire"}) == [
        ("lifecycleRules", 1, "tagStatus")
    ]


def test_defect_5_the_default_lifecycle_policy_is_long_enough_or_absent() -> None:
    assert 100 <= len(document_text(lifecycle(RepositoryFields()))) <= 30_720
    assert lifecycle(RepositoryFields(untagged_days=None)) is None


def test_defect_7_more_kept_tags_than_ecr_has_rules_are_refused() -> None:
    kept = [f"keep-{number}" for number in range(49)]
    rules = [len((lifecycle(repository(tagged("pr-*"), keepTags=kept[:count])) or {})["rules"]) for count in (48, 49)]
    assert rules == [50, 51]
    assert size_errors(repository(tagged("pr-*"), keepTags=kept)) == ["union-ecr:images.trainer.lifecycleRules"]
    assert size_errors(repository(tagged("pr-*"), keepTags=kept[:48])) == []


def test_defect_8_the_last_untagged_image_expires_too() -> None:
    images = [Image("the last", pushed=15), Image("a build of today", pushed=1), Image("tagged", ("v1",), pushed=900)]
    assert taken(lifecycle(RepositoryFields()), images) == {"the last": "expire"}
    assert taken(lifecycle(RepositoryFields()), images[:1]) == {"the last": "expire"}


def test_defect_11_a_lifecycle_policy_has_no_null_and_no_storage_class_standard() -> None:
    text = document_text(lifecycle(repository(ANY, tagged("a", action="archive"), keepTags=["v*"])))
    assert "null" not in text
    assert "standard" not in text
    assert "storageClass" not in text
