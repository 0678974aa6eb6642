"""Reading environments from GitHub's API, from a server on loopback that answers as GitHub documents."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from union_ecr.ci_check.live import LiveEnvironment
from union_ecr.cli.github_environments import _api, github_token, read_default_branch, read_environment
from union_ecr.drift.live import Unreadable
from union_ecr.settings.bootstrap import DeployingRepository

SOURCE = DeployingRepository(repository="acme/registries")
PLACE = "/repos/acme/registries/environments/my-team"
Answers = dict[str, Any]
# https://docs.github.com/en/rest/deployments/environments#get-an-environment
REVIEWED = {
    "name": "my-team",
    "protection_rules": [
        {"type": "wait_timer", "wait_timer": 30},
        {
            "type": "required_reviewers",
            "prevent_self_review": True,
            "reviewers": [
                {"type": "User", "reviewer": {"login": "octocat"}},
                {"type": "Team", "reviewer": {"slug": "platform"}},
            ],
        },
        {"type": "branch_policy"},
    ],
    "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
}
BRANCHES = {"total_count": 2, "branch_policies": [{"name": "main"}, {"name": "v*", "type": "tag"}]}


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[Answers]:
    """What the server answers by path; a number is a status. `tokens` holds what it was sent."""
    answers: Answers = {"tokens": set()}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answers["tokens"].add(self.headers["Authorization"])
            answer = answers.get(self.path.partition("?")[0], 404)
            self.send_response(answer if isinstance(answer, int) else 200)
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setenv("GITHUB_API_URL", f"http://127.0.0.1:{server.server_port}")
        yield answers
        server.shutdown()


def test_reviewers_and_branches_are_read(github: Answers) -> None:
    github.update({PLACE: REVIEWED, f"{PLACE}/deployment-branch-policies": BRANCHES})
    expected = LiveEnvironment(frozenset({"octocat", "acme/platform"}), frozenset({"main", "v* (tags)"}))
    assert read_environment(SOURCE, "my-team", "t0k3n") == expected
    assert github["tokens"] == {"Bearer t0k3n"}


def test_an_environment_without_rules_is_for_any_branch(github: Answers) -> None:
    github[PLACE] = {"name": "my-team", "protection_rules": [], "deployment_branch_policy": None}
    assert read_environment(SOURCE, "my-team", "t") == LiveEnvironment(frozenset(), None)


def test_protected_branches_are_more_than_one(github: Answers) -> None:
    github[PLACE] = {"deployment_branch_policy": {"protected_branches": True, "custom_branch_policies": False}}
    live = read_environment(SOURCE, "my-team", "t")
    assert isinstance(live, LiveEnvironment)
    assert live.branches == frozenset({"every protected branch"})


def test_a_missing_environment_of_a_repository_that_the_token_sees_is_none(github: Answers) -> None:
    github["/repos/acme/registries"] = {"id": 1}
    assert read_environment(SOURCE, "my-team", "t") is None


def test_without_a_view_of_the_repository_nothing_is_missing(github: Answers) -> None:
    assert read_environment(SOURCE, "my-team", "t") == Unreadable("the token does not see the repository")


@pytest.mark.parametrize("status", [401, 403, 500])
def test_what_github_refuses_is_unreadable(github: Answers, status: int) -> None:
    github[PLACE] = status
    live = read_environment(SOURCE, "my-team", "secret")
    assert isinstance(live, Unreadable)
    assert live.reason.startswith(f"HTTP {status}: ")
    assert "secret" not in live.reason


def test_an_unreachable_github_is_unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    assert isinstance(read_environment(SOURCE, "my-team", "t"), Unreadable)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        (None, "https://api.github.com"),
        ("github.acme.com/_services/token", "https://github.acme.com/api/v3"),
        ("token.actions.acme.ghe.com", "https://api.acme.ghe.com"),
    ],
)
def test_each_github_has_its_own_address(monkeypatch: pytest.MonkeyPatch, host: str | None, address: str) -> None:
    monkeypatch.delenv("GITHUB_API_URL", raising=False)
    named = {"host": host} if host else {}
    assert _api(DeployingRepository(repository="acme/registries", **named)) == address


def test_the_token_is_that_of_either_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    monkeypatch.delenv("GH_TOKEN", raising=False)
    assert github_token() is None
    monkeypatch.setenv("GH_TOKEN", "two")
    assert github_token() == "two"
    monkeypatch.setenv("GITHUB_TOKEN", "one")
    assert github_token() == "one"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"default_branch": "trunk"}, "trunk"),
        (404, Unreadable("the token does not see the repository")),
        (403, Unreadable("HTTP 403: Forbidden")),
    ],
)
def test_the_default_branch_is_read_or_unreadable(github: Answers, answer: Any, expected: str | Unreadable) -> None:
    github["/repos/acme/registries"] = answer
    assert read_default_branch(SOURCE, "t") == expected
