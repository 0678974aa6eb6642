"""What each kind of data plane must be granted."""

from typing import Any

import pytest

from tests.stacks import stack_settings
from union_ecr.declared.stack import declare
from union_ecr.ecr.actions import ACTIONS, Access

ROOT = "arn:aws:iam::444455556666"
OWN = {"nodeRole": "eks-nodes"}


def statements(plane: dict[str, Any], **settings: Any) -> dict[str, tuple[Any, list[str]]]:
    planes = {"lab": {"account": "444455556666", **plane}}
    (repository,) = declare(stack_settings(dataPlanes=planes, **settings)).repositories
    document = repository.policy or {"Statement": []}
    return {
        statement["Sid"]: (statement["Principal"]["AWS"], statement["Action"]) for statement in document["Statement"]
    }


def test_a_data_plane_managed_by_union_pulls_with_its_node_role() -> None:
    node_role = f"{ROOT}:role/unionai-acme-flyteworker-node-group"
    assert statements({}) == {"AllowPull": (node_role, list(ACTIONS[Access.PULL]))}


def test_a_self_managed_data_plane_has_unions_roles_by_default() -> None:
    """Union's guide "Image builder": node and user role pull, the operator proxy looks whether an image exists."""
    assert statements({"selfManaged": OWN}) == {
        "AllowPull": ([f"{ROOT}:role/acme-userflyterole", f"{ROOT}:role/eks-nodes"], list(ACTIONS[Access.PULL])),
        "AllowDescribeImages": (f"{ROOT}:role/union-system-role", ["ecr:DescribeImages"]),
    }


def test_the_image_builder_of_a_self_managed_data_plane_may_pull_push_and_describe() -> None:
    """Union's guide for preparing the infrastructure: the actions of a push and of a pull, and DescribeImages."""
    roles = OWN | {"userRole": "tasks", "operatorProxyRole": "proxy", "imageBuilderRole": "builder"}
    found = statements({"selfManaged": roles})
    assert {sid: principal for sid, (principal, _) in found.items()} == {
        "AllowPull": [f"{ROOT}:role/{role}" for role in ("builder", "eks-nodes", "tasks")],
        "AllowPush": f"{ROOT}:role/builder",
        "AllowDescribeImages": [f"{ROOT}:role/builder", f"{ROOT}:role/proxy"],
    }


def test_a_self_managed_data_plane_may_have_no_operator_proxy() -> None:
    assert list(statements({"selfManaged": OWN | {"operatorProxyRole": None}})) == ["AllowPull"]


@pytest.mark.parametrize("organization", ["acme", None])
def test_a_self_managed_data_plane_without_user_role_needs_no_organization(
    organization: str | None,
) -> None:
    found = statements({"selfManaged": OWN | {"userRole": None}}, organization=organization)
    assert found["AllowPull"][0] == f"{ROOT}:role/eks-nodes"


def test_no_role_of_a_data_plane_may_push_unless_image_builder_role_is_set() -> None:
    assert "AllowPush" not in statements({"selfManaged": OWN}) | statements({}) | statements({"roles": ["a"]})


def test_a_self_managed_data_plane_with_its_user_role_needs_no_organization() -> None:
    found = statements({"selfManaged": OWN | {"userRole": "tasks"}}, organization=None)
    assert found["AllowPull"][0] == [f"{ROOT}:role/eks-nodes", f"{ROOT}:role/tasks"]


@pytest.mark.parametrize("plane", [{}, {"roles": ["node"]}, {"selfManaged": OWN}])
def test_roles_by_condition_grants_to_the_account_with_a_condition_on_the_roles(plane: dict[str, Any]) -> None:
    planes = {"lab": {"account": "444455556666", "rolesBy": "condition", **plane}}
    (repository,) = declare(stack_settings(dataPlanes=planes)).repositories
    assert repository.policy
    for statement in repository.policy["Statement"]:
        assert statement["Principal"] == {"AWS": f"{ROOT}:root"}
        assert list(statement["Condition"]) == ["ArnLike"]


@pytest.mark.parametrize("plane", [{}, {"roles": ["node"]}, {"selfManaged": OWN | {"imageBuilderRole": "b"}}])
def test_a_data_plane_in_the_registrys_own_account_gets_no_grant(plane: dict[str, Any]) -> None:
    planes = {"here": {"account": "123456789012", **plane}}
    (repository,) = declare(stack_settings(dataPlanes=planes)).repositories
    assert repository.policy is None
