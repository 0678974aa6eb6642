"""Reads what lives of an account's bootstrap."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from union_ecr.aws.client import Aws, read_or_unreadable, read_unless_absent
from union_ecr.aws.state_bucket import read_state_bucket
from union_ecr.ci_check.live import LiveCi, LiveCiRole
from union_ecr.ci_roles.account import DeclaredAccount
from union_ecr.ecr.policy_document import Document

_THREADS = 16
_NO_ENTITY = "NoSuchEntity"


def read_ci_account(aws: Aws, declared: DeclaredAccount) -> LiveCi:
    """What lives of it; what AWS denies is `Unreadable`, and only its named exceptions mean that nothing is there."""
    names = [role.name for role in declared.roles]
    boundaries = {roles.boundary.name: roles.boundary.arn for roles in declared.stacks if roles.boundary}
    bucket = declared.bucket
    with ThreadPoolExecutor(_THREADS) as threads:
        live_roles = threads.map(lambda name: read_unless_absent(lambda: _role(aws, name), _NO_ENTITY), names)
        documents = threads.map(
            lambda arn: read_unless_absent(lambda: _policy(aws, arn), _NO_ENTITY), boundaries.values()
        )
        return LiveCi(
            audiences=read_unless_absent(lambda: _audiences(aws, declared.provider.arn), _NO_ENTITY),
            roles=dict(zip(names, live_roles, strict=True)),
            boundaries=dict(zip(boundaries, documents, strict=True)),
            role_names=read_or_unreadable(lambda: _role_names(aws)),
            bucket=read_state_bucket(aws, bucket) if bucket else None,
        )


def _audiences(aws: Aws, arn: str) -> tuple[str, ...]:
    return tuple(aws.iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)["ClientIDList"])


def _role(aws: Aws, name: str) -> LiveCiRole:
    trust: Any = aws.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
    inline = aws.iam.get_paginator("list_role_policies").paginate(RoleName=name)
    attached = aws.iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
    policies: dict[str, Any] = {
        policy: aws.iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for page in inline
        for policy in page["PolicyNames"]
    }
    arns = [policy["PolicyArn"] for page in attached for policy in page["AttachedPolicies"]]
    return LiveCiRole(trust, policies | {arn: _policy(aws, arn) for arn in arns})


def _policy(aws: Aws, arn: str) -> Document:
    version = aws.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document: Any = aws.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    found: Document = document
    return found


def _role_names(aws: Aws) -> tuple[str, ...]:
    pages = aws.iam.get_paginator("list_roles").paginate()
    return tuple(role["RoleName"] for page in pages for role in page["Roles"])
