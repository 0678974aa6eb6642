"""Which registries the stacks log in to, and which accounts they admit."""

from typing import Any

import pytest

from tests.stacks import stack_settings
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.ecr.registry import Registry
from union_ecr.login.registries import admits, stacks_by_registry

ACCOUNT, OTHER = "123456789012", "111122223333"


def declared(**settings: Any) -> DeclaredStack:
    return declare(stack_settings(**settings))


def test_stacks_of_one_registry_share_a_login() -> None:
    stacks = {"a": declared(), "b": declared(region="eu-west-1"), "c": declared()}
    assert stacks_by_registry(stacks) == {
        Registry(ACCOUNT, "us-east-1"): ("a", "c"),
        Registry(ACCOUNT, "eu-west-1"): ("b",),
    }


@pytest.mark.parametrize(
    "settings",
    [
        {"dataPlanes": {"production": {"account": OTHER}}},
        {"images": {"trainer": {"grants": [{"principals": [f"arn:aws:iam::{OTHER}:role/ci"], "access": ["push"]}]}}},
        {"images": {"trainer": {"grants": [{"principals": [OTHER], "access": ["pull"]}]}}},
        {"images": {"trainer": {"grants": [{"organizationId": "o-a1b2c3d4e5", "access": ["pull"]}]}}},
    ],
    ids=["a data plane", "a role", "an account", "an organization"],
)
def test_an_account_that_a_policy_names_is_admitted(settings: dict[str, Any]) -> None:
    assert admits([declared(), declared(**settings)], OTHER)


def test_an_account_that_no_policy_names_is_not_admitted() -> None:
    assert not admits([declared(dataPlanes={"production": {"account": "444455556666"}})], OTHER)
    assert not admits([declared(), declared(region="eu-west-1")], OTHER)


def test_an_account_that_a_creation_template_admits_is_admitted() -> None:
    template = {"appliedFor": ["PULL_THROUGH_CACHE"], "grants": [{"principals": [OTHER], "access": ["pull"]}]}
    assert admits([declared(registry={"creationTemplates": {"cache": template}})], OTHER)
