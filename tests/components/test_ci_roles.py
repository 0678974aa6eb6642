"""The component of the roles of CI: what it registers, and how it refuses invalid arguments."""

import json
from typing import Any, cast

import pulumi
import pytest

from components.ci_roles import CiRoles
from components.ci_roles_args import CiRolesArgs
from tests.ci_roles.bootstrapped import ACCOUNT, GITHUB, OTHER_ACCOUNT, declared_account, stack_text
from tests.components.recording import ROLE, Recorded, record

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

ROLE_POLICY, POLICY = "aws:iam/rolePolicy:RolePolicy", "aws:iam/policy:Policy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
EXCLUSIVE = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
MANY: dict[str, Any] = {f"team-of-mine/image-{number:03}": {} for number in range(130)}
PUSHING = {"ci": {"images": ["trainer"], "github": {"repository": "acme/a", "branches": ["main"]}}}
RIGHT = {
    "account": ACCOUNT,
    "stack": "my-team",
    "stackFile": stack_text(),
    "stateBucket": "acme-union-ecr-state",
    "github": GITHUB,
}


def made(caller: str = ACCOUNT, **args: Any) -> Recorded:
    return record(lambda: CiRoles("my-team", cast(CiRolesArgs, RIGHT | args)), caller=caller)


def refusal(**args: Any) -> str:
    given = {key: value for key, value in (RIGHT | args).items() if value is not None}
    with pytest.raises(pulumi.RunError) as refused:
        record(lambda: CiRoles("my-team", cast(CiRolesArgs, given)), caller=ACCOUNT)
    return str(refused.value)


def test_the_roles_are_those_of_the_bootstrap() -> None:
    recorded = made()
    (declared,) = declared_account().stacks
    assert {role.name: json.loads(role.inputs["assumeRolePolicy"]) for role in recorded.of_type(ROLE)} == {
        role.name: role.trust_policy for role in declared.roles
    }
    assert {policy.name: json.loads(policy.inputs["policy"]) for policy in recorded.of_type(ROLE_POLICY)} == {
        f"{role.name}.{name}": document for role in declared.roles for name, document in role.policies.inline.items()
    }


def test_a_role_has_no_other_policies() -> None:
    exclusive = made().of_type(EXCLUSIVE)
    assert len(exclusive) == 3
    assert all(not resource.inputs.get("policyArns") for resource in exclusive)


def test_long_documents_are_managed_policies_attached_to_their_role() -> None:
    recorded = made(stackFile=stack_text(images=MANY))
    names = sorted(resource.name for resource in recorded.of_type(ATTACHMENT))
    assert names == sorted(policy.name for policy in recorded.of_type(POLICY))
    assert names == ["union-ecr-up-my-team-1", "union-ecr-up-my-team-2"]


def test_push_roles_have_a_boundary() -> None:
    recorded = made(stackFile=stack_text(pushRoles=PUSHING), unboundedPushRoles=True)
    assert [policy.name for policy in recorded.of_type(POLICY)] == ["union-ecr-push-my-team"]


def test_a_push_role_without_a_boundary_is_refused() -> None:
    assert refusal(stackFile=stack_text(pushRoles=PUSHING)).startswith(
        "CiRoles my-team: stack_file.union-ecr:pushRoles.ci: has no permissionsBoundary"
    )


def test_an_invalid_stack_file_is_reported_with_its_lines() -> None:
    assert refusal(stackFile=stack_text(images={"A": {}})).startswith("Pulumi.my-team.yaml:6: union-ecr:images.A: ")


def test_the_stack_file_of_another_account_is_refused() -> None:
    assert refusal(stackFile=stack_text(OTHER_ACCOUNT)) == (
        f'CiRoles my-team: account: "{ACCOUNT}": the stack file is of account {OTHER_ACCOUNT}; write {OTHER_ACCOUNT}, '
        f"or give the stack file of {ACCOUNT}"
    )


def test_credentials_of_another_account_create_nothing() -> None:
    with pytest.raises(pulumi.RunError, match=f"these credentials belong to account {OTHER_ACCOUNT}"):
        made(caller=OTHER_ACCOUNT)
