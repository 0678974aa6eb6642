"""Who may assume the roles of CI: thousands of tokens, of which each role lets in those of one kind of job."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from tests.ci_roles.bootstrapped import ACCOUNT, GITHUB, declared_account, role_of, stack_text
from tests.declared.token_claims import FOR_AWS, may_assume
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ecr.policy_document import Document, document_text

PREVIEW, UP, DRIFT = CiJob.PREVIEW, CiJob.UP, CiJob.DRIFT
GITHUB_COM, SERVER = "token.actions.githubusercontent.com", "github.acme.com/_services/token"
NAME = "acme/registries"
OWN, MAIN = "repo:acme@123456/registries@456789", "refs/heads/main"
REPOSITORIES = (
    OWN,
    "repo:acme/registries",
    "repo:acme@123456/registries@456780",
    "repo:acme@999999/registries@456789",
    "repo:acme@123456/registries-evil@456789",
    "repo:evil@123456/registries@456789",
)
CONTEXTS = (
    "pull_request",
    "environment:my-team",
    "environment:another",
    "environment:my-team-2",
    f"ref:{MAIN}",
    "ref:refs/heads/main-2",
    "ref:refs/heads/feature",
    "ref:refs/tags/main",
)
REFS = (MAIN, "refs/heads/feature", "refs/tags/main", "refs/pull/7/merge", None)
WORKFLOWS = (
    None,
    *(
        f"{repository}/.github/workflows/{file}.yml@{ref}"
        for repository, file, ref in product(
            (NAME, "evil/registries"), ("up", "drift", "preview", "evil", "up.yml@refs/heads/main"), REFS[:4]
        )
    ),
)


@dataclass(frozen=True)
class Token:
    issuer: str
    audience: str
    repository: str
    context: str
    ref: str | None
    workflow: str | None

    def may_assume(self, trust: Document) -> bool:
        subject = f"{self.repository}:{self.context}"
        return may_assume(trust, self.issuer, self.audience, subject, self.workflow, self.ref)

    def is_ours(self, context: str, workflow: str | None = None) -> bool:
        ours = (self.issuer, self.audience, self.repository, self.context) == (GITHUB_COM, FOR_AWS, OWN, context)
        by = f"{NAME}/.github/workflows/{workflow}.yml@{MAIN}"
        return ours and (workflow is None or (self.ref, self.workflow) == (MAIN, by))


def tokens() -> Iterator[Token]:
    for values in product((GITHUB_COM, SERVER), (FOR_AWS, "https://github.com/acme"), REPOSITORIES, CONTEXTS):
        yield from (Token(*values, ref, workflow) for ref, workflow in product(REFS, WORKFLOWS[::3]))
    for context, ref, workflow in product(CONTEXTS, REFS, WORKFLOWS):
        yield Token(GITHUB_COM, FOR_AWS, OWN, context, ref, workflow)


TOKENS = tuple(dict.fromkeys(tokens()))
LET_IN: dict[CiJob, Callable[[Token], bool]] = {
    PREVIEW: lambda token: token.is_ours("pull_request"),
    UP: lambda token: token.is_ours("environment:my-team", "up"),
    DRIFT: lambda token: token.is_ours(f"ref:{MAIN}", "drift"),
}


@pytest.mark.parametrize("role", CiJob)
def test_exactly_the_tokens_of_one_kind_of_job_may_assume_a_role(role: CiJob) -> None:
    trust = role_of(declared_account(), role).trust_policy
    let_in = {token for token in TOKENS if token.may_assume(trust)}
    assert len(TOKENS) > 10_000
    assert let_in == {token for token in TOKENS if LET_IN[role](token)}
    assert let_in


def test_the_trust_of_up_is_the_one_of_the_docs() -> None:
    (statement,) = role_of(declared_account(), UP).trust_policy["Statement"]
    assert statement == {
        "Sid": "AllowGitHub",
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{GITHUB_COM}"},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {
            "StringEquals": {
                f"{GITHUB_COM}:aud": FOR_AWS,
                f"{GITHUB_COM}:sub": f"{OWN}:environment:my-team",
                f"{GITHUB_COM}:ref": MAIN,
                f"{GITHUB_COM}:job_workflow_ref": f"{NAME}/.github/workflows/up.yml@{MAIN}",
            }
        },
    }


@pytest.mark.parametrize(
    ("github", "region"),
    [({"repository": NAME, "host": SERVER}, "us-east-1"), ({"repository": NAME}, "cn-north-1")],
    ids=["a server", "China"],
)
def test_where_aws_does_not_read_the_workflow_no_token_is_asked_for_it(github: dict[str, Any], region: str) -> None:
    stacks = {"my-team": stack_text(region=region)}
    trust = role_of(declared_account(stacks, github=github), UP).trust_policy
    (statement,) = trust["Statement"]
    assert {key.rpartition(":")[2] for key in statement["Condition"]["StringEquals"]} == {"aud", "sub"}
    assert ("sts.amazonaws.com.cn" in document_text(trust)) is (region == "cn-north-1")


@pytest.mark.parametrize(
    ("role", "branches"), [(PREVIEW, {"main", "feature", "a/b"}), (UP, {"main"}), (DRIFT, {"main"})]
)
def test_on_gitlab_previews_run_on_any_branch_of_the_project_and_the_others_on_one(
    role: CiJob, branches: set[str]
) -> None:
    account = declared_account(github=None, gitlab={"project": "acme/registries"})
    trust = role_of(account, role).trust_policy

    def lets_in(subject: str, audience: str = "https://gitlab.com") -> bool:
        return may_assume(trust, "gitlab.com", audience, subject)

    of_branch = "project_path:acme/registries:ref_type:branch:ref:{}".format
    assert {branch for branch in ("main", "feature", "a/b") if lets_in(of_branch(branch))} == branches
    foreign = ("project_path:acme/registries-2:ref_type:branch:ref:main", "project_path:evil/acme/registries:ref_type")
    assert not any(map(lets_in, foreign))
    assert not lets_in("project_path:acme/registries:ref_type:tag:ref:main")
    assert not lets_in(of_branch("main"), FOR_AWS)


def test_called_workflows_of_another_repository_are_named_by_their_tag() -> None:
    called = "acme/union-ecr@refs/tags/v0.1.0"
    account = declared_account(github=GITHUB | {"workflows": called})
    (statement,) = role_of(account, UP).trust_policy["Statement"]
    claims = statement["Condition"]["StringEquals"]
    assert claims[f"{GITHUB_COM}:job_workflow_ref"] == "acme/union-ecr/.github/workflows/up.yml@refs/tags/v0.1.0"
    assert (claims[f"{GITHUB_COM}:sub"], claims[f"{GITHUB_COM}:ref"]) == (f"{OWN}:environment:my-team", MAIN)
