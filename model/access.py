"""Who may pull, push or describe, as policy documents. The only place that spells `ecr:…` actions."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

Document = dict[str, Any]
"""A JSON document as AWS takes it: a policy or a lifecycle policy."""

VERSION = "2012-10-17"
LONGEST_REPOSITORY_POLICY = 10_240
"""Characters; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html"""


class Access(StrEnum):
    """What a grant allows."""

    PULL = "pull"
    """Pull images by tag or digest."""
    PUSH = "push"
    """Push images. Does not include pulling them again: grant both where a build reads its own cache."""
    DESCRIBE = "describe"
    """List and look at images and the repository, without their content."""


ACTIONS: Mapping[Access, tuple[str, ...]] = {
    # Union's documented grant, to the letter (its guide "Enable AWS ECR").
    Access.PULL: ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    # BatchGetImage is part of it: builders look whether the tag is there before they push.
    Access.PUSH: (
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ),
    Access.DESCRIBE: ("ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:ListImages"),
}

# A repository policy cannot give this one: it belongs to the caller's identity, on every resource.
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
_TOKEN_ACTION = "ecr:GetAuthorizationToken"  # noqa: S105 - an action's name, no secret

_SIDS: Mapping[Access, str] = {
    Access.PULL: "AllowPull",
    Access.PUSH: "AllowPush",
    Access.DESCRIBE: "AllowDescribe",
}
_ACCOUNT_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root")


def document_text(document: object) -> str:
    """A document as the text AWS gets: compact, in the order it was rendered."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def repository_policy(principals: Mapping[Access, Iterable[str]]) -> Document | None:
    """The repository policy that lets each principal do what it is listed under; None when nobody is listed.

    One statement an access, in the order of `Access`, each with a fixed Sid, sorted actions and sorted principals
    without repetition, so the same grants give the same bytes. No `Resource` (the policy hangs on its repository)
    and never `ecr:GetAuthorizationToken`.
    """
    statements = [
        {
            "Sid": _SIDS[access],
            "Effect": "Allow",
            "Principal": {"AWS": _one_or_many(sorted(set(principals[access])))},
            "Action": list(ACTIONS[access]),
        }
        for access in Access
        if any(True for _ in principals.get(access, ()))
    ]
    return {"Version": VERSION, "Statement": statements} if statements else None


def identity_policy(access: Access, repository_arns: Iterable[str]) -> Document:
    """The other half of a cross-account grant: what the caller's own account attaches to the caller.

    Grants the token every login needs on `*` (it has no narrower resource) and the access on the named
    repositories only.
    """
    return {
        "Version": VERSION,
        "Statement": [
            {"Sid": "AllowLogin", "Effect": "Allow", "Action": _TOKEN_ACTION, "Resource": "*"},
            {
                "Sid": _SIDS[access],
                "Effect": "Allow",
                "Action": list(ACTIONS[access]),
                "Resource": sorted(repository_arns),
            },
        ],
    }


def in_words(policy: Document | None) -> list[str]:
    """A repository policy as lines for a reviewer, one a principal and access; empty when there is no policy."""
    verbs = {sid: access.value for access, sid in _SIDS.items()}
    return [
        f"{verbs[statement['Sid']]}: {_principal_in_words(principal)}"
        for statement in (policy or {}).get("Statement", [])
        for principal in _listed(statement)
    ]


def _listed(statement: Mapping[str, Any]) -> Sequence[str]:
    principals = statement["Principal"]["AWS"]
    return [principals] if isinstance(principals, str) else principals


def _principal_in_words(principal: str) -> str:
    root = _ACCOUNT_ROOT.fullmatch(principal)
    return f"everyone whom account {root[1]} lets" if root else principal


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
