"""Whose jobs may assume the roles of CI, as trust policies: docs/ci.md.

The statements are made where those of push roles are, so that both let in the same tokens for the same words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from union_ecr.ci_roles.deployment import CiJob
from union_ecr.declared.trust_policy import (
    Tokens,
    federated_statements,
    github_audience,
    github_subjects,
    gitlab_audience,
    gitlab_subjects,
    provider_arn,
)
from union_ecr.ecr.policy_document import VERSION, Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.bootstrap import CiRolesFields, DeployingProject, DeployingRepository
from union_ecr.settings.ci_jobs import GitHub, GitLab
from union_ecr.settings.issuers import GITHUB_ISSUER

UP_WORKFLOW, DRIFT_WORKFLOW = ".github/workflows/up.yml", ".github/workflows/drift.yml"
"""The only workflows whose jobs may assume the roles up and drift."""
_WORKFLOWS: Mapping[CiJob, str] = {
    CiJob.UP: UP_WORKFLOW,
    CiJob.DRIFT: DRIFT_WORKFLOW,
}


@dataclass(frozen=True)
class IdentityProvider:
    """An account's identity provider for the tokens of the CI."""

    arn: str
    url: str
    audience: str

    @classmethod
    def of(cls, settings: CiRolesFields, registry: Registry) -> Self:
        """That of the CI which deploys."""
        source = settings.source
        is_github = isinstance(source, DeployingRepository)
        audience = github_audience(registry) if is_github else gitlab_audience(source.host)
        return cls(provider_arn(registry, source.host), f"https://{source.host}", audience)


def ci_role_trust_policy(job: CiJob, stack: str, registry: Registry, settings: CiRolesFields) -> Document:
    """Who may assume the role of this stack: one kind of job, of one repository.

    On GitHub, preview runs for pull requests; up in the stack's environment, drift on the branch, both in their own
    workflow as it stands on the branch. On GitLab preview runs on any branch of the project, the others on the
    deployed one: its tokens name neither environments nor workflows in what AWS reads.
    """
    source = settings.source
    if isinstance(source, DeployingRepository):
        tokens = _github_tokens(job, stack, registry, source, settings.branch)
        statements = federated_statements(registry, "GitHub", tokens)
    else:
        statements = federated_statements(registry, "GitLab", _gitlab_tokens(job, source, settings.branch))
    return {"Version": VERSION, "Statement": statements}


def _github_tokens(job: CiJob, stack: str, registry: Registry, source: DeployingRepository, branch: str) -> Tokens:
    jobs: Mapping[CiJob, dict[str, Any]] = {
        CiJob.PREVIEW: {"pull_requests": True},
        CiJob.UP: {"environments": (stack,)},
        CiJob.DRIFT: {"branches": (branch,)},
    }
    subjects = github_subjects(GitHub(**source.model_dump(exclude={"workflows"}), **jobs[job]))
    claims = _claims(job, source, branch) if reads_claims(source, registry) else {}
    return Tokens(source.host, github_audience(registry), subjects, claims)


def reads_claims(source: DeployingRepository, registry: Registry) -> bool:
    """Whether AWS reads the branch and the workflow in tokens: of github.com, in its commercial regions.

    https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
    """
    return source.host == GITHUB_ISSUER and registry.partition == "aws"


def _claims(job: CiJob, source: DeployingRepository, branch: str) -> dict[str, list[str]]:
    """With these, an environment that loses its protection is not enough. A pull request has neither."""
    if job not in _WORKFLOWS:
        return {}
    ref = f"refs/heads/{branch}"
    repository, _, workflow_ref = (source.workflows or f"{source.repository}@{ref}").partition("@")
    return {"ref": [ref], "job_workflow_ref": [f"{repository}/{_WORKFLOWS[job]}@{workflow_ref}"]}


def _gitlab_tokens(job: CiJob, source: DeployingProject, branch: str) -> Tokens:
    branches = ("*",) if job is CiJob.PREVIEW else (branch,)
    subjects = gitlab_subjects(GitLab(**source.model_dump(), branches=branches))
    return Tokens(source.host, gitlab_audience(source.host), subjects)
