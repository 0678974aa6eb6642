"""What CI's roles need besides their stack's permissions. That it is enough: tests/engine/test_state_policies.py."""

import json
from typing import Any

import pytest

from tests.stacks import stack_settings
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.managed_policies import LONGEST_MANAGED_POLICY
from union_ecr.ci_roles.state import (
    assuming_identity_policy,
    boundary_identity_policy,
    state_identity_policy,
)
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import Document, document_text

PREVIEW, UP, DRIFT = CiJob.PREVIEW, CiJob.UP, CiJob.DRIFT
OBJECTS = "arn:aws:s3:::BUCKET/.pulumi"
REPOSITORY = "arn:aws:ecr:us-east-1:123456789012:repository"
GITHUB = {"repository": "acme/a", "branches": ["main"]}


def by_action(document: Document | None) -> dict[str, list[str]]:
    assert document
    return {action: statement["Resource"] for statement in document["Statement"] for action in statement["Action"]}


def test_a_preview_reads_the_state_of_its_stack_and_writes_nothing() -> None:
    assert by_action(state_identity_policy(PREVIEW, "ml", "aws")) == {
        "s3:ListBucket": ["arn:aws:s3:::BUCKET"],
        "s3:GetObject": [
            f"{OBJECTS}/meta.yaml",
            f"{OBJECTS}/stacks/union-ecr/ml.json",
            f"{OBJECTS}/stacks/union-ecr/ml.pulumi-tags",
        ],
    }


def test_an_up_writes_the_state_of_its_stack_and_deletes_only_its_lock() -> None:
    found = by_action(state_identity_policy(UP, "ml", "aws"))
    lock = f"{OBJECTS}/locks/organization/union-ecr/ml/*"
    assert found["s3:PutObject"] == [
        f"{OBJECTS}/backups/union-ecr/ml/*",
        f"{OBJECTS}/history/union-ecr/ml/*",
        lock,
        f"{OBJECTS}/stacks/union-ecr/ml.json",
        f"{OBJECTS}/stacks/union-ecr/ml.json.bak",
    ]
    assert found["s3:DeleteObject"] == [lock]


@pytest.mark.parametrize("role", [PREVIEW, UP])
def test_no_pattern_matches_the_state_of_a_stack_with_the_same_prefix(role: CiJob) -> None:
    """`ml.json*` would be the state of a stack `ml.json-2`, too."""
    patterns = {
        arn for arns in by_action(state_identity_policy(role, "ml", "aws")).values() for arn in arns if "*" in arn
    }
    assert {arn for arn in patterns if not arn.endswith("/union-ecr/ml/*")} == set()


def test_drift_needs_no_state() -> None:
    assert state_identity_policy(DRIFT, "ml", "aws") is None


def test_the_bucket_is_in_the_partition_of_the_stack() -> None:
    assert "arn:aws:" not in document_text(state_identity_policy(UP, "ml", "aws-cn"))


@pytest.mark.parametrize(
    ("more", "actions"),
    [
        ({"externalId": "x"}, ["sts:AssumeRole"]),
        ({"tags": {"team": "ml"}}, ["sts:AssumeRole", "sts:TagSession"]),
        ({"sourceIdentity": "ci"}, ["sts:AssumeRole", "sts:SetSourceIdentity"]),
    ],
)
def test_the_first_role_of_a_chain_may_be_assumed(more: dict[str, Any], actions: list[str]) -> None:
    role = "arn:aws:iam::123456789012:role/hub"
    assert by_action(assuming_identity_policy({"roleArn": role, **more})) == {action: [role] for action in actions}


def boundary(**roles: Any) -> Document | None:
    images = {"trainer": {"buildCache": True}, "scorer": {}}
    return boundary_identity_policy(declare(stack_settings(images=images, pushRoles=roles)))


def test_push_roles_may_at_most_push_to_the_repositories_of_their_stack() -> None:
    found = boundary(ci={"images": ["scorer"], "github": GITHUB})
    assert found
    login, push = found["Statement"]
    assert (login["Action"], login["Resource"]) == ("ecr:GetAuthorizationToken", "*")
    assert (push["Sid"], push["Resource"]) == (
        "AllowPush",
        [f"{REPOSITORY}/scorer", f"{REPOSITORY}/trainer", f"{REPOSITORY}/trainer-cache"],
    )


@pytest.mark.parametrize(
    "role",
    [
        {"images": ["scorer"], "access": ["pull", "push"]},
        {"images": ["trainer"]},  # reads its build cache
        {"images": ["scorer"], "access": ["push", "describe"]},
    ],
)
def test_the_boundary_has_every_access_that_a_push_role_has(role: dict[str, Any]) -> None:
    images = {"trainer": {"buildCache": True}, "scorer": {}}
    stack = declare(stack_settings(images=images, pushRoles={"ci": {**role, "github": GITHUB}}))
    given = by_action_of_push(stack.push_roles[0].policy)
    most = by_action_of_push(boundary_identity_policy(stack))
    assert most.keys() == given.keys()
    assert all(set(arns) <= set(most[action]) for action, arns in given.items())


def by_action_of_push(document: Document | None) -> dict[str, list[str]]:
    assert document
    return {action: statement["Resource"] for statement in document["Statement"][1:] for action in statement["Action"]}


def test_without_push_roles_there_is_no_boundary() -> None:
    assert boundary() is None


def test_the_boundary_of_a_stack_with_thirty_images_fits_into_a_policy() -> None:
    images: dict[str, Any] = {f"team-of-mine/image-{number}": {} for number in range(30)}
    declared = declare(stack_settings(images=images, pushRoles={"ci": {"images": list(images), "github": GITHUB}}))
    assert len(json.dumps(boundary_identity_policy(declared), separators=(",", ":"))) < LONGEST_MANAGED_POLICY
