"""Thousands of tokens against every form of a push role: nobody gets in who is not named."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from tests.declared.token_claims import FOR_AWS, may_assume, policy_for

GITHUB_COM = "token.actions.githubusercontent.com"
SERVER = "github.acme.com/_services/token"
RESIDENCY = "token.actions.acme.ghe.com"
ENTERPRISE = f"{GITHUB_COM}/acme"
ISSUERS = (GITHUB_COM, ENTERPRISE, f"{GITHUB_COM}/evil", SERVER, "github.evil.com/_services/token", RESIDENCY)
REPOSITORIES = ("acme/workflows", "acme/workflows-evil", "evil/workflows", "acme-evil/workflows")
IDS = (None, ("1", "2"), ("1", "3"), ("9", "2"))
CONTEXTS = (
    "ref:refs/heads/main",
    "ref:refs/heads/release/1",
    "ref:refs/heads/feature",
    "ref:refs/tags/main",
    "environment:production",
    "environment:main",
    "pull_request",
)
FILES = ("push.yml", "evil.yml", "push.yml@evil.yml")
REFS = ("refs/heads/main", "refs/heads/release/1", "refs/heads/feature", "refs/tags/main", "refs/pull/7/merge")
PUSH = ".github/workflows/push.yml"
SHARED = "acme/automation/.github/workflows/push.yml@refs/heads/main"
WORKFLOWS = (
    None,
    SHARED,
    SHARED.replace("acme", "evil"),
    SHARED.replace("main", "feature"),
    *(
        f"{repository}/.github/workflows/{file}@{ref}"
        for repository, file, ref in product(REPOSITORIES[::2], FILES, REFS)
    ),
)
RULES: dict[str, Any] = {"repository": "acme/workflows", "branches": ["main", "release/*"]}


@dataclass(frozen=True)
class Token:
    issuer: str
    audience: str
    repository: str
    ids: tuple[str, str] | None
    context: str
    workflow: str | None

    @property
    def subject(self) -> str:
        owner, _, name = self.repository.partition("/")
        repository = f"{owner}@{self.ids[0]}/{name}@{self.ids[1]}" if self.ids else self.repository
        return f"repo:{repository}:{self.context}"

    def is_of(self, issuer: str = GITHUB_COM, *, ids: tuple[Any, ...] = (None,), contexts: str = "") -> bool:
        """Whether it is for AWS, of acme/workflows at an issuer, with ids and for a context among those given."""
        named = contexts or r"ref:refs/heads/(main|release/.*)"
        right_place = (self.issuer, self.audience, self.repository) == (issuer, FOR_AWS, "acme/workflows")
        return right_place and self.ids in ids and re.fullmatch(named, self.context) is not None

    def is_by(self, refs: str, repository: str = "acme/workflows") -> bool:
        """Whether its workflow is push.yml of a repository at one of the refs given."""
        return re.fullmatch(rf"{repository}/\.github/workflows/push\.yml@({refs})", self.workflow or "") is not None


def tokens() -> Iterator[Token]:
    for values in product(ISSUERS, (FOR_AWS, "https://github.com/acme"), REPOSITORIES, IDS, CONTEXTS):
        yield Token(*values, workflow=None)
    for values in product((GITHUB_COM, SERVER), (FOR_AWS,), REPOSITORIES[::2], IDS[:2], CONTEXTS, WORKFLOWS):
        yield Token(*values)


TOKENS = tuple(tokens())
IN_BRANCHES = "refs/heads/(main|release/.*)"
ROLES: dict[str, tuple[dict[str, Any], Callable[[Token], bool]]] = {
    "branches": (RULES, lambda token: token.is_of()),
    "ids": (RULES | {"ownerId": "1", "repositoryId": "2"}, lambda token: token.is_of(ids=(("1", "2"),))),
    "both forms": (
        RULES | {"ownerId": "1", "repositoryId": "2", "alsoWithoutIds": True},
        lambda token: token.is_of(ids=(None, ("1", "2"))),
    ),
    "a server": (RULES | {"host": SERVER}, lambda token: token.is_of(SERVER)),
    "data residency": (RULES | {"host": RESIDENCY}, lambda token: token.is_of(RESIDENCY)),
    "an enterprise's issuer": (RULES | {"host": ENTERPRISE}, lambda token: token.is_of(ENTERPRISE)),
    "a workflow in branches": (RULES | {"workflow": PUSH}, lambda token: token.is_of() and token.is_by(IN_BRANCHES)),
    "a workflow in branches and an environment": (
        RULES | {"workflow": PUSH, "environments": ["production"]},
        lambda token: token.is_of(contexts=rf"ref:{IN_BRANCHES}|environment:production") and token.is_by(IN_BRANCHES),
    ),
    "a workflow in an environment alone": (
        {"repository": "acme/workflows", "workflow": PUSH, "environments": ["production"]},
        lambda token: token.is_of(contexts="environment:production") and token.is_by("refs/.*"),
    ),
    "a workflow in a tag": (
        {"repository": "acme/workflows", "workflow": PUSH, "tags": ["main"]},
        lambda token: token.is_of(contexts="ref:refs/tags/main") and token.is_by("refs/tags/main"),
    ),
    "a workflow in pull requests": (
        {"repository": "acme/workflows", "workflow": PUSH, "pullRequests": True},
        lambda token: token.is_of(contexts="pull_request") and token.is_by("refs/pull/7/merge"),
    ),
    "a workflow in environments and pull requests": (
        {"repository": "acme/workflows", "workflow": PUSH, "pullRequests": True, "environments": ["production"]},
        lambda token: token.is_of(contexts="pull_request|environment:production") and token.is_by("refs/.*"),
    ),
    "a reusable workflow of another repository": (
        RULES | {"workflow": SHARED},
        lambda token: token.is_of() and token.workflow == SHARED,
    ),
    "a workflow with ids": (
        RULES | {"workflow": PUSH, "ownerId": "1", "repositoryId": "2"},
        lambda token: token.is_of(ids=(("1", "2"),)) and token.is_by(IN_BRANCHES),
    ),
}


@pytest.mark.parametrize("form", ROLES)
def test_exactly_the_tokens_that_a_role_of_github_names_may_assume_it(form: str) -> None:
    rules, is_named = ROLES[form]
    policy = policy_for(github=rules)
    let_in = {
        token for token in TOKENS if may_assume(policy, token.issuer, token.audience, token.subject, token.workflow)
    }
    assert let_in == {token for token in TOKENS if is_named(token)}
    assert let_in


ORGANIZATION, PROJECT = "11111111-2222-3333-4444-555555555555", "66666666-7777-8888-9999-000000000000"
CIRCLECI = f"oidc.circleci.com/org/{ORGANIZATION}"


@pytest.mark.parametrize(
    ("oidc", "named", "foreign"),
    [
        (
            {
                "issuer": f"https://{CIRCLECI}",
                "audience": ORGANIZATION,
                "subjects": [f"org/{ORGANIZATION}/project/{PROJECT}/user/*"],
            },
            [f"org/{ORGANIZATION}/project/{PROJECT}/user/{PROJECT}"],
            [
                f"org/{ORGANIZATION}/project/{ORGANIZATION}/user/{PROJECT}",
                f"org/{PROJECT}/project/{PROJECT}/user/{PROJECT}",
                f"/org/{ORGANIZATION}/project/{PROJECT}/user/{PROJECT}",
                f"org/{ORGANIZATION}/project/{PROJECT}0/user/{PROJECT}",
            ],
        ),
        (
            {
                "issuer": "agent.buildkite.com",
                "audience": "sts.amazonaws.com",
                "subjects": [
                    "organization:acme:pipeline:train:ref:refs/heads/main:commit:*",
                    "organization:acme:exact",
                ],
            },
            ["organization:acme:pipeline:train:ref:refs/heads/main:commit:abc:step:push", "organization:acme:exact"],
            [
                "organization:acme-evil:pipeline:train:ref:refs/heads/main:commit:abc:step:push",
                "organization:evil:pipeline:train:ref:refs/heads/main:commit:abc:step:push",
                "organization:acme:pipeline:train-evil:ref:refs/heads/main:commit:abc:step:push",
                "organization:acme:pipeline:train:ref:refs/heads/feature:commit:abc:step:push",
                "organization:acme:exact:",
            ],
        ),
        (
            {
                "issuer": "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
                "audience": f"ari:cloud:bitbucket::workspace/{ORGANIZATION}",
                "subjects": [f"{{{PROJECT}}}:*"],
            },
            [f"{{{PROJECT}}}:{{{ORGANIZATION}}}"],
            [f"{{{ORGANIZATION}}}:{{{PROJECT}}}", PROJECT],
        ),
    ],
    ids=["CircleCI", "Buildkite", "Bitbucket"],
)
def test_exactly_the_subjects_of_an_issuer_that_a_role_names_may_assume_it(
    oidc: dict[str, Any], named: list[str], foreign: list[str]
) -> None:
    policy, issuer, audience = policy_for(oidc=oidc), oidc["issuer"].removeprefix("https://"), oidc["audience"]
    for subject in named:
        assert may_assume(policy, issuer, audience, subject)
        assert not may_assume(policy, issuer, f"{audience}x", subject)
        for other in (f"{issuer}x", issuer.replace("/", "/x", 1) if "/" in issuer else "evil.com", GITHUB_COM):
            assert not may_assume(policy, other, audience, subject)
    assert not any(may_assume(policy, issuer, audience, subject) for subject in foreign)
    assert not any(may_assume(policy, token.issuer, token.audience, token.subject) for token in TOKENS)
