"""Who may assume a push role, as its trust policy."""

from collections.abc import Sequence
from typing import Any

from union_ecr.ecr.policy_document import VERSION, Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.ci_jobs import GitHub, GitLab
from union_ecr.settings.push_roles import PushRoleRules

GITHUB_ISSUER = "token.actions.githubusercontent.com"


def trust_policy(registry: Registry, settings: PushRoleRules) -> Document:
    """The trust policy of a push role: only the callers that its settings name may assume it.

    A token must be made for AWS (its audience), and its subject must be one of those listed. Exact names are in a
    StringEquals statement, patterns in a StringLike statement of their own: one condition block would AND the two
    operators, and a reviewer sees which names are exact.
    """
    if settings.github:
        audience = _github_audience(registry)
        statements = _federated(registry, "GitHub", GITHUB_ISSUER, audience, github_subjects(settings.github))
    elif settings.gitlab:
        host = settings.gitlab.host
        # GitLab's guide makes the provider with the instance's address as its audience.
        statements = _federated(registry, "GitLab", host, f"https://{host}", gitlab_subjects(settings.gitlab))
    else:
        statements = [
            {
                "Sid": "AllowRoles",
                "Effect": "Allow",
                "Principal": {"AWS": _one_or_many(sorted(set(settings.trusted_roles or ())))},
                "Action": "sts:AssumeRole",
            }
        ]
    return {"Version": VERSION, "Statement": statements}


def provider_arn(registry: Registry, issuer: str) -> str:
    """The ARN of the identity provider in the registry's account that stands for an issuer of tokens."""
    return f"arn:{registry.partition}:iam::{registry.account}:oidc-provider/{issuer}"


def github_subjects(github: GitHub) -> list[str]:
    """The subjects of GitHub's tokens for the jobs named; * stands for any characters.

    https://docs.github.com/en/actions/reference/security/oidc#example-subject-claims, and with the ids
    #immutable-subject-claims: `repo:OWNER@OWNER-ID/REPO@REPO-ID:…`
    """
    owner, _, name = github.repository.partition("/")
    if github.owner_id and github.repository_id:
        owner, name = f"{owner}@{github.owner_id}", f"{name}@{github.repository_id}"
    contexts = {
        *(f"ref:refs/heads/{branch}" for branch in github.branches),
        *(f"ref:refs/tags/{tag}" for tag in github.tags),
        *(f"environment:{environment}" for environment in github.environments),
        *(["pull_request"] if github.pull_requests else []),
    }
    return sorted(f"repo:{owner}/{name}:{context}" for context in contexts)


def gitlab_subjects(gitlab: GitLab) -> list[str]:
    """The subjects of GitLab's tokens for the jobs named; * stands for any characters.

    https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload (sub)
    """
    refs = {*(f"branch:ref:{branch}" for branch in gitlab.branches), *(f"tag:ref:{tag}" for tag in gitlab.tags)}
    return sorted(f"project_path:{gitlab.project}:ref_type:{ref}" for ref in refs)


def _github_audience(registry: Registry) -> str:
    """The audience that aws-actions/configure-aws-credentials requests; in China it must be set explicitly.

    https://github.com/aws-actions/configure-aws-credentials#oidc-audience
    """
    return "sts.amazonaws.com.cn" if registry.partition == "aws-cn" else "sts.amazonaws.com"


def _federated(
    registry: Registry, caller: str, issuer: str, audience: str, subjects: Sequence[str]
) -> list[dict[str, Any]]:
    exact = [subject for subject in subjects if "*" not in subject]
    patterns = [subject for subject in subjects if "*" in subject]
    is_for_aws, subject_key = {f"{issuer}:aud": audience}, f"{issuer}:sub"
    conditions = {
        f"Allow{caller}": (exact, {"StringEquals": {**is_for_aws, subject_key: _one_or_many(exact)}}),
        f"Allow{caller}Patterns": (
            patterns,
            {"StringEquals": is_for_aws, "StringLike": {subject_key: _one_or_many(patterns)}},
        ),
    }
    return [
        {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn(registry, issuer)},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": condition,
        }
        for sid, (named, condition) in conditions.items()
        if named
    ]


def _one_or_many(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
