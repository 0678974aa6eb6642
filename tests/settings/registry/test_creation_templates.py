"""Templates: what follows from what is said of repositories that ECR creates."""

import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from tests.stacks import stack_settings
from union_ecr.declared.stack import declare
from union_ecr.ecr.actions import ACTIONS, REGISTRY_ACTIONS, Access, RegistryAccess
from union_ecr.settings.registry.creation_templates import CreationTemplate
from union_ecr.settings.repository import RepositoryRules
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

ROLE = "arn:aws:iam::123456789012:role/ecr"
CREATION = "ecr:CreateRepository"


def template(*applied_for: str, **fields: Any) -> CreationTemplate:
    return CreationTemplate.model_validate({"appliedFor": applied_for, **fields})


@pytest.mark.parametrize(
    ("fields", "mutability"),
    [
        ({}, "MUTABLE"),
        ({"tagMutability": "IMMUTABLE"}, "IMMUTABLE"),
        ({"tagMutability": "MUTABLE"}, "MUTABLE"),
        ({"tagMutabilityExclusions": ["latest"]}, "IMMUTABLE"),
    ],
)
def test_the_tags_of_a_mirror_move_unless_something_says_otherwise(fields: dict[str, Any], mutability: str) -> None:
    assert template("PULL_THROUGH_CACHE", "REPLICATION", **fields).effective_tag_mutability == mutability


def test_the_tags_of_other_repositories_are_an_images() -> None:
    assert template("REPLICATION", "CREATE_ON_PUSH").effective_tag_mutability == "IMMUTABLE"
    assert template("REPLICATION", tagMutability="MUTABLE").effective_tag_mutability == "MUTABLE"


def test_a_template_takes_all_that_holds_for_a_repository_and_nothing_of_pulumi() -> None:
    own = {"applied_for", "description", "custom_role", "data_planes"}
    assert set(CreationTemplate.model_fields) == {*RepositoryRules.model_fields, *own}


def test_with_a_role_tags_and_keys_are_taken() -> None:
    said = template("REPLICATION", resourceTags={"a": "b"}, encryption={"type": "KMS"}, customRole=ROLE)
    assert said.custom_role == ROLE


def test_the_documented_stack_of_a_region_that_receives_copies_is_whole_and_lets_data_planes_pull() -> None:
    page = (Path(__file__).parents[3] / "docs" / "replicate.md").read_text()
    (example,) = re.findall(r"```yaml\n( +config:\n.*?)```", page, re.DOTALL)
    declared = declare(load(parse_stack_file("F", dedent(example).encode)))
    assert declared.repositories == ()
    assert declared.registry_wide
    (template,) = declared.registry_wide.creation_templates
    assert (template.prefix, template.applied_for) == ("ml", ("REPLICATION",))
    assert "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group" in json.dumps(template.policy)


def test_the_documented_policy_of_whoever_creates_by_a_push_is_a_push_and_the_creation() -> None:
    """Which neither the stack's pushPolicy nor access push of the registry policy includes."""
    page = (Path(__file__).parents[3] / "docs" / "stack-file.md").read_text()
    statement = json.loads(page.split("```json")[1].split("```")[0])
    assert statement["Action"] == sorted([*ACTIONS[Access.PUSH], CREATION])
    assert statement["Resource"].endswith(":repository/sandbox/*")
    created = declare(stack_settings(registry={"creationTemplates": {"sandbox": {"appliedFor": ["CREATE_ON_PUSH"]}}}))
    assert CREATION not in json.dumps(created.push_policy)
    create = {access for access, actions in REGISTRY_ACTIONS.items() if CREATION in actions}
    assert create == {RegistryAccess.REPLICATE, RegistryAccess.PULL_THROUGH}
