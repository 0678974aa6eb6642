"""The policy of the state's bucket, decided as S3 does."""

from typing import Any

import pytest

from sandbox.emulated_aws.caller import Caller
from sandbox.emulated_aws.policy_evaluation import AuthorizationRequest, Decision, evaluate
from tests.ci_roles.bootstrapped import ACCOUNT, OTHER_ACCOUNT, declared_account, errors_of, stack_text
from union_ecr.ci_roles.state_bucket import DeclaredStateBucket

NAME = "acme-union-ecr-state"
BUCKET = f"arn:aws:s3:::{NAME}"
OBJECT = f"{BUCKET}/.pulumi"
OWN = f"{OBJECT}/stacks/union-ecr/theirs.json"
LOCK = f"{OBJECT}/locks/organization/union-ecr/theirs/1.json"


def bucket(**settings: Any) -> DeclaredStateBucket:
    stacks = {"my-team": stack_text(), "theirs": stack_text(OTHER_ACCOUNT)}
    found = declared_account(stacks, **settings).bucket
    assert found
    return found


def decision(action: str, resource: str, role: str, account: str = OTHER_ACCOUNT, *, tls: bool = True) -> Decision:
    caller = Caller.of_role(f"arn:aws:iam::{account}:role/{role}")
    context = {**caller.context, "aws:SecureTransport": "true" if tls else "false"}
    return evaluate(bucket().policy["Statement"], AuthorizationRequest(action, resource, context), caller)


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:ListBucket", BUCKET),
        ("s3:GetObject", OWN),
        ("s3:GetObject", f"{OBJECT}/meta.yaml"),
        ("s3:PutObject", OWN),
        ("s3:PutObject", LOCK),
        ("s3:PutObject", f"{OBJECT}/history/union-ecr/theirs/1.json"),
        ("s3:DeleteObject", LOCK),
    ],
)
def test_the_roles_of_another_account_reach_the_state_of_their_own_stacks(action: str, resource: str) -> None:
    assert decision(action, resource, "union-ecr-up-theirs") is Decision.ALLOWED


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", OWN.replace("theirs", "my-team")),
        ("s3:PutObject", OWN.replace("theirs", "my-team")),
        ("s3:PutObject", OWN.replace("union-ecr/", "bootstrap/")),
        ("s3:PutObject", OWN.replace("theirs", "theirs.json-2")),
        ("s3:PutObject", f"{OBJECT}/meta.yaml"),
        ("s3:DeleteObjectVersion", LOCK),
        ("s3:PutBucketPolicy", BUCKET),
        ("s3:DeleteBucket", BUCKET),
    ],
)
def test_they_reach_nothing_else(action: str, resource: str) -> None:
    assert decision(action, resource, "union-ecr-up-theirs") is Decision.IMPLICIT_DENY


@pytest.mark.parametrize(
    ("role", "account"),
    [("admin", OTHER_ACCOUNT), ("x/union-ecr-up-theirs", OTHER_ACCOUNT), ("union-ecr-up-theirs", "111122223333")],
)
def test_no_other_role_reaches_anything(role: str, account: str) -> None:
    assert decision("s3:GetObject", OWN, role, account) is Decision.IMPLICIT_DENY


def test_without_tls_everybody_is_denied() -> None:
    assert decision("s3:GetObject", OWN, "union-ecr-up-theirs", tls=False) is Decision.EXPLICIT_DENY
    assert decision("s3:GetObject", OWN, "admin", ACCOUNT, tls=False) is Decision.EXPLICIT_DENY


def test_another_account_of_the_bucket_means_no_bucket_here() -> None:
    settings = {"stateBucket": {"bucket": NAME, "account": OTHER_ACCOUNT}}
    assert declared_account(**settings).bucket is None


def test_a_policy_too_long_for_s3_is_refused_with_its_length() -> None:
    stacks = {
        f"stack-with-a-name-of-thirty-{number:03}": stack_text(OTHER_ACCOUNT, images=image(number))
        for number in range(80)
    }
    (error,) = errors_of(stacks)
    assert str(error).startswith("bootstrap/stacks/Pulumi.acme.yaml:10: bootstrap:stateBucket: its policy would have ")
    assert "S3 takes 20,480; keep the state of some accounts in a second bucket" in str(error)


def image(number: int) -> dict[str, Any]:
    return {f"image-{number}": {}}
