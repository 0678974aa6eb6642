"""What a CI job's role needs besides `deployment`, and the most that a stack's push roles may be given.

The engine's state: which objects of the bucket an `up` and a `preview` touch is what Pulumi's backend for buckets does
(pulumi/pulumi pkg/backend/diy: state.go, lock.go, stack_tags.go). tests/engine/test_state_policies.py runs both with a
state in S3 under exactly these documents.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from union_ecr.ci_roles.deployment import DeploymentRole
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.actions import SIDS, VERSION, Access, Document, identity_policy

BUCKET = "BUCKET"
"""Stands for the name of the state's bucket, which no stack file knows."""
LONGEST_BOUNDARY = 6_144
"""Characters of a managed policy; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

_PROJECT = "union-ecr"
"""The Pulumi project (Pulumi.yaml), by which the engine sorts its state."""

# What a role of the provider's chain may say makes AssumeRole ask for more than sts:AssumeRole.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
_ASSUMING: Mapping[str, str] = {"tags": "sts:TagSession", "sourceIdentity": "sts:SetSourceIdentity"}


def state_identity_policy(role: DeploymentRole, stack: str, partition: str) -> Document | None:
    """What the role may do in the state's bucket, whose name is `BUCKET`; None for drift, which knows no state.

    Its own stack's objects alone: whoever may write a state decides what the next `up` of that stack deletes. The
    listing has no condition on `s3:prefix`, so the names of all objects can be seen: S3 says that an object is not
    there only to those who may list the bucket, and else that it is denied
    (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html), and the engine reads tags of the stack, which
    mostly has none; a read has no prefix.
    """
    if role is DeploymentRole.DRIFT:
        return None
    bucket = f"arn:{partition}:s3:::{BUCKET}"
    own = f"{bucket}/.pulumi/stacks/{_PROJECT}/{stack}"
    locks = f"{bucket}/.pulumi/locks/organization/{_PROJECT}/{stack}/*"
    read = [f"{bucket}/.pulumi/meta.yaml", f"{own}.json", f"{own}.pulumi-tags"]
    statements = [_allow("ListState", ["s3:ListBucket"], [bucket])]
    if role is DeploymentRole.PREVIEW:
        return _document(*statements, _allow("ReadState", ["s3:GetObject"], read))
    kept = [f"{bucket}/.pulumi/{kind}/{_PROJECT}/{stack}/*" for kind in ("backups", "history")]
    return _document(
        *statements,
        _allow("ReadState", ["s3:GetObject"], [*read, locks]),
        _allow("WriteState", ["s3:PutObject"], [f"{own}.json", f"{own}.json.bak", locks, *kept]),
        _allow("Unlock", ["s3:DeleteObject"], [locks]),
    )


def assuming_identity_policy(first: Mapping[str, Any]) -> Document:
    """What the job's role needs where the stack file has `aws:assumeRoles`, of which this is the first role.

    The policies of `deployment` belong to the last role of the chain then: for `up` and drift, which run
    what is on the protected branch, and not for a preview, which runs what anybody pushed.
    """
    actions = ["sts:AssumeRole", *(action for word, action in _ASSUMING.items() if first.get(word))]
    return _document(_allow("AssumeTheFirstRole", actions, [str(first["roleArn"])]))


def boundary_identity_policy(stack: DeclaredStack) -> Document | None:
    """The most that this stack's push roles may ever do, as a permissions boundary; None where it has no push role.

    The login, and each access that one of them has, to any repository of the stack.
    """
    held = {statement["Sid"] for role in stack.push_roles for statement in role.policy["Statement"]}
    arns = [repository.arn for repository in stack.repositories]
    return identity_policy({one: arns for one in Access if SIDS[one] in held}) if stack.push_roles else None


def _document(*statements: dict[str, Any]) -> Document:
    return {"Version": VERSION, "Statement": list(statements)}


def _allow(sid: str, actions: Iterable[str], resources: Iterable[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": sorted(resources)}
