"""Who has access to a repository without being named by a policy of it."""

from typing import Any

from tests.stacks import stack_settings
from union_ecr.declared.stack import declare
from union_ecr.review.own_account import describe_own_account
from union_ecr.workspace.shared_registry import SharedRegistry

OWN, OTHER = "123456789012", "111122223333"
ROLE = {"images": ["trainer"], "trustedRoles": ["arn:aws:iam::555566667777:role/jenkins"]}


def lines(**settings: Any) -> list[str]:
    declared = declare(stack_settings(images={"trainer": {}, "scorer": {}}, **settings))
    shared = SharedRegistry(declared.registry, {"team": declared})
    repository = next(repository for repository in declared.repositories if repository.image == "trainer")
    return list(describe_own_account(repository, "team", shared))


def test_a_push_role_of_the_image_is_named() -> None:
    assert f"push: arn:aws:iam::{OWN}:role/ci (push role ci)" in lines(pushRoles={"ci": ROLE})


def test_a_push_role_of_another_image_is_not() -> None:
    assert not any("push role" in line for line in lines(pushRoles={"ci": {**ROLE, "images": ["scorer"]}}))


def test_a_data_plane_of_another_account_is_in_the_policy_and_not_here() -> None:
    assert lines(dataPlanes={"production": {"account": OTHER}}, organization="acme") == []


def test_a_data_plane_of_the_registrys_account_is_named_with_each_of_its_roles() -> None:
    plane = {"account": OWN, "roles": ["lab-nodes"]}
    assert lines(dataPlanes={"lab": plane}) == [
        f"pull: arn:aws:iam::{OWN}:role/lab-nodes (data plane lab; in the registry's own account, by its own policy)"
    ]
