"""The policies of a role: the exclusive types, and the deletion of a role with policies."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ParamValidationError

from sandbox.emulated_aws import EmulatedAws
from sandbox.emulated_aws.faults import ErrorAnswer, Fault
from sandbox.provider.iam_policies_of_role import attached_policies, inline_policies
from sandbox.provider.iam_role import ROLE
from sandbox.provider.iam_role_exclusive import ROLE_POLICIES_EXCLUSIVE, ROLE_POLICY_ATTACHMENTS_EXCLUSIVE

PUSH = {"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "*"}
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [PUSH]})
GONE = ErrorAnswer("NoSuchEntity", "somebody was faster", status=404)


@pytest.fixture
def iam(aws: EmulatedAws) -> Any:
    """A client of an account with a role that has no policies."""
    client = aws.client("iam")
    client.create_role(RoleName="builder", AssumeRolePolicyDocument="{}")
    return client


def _put(iam: Any, *names: str) -> None:
    for name in names:
        iam.put_role_policy(RoleName="builder", PolicyName=name, PolicyDocument=DOCUMENT)


def _policies(iam: Any, *names: str) -> list[str]:
    made = [iam.create_policy(PolicyName=name, PolicyDocument=DOCUMENT) for name in names]
    return [str(policy["Policy"]["Arn"]) for policy in made]


def _attach(iam: Any, *arns: str) -> None:
    for arn in arns:
        iam.attach_role_policy(RoleName="builder", PolicyArn=arn)


def test_inline_policies_that_are_not_listed_are_deleted(iam: Any) -> None:
    _put(iam, "push", "by-hand", "another")
    wanted = {"roleName": "builder", "policyNames": ["push"]}
    identifier = ROLE_POLICIES_EXCLUSIVE.create(iam, wanted)
    assert identifier == "builder"
    assert ROLE_POLICIES_EXCLUSIVE.read(iam, identifier, {}) == wanted

    ROLE_POLICIES_EXCLUSIVE.update(iam, wanted, {**wanted, "policyNames": []})
    assert inline_policies(iam, "builder") == []


def test_an_inline_policy_that_is_listed_and_missing_fails_and_nothing_is_deleted(iam: Any) -> None:
    _put(iam, "by-hand")
    with pytest.raises(ParamValidationError, match="PolicyDocument"):
        ROLE_POLICIES_EXCLUSIVE.create(iam, {"roleName": "builder", "policyNames": ["push"]})
    assert inline_policies(iam, "builder") == ["by-hand"]


def test_managed_policies_are_attached_and_detached_as_listed(iam: Any) -> None:
    kept, missing, by_hand = _policies(iam, "kept", "missing", "by-hand")
    _attach(iam, kept, by_hand)
    wanted = {"roleName": "builder", "policyArns": [missing, kept]}
    identifier = ROLE_POLICY_ATTACHMENTS_EXCLUSIVE.create(iam, wanted)
    assert identifier == "builder"
    assert sorted(attached_policies(iam, "builder")) == sorted([kept, missing])

    ROLE_POLICY_ATTACHMENTS_EXCLUSIVE.update(iam, wanted, {**wanted, "policyArns": []})
    assert ROLE_POLICY_ATTACHMENTS_EXCLUSIVE.read(iam, identifier, {}) == {"roleName": "builder", "policyArns": []}


@pytest.mark.parametrize("kind", [ROLE_POLICIES_EXCLUSIVE, ROLE_POLICY_ATTACHMENTS_EXCLUSIVE])
def test_an_exclusive_type_of_a_missing_role_fails(iam: Any, kind: Any) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        kind.create(iam, {"roleName": "nobody", "policyNames": [], "policyArns": []})


def test_deleting_an_exclusive_type_keeps_the_policies(iam: Any) -> None:
    _put(iam, "push")
    _attach(iam, *(arns := _policies(iam, "read")))
    for kind in (ROLE_POLICIES_EXCLUSIVE, ROLE_POLICY_ATTACHMENTS_EXCLUSIVE):
        kind.delete(iam, {"roleName": "builder", "policyNames": ["push"], "policyArns": arns})
    assert (inline_policies(iam, "builder"), attached_policies(iam, "builder")) == (["push"], arns)


@pytest.mark.slow
def test_attached_policies_on_every_page_are_detached(iam: Any) -> None:
    arns = _policies(iam, *(f"policy-{number:03}" for number in range(101)))
    _attach(iam, *arns)
    ROLE_POLICY_ATTACHMENTS_EXCLUSIVE.create(iam, {"roleName": "builder", "policyArns": []})
    assert attached_policies(iam, "builder") == []


@pytest.mark.parametrize("inline", [True, False], ids=["inline", "attached"])
def test_a_role_with_a_policy_is_deleted_only_with_force_detach_policies(iam: Any, inline: bool) -> None:
    if inline:
        _put(iam, "push")
    else:
        _attach(iam, *_policies(iam, "read"))
    with pytest.raises(ClientError, match="DeleteConflict"):
        ROLE.delete(iam, {"name": "builder"})
    ROLE.delete(iam, {"name": "builder", "forceDetachPolicies": True})
    assert ROLE.read(iam, "builder", {}) is None


@pytest.mark.parametrize("operation", ["DeleteRolePolicy", "DetachRolePolicy"])
def test_a_role_is_deleted_although_its_policies_are_removed_at_the_same_time(
    aws: EmulatedAws, iam: Any, operation: str
) -> None:
    _put(iam, "push")
    _attach(iam, *_policies(iam, "read"))
    aws.inject(Fault(operation, error=GONE, when="after"))
    ROLE.delete(iam, {"name": "builder", "forceDetachPolicies": True})
    assert ROLE.read(iam, "builder", {}) is None
