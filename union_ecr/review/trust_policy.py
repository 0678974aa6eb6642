"""Who may assume a push role, as lines."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from union_ecr.ecr.policy_document import Document, listed
from union_ecr.settings.issuers import GITHUB_ISSUER

_GITHUB_SUBJECT = re.compile(
    r"repo:(?P<owner>[^@/]+)(@(?P<owner_id>\d+))?/(?P<name>[^@:]+)(@(?P<id>\d+))?"
    r":(ref:refs/)?(?P<kind>heads/|tags/|environment:|pull_request)(?P<value>.*)"
)
_GITLAB_SUBJECT = re.compile(r"project_path:(?P<project>[^:]+):ref_type:(?P<kind>branch|tag):ref:(?P<value>.*)")
_KINDS = {"heads/": ("branch", "branches"), "tags/": ("tag", "tags"), "environment:": ("environment", "environments")}


def describe_trust_policy(policy: Document) -> list[str]:
    """A trust policy, one line for each caller or kind of job."""
    return [f"assumed by {caller}" for statement in policy["Statement"] for caller in _callers(statement)]


def _callers(statement: Mapping[str, Any]) -> Iterator[str]:
    if "AWS" in statement["Principal"]:
        yield from listed(statement["Principal"]["AWS"])
        return
    issuer = statement["Principal"]["Federated"].partition("oidc-provider/")[2]
    claims = {
        key.removeprefix(f"{issuer}:"): values
        for keys in statement["Condition"].values()
        for key, values in keys.items()
    }
    workflows = listed(claims.get("job_workflow_ref", ()))
    through = f", only by the workflow {' or '.join(workflows)}" if workflows else ""
    describe = next(describe for sid, describe in _JOBS.items() if statement["Sid"].startswith(sid))
    for subject in listed(claims["sub"]):
        yield describe(issuer, subject) + through


def _github_job(issuer: str, subject: str) -> str:
    found = _GITHUB_SUBJECT.fullmatch(subject)
    host = "" if issuer == GITHUB_ISSUER else f" at {issuer}"
    if not found:
        return f"GitHub Actions{host} as {subject}"
    ids = f" (ids {found['owner_id']} and {found['id']})" if found["id"] else ""
    repository = f"GitHub Actions of {found['owner']}/{found['name']}{ids}{host}"
    if found["kind"] == "pull_request":
        return f"{repository} on pull requests"
    return f"{repository} {_where(*_KINDS[found['kind']], found['value'])}"


def _gitlab_job(host: str, subject: str) -> str:
    found = _GITLAB_SUBJECT.fullmatch(subject)
    if not found:
        return f"GitLab CI on {host} as {subject}"
    kind = _KINDS["heads/" if found["kind"] == "branch" else "tags/"]
    return f"GitLab CI of {found['project']} on {host}, {_where(*kind, found['value'])}"


def _other_job(issuer: str, subject: str) -> str:
    which = f"subjects that match {subject}" if "*" in subject else f"the subject {subject}"
    return f"jobs with tokens of {issuer} for {which}"


_JOBS: Mapping[str, Callable[[str, str], str]] = {
    "AllowGitHub": _github_job,
    "AllowGitLab": _gitlab_job,
    "AllowOIDC": _other_job,
}


def _where(singular: str, plural: str, value: str) -> str:
    preposition = "in" if singular == "environment" else "on"
    if value == "*":
        return f"{preposition} any {singular}"
    return f"{preposition} {plural} that match {value}" if "*" in value else f"{preposition} {singular} {value}"
