"""Reads the environments and the default branch of a repository from GitHub's API.

The token is that of GITHUB_TOKEN or GH_TOKEN.
https://docs.github.com/en/rest/deployments/environments and /deployments/branch-policies; `Actions: read` is enough.
"""

import http
import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar

from union_ecr.ci_check.live import LiveEnvironment
from union_ecr.drift.live import Unreadable
from union_ecr.settings.bootstrap import DeployingRepository
from union_ecr.settings.issuers import github_api

_T = TypeVar("_T")
_SECONDS = 30
_NOT_SEEN = Unreadable("the token does not see the repository")
_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")


def github_token() -> str | None:
    """The token in the environment; None where there is none."""
    return next(filter(None, map(os.environ.get, _TOKENS)), None)


def read_environment(source: DeployingRepository, name: str, token: str) -> LiveEnvironment | Unreadable | None:
    """An environment of the repository; None where the repository can be read and has none of that name."""
    repository = f"{_api(source)}/repos/{source.repository}"
    place = f"{repository}/environments/{urllib.parse.quote(name, safe='')}"

    def environment() -> LiveEnvironment | Unreadable | None:
        found = _get(place, token)
        if found is None:
            return _NOT_SEEN if _get(repository, token) is None else None
        return LiveEnvironment(_reviewers(found, source), _branches(found, place, token))

    return _read(environment)


def read_default_branch(source: DeployingRepository, token: str) -> str | Unreadable:
    """The branch on which GitHub starts scheduled workflows."""

    def default_branch() -> str | Unreadable:
        found = _get(f"{_api(source)}/repos/{source.repository}", token)
        return _NOT_SEEN if found is None else str(found["default_branch"])

    return _read(default_branch)


def _read(ask: Callable[[], _T]) -> _T | Unreadable:
    try:
        return ask()
    except urllib.error.HTTPError as error:
        return Unreadable(f"HTTP {error.code}: {error.reason}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        return Unreadable(f"{type(error).__name__}: {error}")


def _api(source: DeployingRepository) -> str:
    """The address of the API: what the environment says, as in a job, else by the repository's host."""
    given = os.environ.get("GITHUB_API_URL")
    return given.rstrip("/") if given else github_api(source.host)


def _get(address: str, token: str) -> Any:
    """The answer; None where there is nothing (or nothing that the token may see)."""
    request = urllib.request.Request(address)  # noqa: S310 - https, or what GITHUB_API_URL says
    request.add_header("Accept", "application/vnd.github+json")
    request.add_unredirected_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            return json.load(answer)
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.NOT_FOUND:
            return None
        raise


def _reviewers(environment: Any, source: DeployingRepository) -> frozenset[str]:
    owner = source.repository.partition("/")[0]
    rules = [rule for rule in environment.get("protection_rules", []) if rule["type"] == "required_reviewers"]
    return frozenset(
        f"{owner}/{entry['reviewer']['slug']}" if entry["type"] == "Team" else str(entry["reviewer"]["login"])
        for rule in rules
        for entry in rule["reviewers"]
    )


def _branches(environment: Any, place: str, token: str) -> frozenset[str] | None:
    policy = environment.get("deployment_branch_policy")
    if not policy:
        return None
    if not policy.get("custom_branch_policies"):
        return frozenset({"every protected branch"})
    found = _get(f"{place}/deployment-branch-policies?per_page=100", token) or {"branch_policies": []}
    return frozenset(
        f"{entry['name']} (tags)" if entry.get("type") == "tag" else str(entry["name"])
        for entry in found["branch_policies"]
    )
