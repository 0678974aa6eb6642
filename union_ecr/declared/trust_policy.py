"""Who may assume a push role, as its trust policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from union_ecr.ecr.policy_document import VERSION, Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.ci_jobs import GitHub, GitLab
from union_ecr.settings.push_roles import PushRoleFields


def trust_policy(registry: Registry, settings: PushRoleFields) -> Document:
    """The trust policy of a push role: only the callers that its settings name may assume it.

    A token must be made for AWS (its audience), and its subject must be one of those listed; with a workflow, its
    workflow as well. Subjects without * are in a statement with StringEquals, patterns in one of their own with
    StringLike: one condition block would AND the two operators, and a reviewer sees which are exact.
    """
    if settings.github:
        workflows = {"job_workflow_ref": github_workflows(settings.github)}
        tokens = Tokens(settings.github.host, github_audience(registry), github_subjects(settings.github), workflows)
        statements = federated_statements(registry, "GitHub", tokens)
    elif settings.gitlab:
        host = settings.gitlab.host
        tokens = Tokens(host, gitlab_audience(host), gitlab_subjects(settings.gitlab))
        statements = federated_statements(registry, "GitLab", tokens)
    elif settings.oidc:
        tokens = Tokens(settings.oidc.issuer, settings.oidc.audience, sorted(set(settings.oidc.subjects)))
        statements = federated_statements(registry, "OIDC", tokens)
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
    repositories = [github.repository] if github.also_without_ids or not github.owner_id else []
    if github.owner_id and github.repository_id:
        repositories.append(f"{owner}@{github.owner_id}/{name}@{github.repository_id}")
    contexts = {
        *(f"ref:{ref}" for ref in _refs(github)),
        *(f"environment:{environment}" for environment in github.environments),
        *(["pull_request"] if github.pull_requests else []),
    }
    return sorted(f"repo:{repository}:{context}" for repository in repositories for context in contexts)


def github_workflows(github: GitHub) -> list[str]:
    """What the claim job_workflow_ref of GitHub's tokens must be, as `OWNER/NAME/PATH@REF`; none for any workflow.

    The workflow's own file must be that of a branch or tag named, or of a pull request if these may push. It may be of
    any where only environments are named, since the token of such a job says nothing of its branch.
    https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows
    """
    if not github.workflow or "@" in github.workflow:
        return [github.workflow] if github.workflow else []
    refs = _refs(github)
    if github.environments and not refs:
        refs = {"refs/*"}
    elif github.pull_requests:
        refs = refs | {"refs/pull/*/merge"}
    return sorted(f"{github.repository}/{github.workflow}@{ref}" for ref in refs)


def _refs(github: GitHub) -> set[str]:
    return {*(f"refs/heads/{branch}" for branch in github.branches), *(f"refs/tags/{tag}" for tag in github.tags)}


def gitlab_subjects(gitlab: GitLab) -> list[str]:
    """The subjects of GitLab's tokens for the jobs named; * stands for any characters.

    https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload (sub)
    """
    refs = {*(f"branch:ref:{branch}" for branch in gitlab.branches), *(f"tag:ref:{tag}" for tag in gitlab.tags)}
    return sorted(f"project_path:{gitlab.project}:ref_type:{ref}" for ref in refs)


def github_audience(registry: Registry) -> str:
    """The audience that aws-actions/configure-aws-credentials requests; in China it must be set explicitly.

    https://github.com/aws-actions/configure-aws-credentials#oidc-audience
    """
    return "sts.amazonaws.com.cn" if registry.partition == "aws-cn" else "sts.amazonaws.com"


def gitlab_audience(host: str) -> str:
    """The audience of GitLab's tokens for AWS: its guide makes the provider with the instance's address.

    https://docs.gitlab.com/ci/cloud_services/aws/
    """
    return f"https://{host}"


@dataclass(frozen=True)
class Tokens:
    """The tokens that are accepted: of one issuer, for one audience, with one of these subjects.

    Each of the other claims must have one of its values; one without values may have any.
    """

    issuer: str
    audience: str
    subjects: Sequence[str]
    claims: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def condition(self, subjects: Sequence[str]) -> dict[str, dict[str, str | list[str]]]:
        """What a statement for some of the subjects demands of a token."""
        operators: dict[str, dict[str, str | list[str]]] = {}
        claims = {"aud": [self.audience], "sub": subjects, **self.claims}
        for claim, values in claims.items():
            if values:
                operator = "StringLike" if any("*" in value for value in values) else "StringEquals"
                operators.setdefault(operator, {})[f"{self.issuer}:{claim}"] = _one_or_many(values)
        return operators


def federated_statements(registry: Registry, caller: str, tokens: Tokens) -> list[dict[str, Any]]:
    """The statements of a trust policy that let in these tokens; `caller` becomes part of their Sids."""
    subjects = {
        f"Allow{caller}": [subject for subject in tokens.subjects if "*" not in subject],
        f"Allow{caller}Patterns": [subject for subject in tokens.subjects if "*" in subject],
    }
    return [
        {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Federated": provider_arn(registry, tokens.issuer)},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": tokens.condition(named),
        }
        for sid, named in subjects.items()
        if named
    ]


def _one_or_many(values: Sequence[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else list(values)
