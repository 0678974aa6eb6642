"""What the roles of CI need besides `deployment`: the engine's state, role chaining, and the push roles' boundary.

Which objects of the bucket an `up` and a `preview` touch follows from Pulumi's backend for buckets (pulumi/pulumi
pkg/backend/diy: state.go, lock.go, stack_tags.go). tests/engine/test_state_policies.py runs both with a state in S3
and exactly these policies.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from union_ecr.ci_roles.deployment import CiJob, reached_repositories
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.actions import Access
from union_ecr.ecr.policy_document import SIDS, VERSION, Document, identity_policy

BUCKET = "BUCKET"
"""Placeholder for the name of the state's bucket, which no stack file names."""

PROJECT = "union-ecr"
"""The Pulumi project (Pulumi.yaml); the engine keeps its state below this name."""

# These settings of a role in `aws:assumeRoles` need an action besides sts:AssumeRole.
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
_ASSUMING: Mapping[str, str] = {"tags": "sts:TagSession", "sourceIdentity": "sts:SetSourceIdentity"}


def state_identity_policy(job: CiJob, stack: str, partition: str, bucket: str = BUCKET) -> Document | None:
    """What the role may do in the state's bucket; None for drift, which reads no state.

    Only the objects of its own stack: a role that may write a state decides what the next `up` of that stack deletes.
    The listing has no condition on `s3:prefix`, so the role sees the names of all objects: the engine reads the tags
    of the stack, which usually do not exist, and S3 answers "not found" instead of "denied" only to callers that may
    list the bucket (https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html); a read has no prefix.
    """
    if job is CiJob.DRIFT:
        return None
    arn = f"arn:{partition}:s3:::{bucket}"
    own = f"{arn}/.pulumi/stacks/{PROJECT}/{stack}"
    locks = f"{arn}/.pulumi/locks/organization/{PROJECT}/{stack}/*"
    read = [f"{arn}/.pulumi/meta.yaml", f"{own}.json", f"{own}.pulumi-tags"]
    listing = _allow("ListState", ["s3:ListBucket"], [arn])
    if job is CiJob.PREVIEW:
        return _document(listing, _allow("ReadState", ["s3:GetObject"], read))
    kept = [f"{arn}/.pulumi/{kind}/{PROJECT}/{stack}/*" for kind in ("backups", "history")]
    return _document(
        listing,
        _allow("ReadState", ["s3:GetObject"], [*read, locks]),
        _allow("WriteState", ["s3:PutObject"], [f"{own}.json", f"{own}.json.bak", locks, *kept]),
        _allow("Unlock", ["s3:DeleteObject"], [locks]),
    )


def assuming_identity_policy(first: Mapping[str, Any]) -> Document:
    """What the job's role needs if the stack file has `aws:assumeRoles`; `first` is the first role there.

    The policies of `deployment` then belong to the last role of the chain. Only `up` and drift may assume it, which
    run the protected branch; a preview runs what anybody pushed.
    """
    actions = ["sts:AssumeRole", *(action for setting, action in _ASSUMING.items() if first.get(setting))]
    return _document(_allow("AssumeTheFirstRole", actions, [str(first["roleArn"])]))


def boundary_identity_policy(stack: DeclaredStack, prefixes: Iterable[str] = ()) -> Document | None:
    """The permissions boundary of this stack's push roles; None without push roles.

    It allows the login, and on every repository of the stack, or below its `prefixes`, each access that any of the push
    roles has.
    """
    held = {statement["Sid"] for role in stack.push_roles for statement in role.policy["Statement"]}
    arns = reached_repositories(stack, prefixes)
    return identity_policy({access: arns for access in Access if SIDS[access] in held}) if stack.push_roles else None


def _document(*statements: dict[str, Any]) -> Document:
    return {"Version": VERSION, "Statement": list(statements)}


def _allow(sid: str, actions: Iterable[str], resources: Iterable[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": sorted(resources)}
