"""Creation templates: their tag mutability, their data planes, and the documents of the pages about them."""

import json
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from pydantic import ValidationError

from tests.registries import ROLE, reported
from tests.stacks import stack_settings
from union_ecr.declared.stack import declare
from union_ecr.ecr.actions import ACTIONS, REGISTRY_ACTIONS, Access, RegistryAccess
from union_ecr.settings.registry.creation_templates import CreationTemplate
from union_ecr.settings.repository import RepositoryFields
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

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
def test_tags_of_cached_images_are_mutable_by_default(fields: dict[str, Any], mutability: str) -> None:
    assert template("PULL_THROUGH_CACHE", "REPLICATION", **fields).effective_tag_mutability == mutability


def test_tags_of_other_created_repositories_are_immutable_unless_the_template_says_mutable() -> None:
    assert template("REPLICATION", "CREATE_ON_PUSH").effective_tag_mutability == "IMMUTABLE"
    assert template("REPLICATION", tagMutability="MUTABLE").effective_tag_mutability == "MUTABLE"


def test_a_template_has_the_settings_of_a_repository_but_none_of_pulumi() -> None:
    own = {"applied_for", "description", "custom_role", "data_planes"}
    assert set(CreationTemplate.model_fields) == {*RepositoryFields.model_fields, *own}


def test_a_template_with_a_role_may_have_resource_tags_and_kms() -> None:
    with_role = template("REPLICATION", resourceTags={"a": "b"}, encryption={"type": "KMS"}, customRole=ROLE)
    assert with_role.custom_role == ROLE


def test_data_planes_are_checked_only_where_those_of_the_stack_are_known() -> None:
    raw = {"appliedFor": ["REPLICATION"], "dataPlanes": ["zzz"]}
    assert reported(CreationTemplate, raw, data_planes=None) == []
    assert reported(CreationTemplate, raw, data_planes=["zzz"]) == []
    assert reported(CreationTemplate, raw) == [("dataPlanes[0]", "is no data plane of this stack")]


def test_the_remedy_for_an_unknown_data_plane_lists_those_of_the_stack_in_order() -> None:
    context = ValidationContext(data_planes=["staging", "lab", "production"])
    with pytest.raises(ValidationError, match="write one of lab, production, staging"):
        CreationTemplate.model_validate({"appliedFor": ["REPLICATION"], "dataPlanes": ["zzz"]}, context=context)


def test_the_documented_stack_of_a_replication_target_is_valid_and_lets_data_planes_pull() -> None:
    page = (Path(__file__).parents[3] / "docs" / "replicate.md").read_text()
    (example,) = re.findall(r"```yaml\n( +config:\n.*?)```", page, re.DOTALL)
    declared = declare(load(parse_stack_file("F", dedent(example).encode)))
    assert declared.repositories == ()
    assert declared.registry_settings
    (template,) = declared.registry_settings.creation_templates
    assert (template.prefix, template.applied_for) == ("ml", ("REPLICATION",))
    assert "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group" in json.dumps(template.policy)


def test_the_documented_policy_for_create_on_push_is_a_push_and_the_creation() -> None:
    """Which neither the stack's pushPolicy nor access push of the registry policy includes."""
    page = (Path(__file__).parents[3] / "docs" / "stack-file.md").read_text()
    statement = json.loads(page.split("```json")[1].split("```")[0])
    assert statement["Action"] == sorted([*ACTIONS[Access.PUSH], CREATION])
    assert statement["Resource"].endswith(":repository/sandbox/*")
    created = declare(stack_settings(registry={"creationTemplates": {"sandbox": {"appliedFor": ["CREATE_ON_PUSH"]}}}))
    assert CREATION not in json.dumps(created.push_policy)
    create = {access for access, actions in REGISTRY_ACTIONS.items() if CREATION in actions}
    assert create == {RegistryAccess.REPLICATE, RegistryAccess.PULL_THROUGH}
