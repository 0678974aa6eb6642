"""Reads what lives of an account's bootstrap."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from union_ecr.aws.client import Aws, read_or_unreadable
from union_ecr.ci_check.live import LiveBucket, LiveCi, LiveRole
from union_ecr.ci_roles.account import DeclaredAccount
from union_ecr.ci_roles.state_bucket import DeclaredStateBucket
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.policy_document import Document

_T = TypeVar("_T")
_THREADS = 16
_NO_ENTITY = "NoSuchEntity"
_NO_BUCKET = "NoSuchBucket"
_NO_POLICY, _NO_BLOCK = "NoSuchBucketPolicy", "NoSuchPublicAccessBlockConfiguration"


def read_ci_account(aws: Aws, declared: DeclaredAccount) -> LiveCi:
    """What lives of it; what AWS denies is `Unreadable`, and only its named exceptions mean that nothing is there."""
    names = [role.name for roles in declared.stacks for role in roles.roles]
    boundaries = {roles.boundary.name: roles.boundary.arn for roles in declared.stacks if roles.boundary}
    bucket = declared.bucket
    with ThreadPoolExecutor(_THREADS) as threads:
        live_roles = threads.map(lambda name: _read(lambda: _role(aws, name), _NO_ENTITY), names)
        documents = threads.map(lambda arn: _read(lambda: _policy(aws, arn), _NO_ENTITY), boundaries.values())
        return LiveCi(
            audiences=_read(lambda: _audiences(aws, declared.provider.arn), _NO_ENTITY),
            roles=dict(zip(names, live_roles, strict=True)),
            boundaries=dict(zip(boundaries, documents, strict=True)),
            role_names=read_or_unreadable(lambda: _role_names(aws)),
            bucket=_read(lambda: _bucket(aws, bucket), _NO_BUCKET) if bucket else None,
        )


def _read(ask: Callable[[], _T], absent: str) -> _T | Unreadable | None:
    found = read_or_unreadable(ask)
    return None if isinstance(found, Unreadable) and found.reason.startswith(f"{absent}:") else found


def _or_none(ask: Callable[[], _T], absent: str) -> _T | None:
    from botocore.exceptions import ClientError

    try:
        return ask()
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != absent:
            raise
        return None


def _audiences(aws: Aws, arn: str) -> tuple[str, ...]:
    return tuple(aws.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ClientIDList"])


def _role(aws: Aws, name: str) -> LiveRole:
    trust: Any = aws.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    inline = aws.iam.get_paginator("list_role_policies").paginate(RoleName=name)
    attached = aws.iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
    policies: dict[str, Any] = {
        policy: aws.iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for page in inline
        for policy in page["PolicyNames"]
    }
    arns = [policy["PolicyArn"] for page in attached for policy in page["AttachedPolicies"]]
    return LiveRole(trust, policies | {arn: _policy(aws, arn) for arn in arns})


def _policy(aws: Aws, arn: str) -> Document:
    version = aws.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document: Any = aws.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    found: Document = document
    return found


def _role_names(aws: Aws) -> tuple[str, ...]:
    pages = aws.iam.get_paginator("list_roles").paginate()
    return tuple(role["RoleName"] for page in pages for role in page["Roles"])


def _bucket(aws: Aws, declared: DeclaredStateBucket) -> LiveBucket:
    s3, bucket = aws.s3(declared.region), {"Bucket": declared.name}
    versioning = s3.get_bucket_versioning(**bucket)
    policy = _or_none(lambda: s3.get_bucket_policy(**bucket)["Policy"], _NO_POLICY)
    block: Mapping[str, Any] | None = _or_none(
        lambda: s3.get_public_access_block(**bucket)["PublicAccessBlockConfiguration"], _NO_BLOCK
    )
    return LiveBucket(
        versioned=versioning.get("Status") == "Enabled",
        public_access_blocked=bool(block) and all((block or {}).values()),
        policy=json.loads(policy) if policy else None,
    )
