"""The environments on GitHub against the bootstrap files."""

from typing import Any

import pytest

from tests.ci_roles.bootstrapped import declared_account
from union_ecr.ci_check.environments import environment_findings
from union_ecr.ci_check.findings import CiFinding
from union_ecr.ci_check.live import LiveEnvironment
from union_ecr.drift.findings import Unknown
from union_ecr.drift.live import Unreadable

MAIN = frozenset({"main"})


def findings(live: Any, **settings: Any) -> list[str]:
    account = declared_account(reviewers={"*": ["acme/platform"]} | settings)
    found = list(environment_findings(account, "my-team", live))
    return [f"{finding.severity}: {finding.reason}" for finding in found if isinstance(finding, CiFinding)]


@pytest.mark.parametrize(
    ("live", "finding"),
    [
        (None, "critical: it does not exist, and GitHub creates it without reviewers"),
        (LiveEnvironment(frozenset({"acme/platform"}), None), "critical: jobs of any branch may deploy"),
        (LiveEnvironment(frozenset({"acme/platform"}), MAIN | {"dev"}), "critical: jobs of dev may deploy"),
        (LiveEnvironment(frozenset({"acme/platform"}), frozenset()), "warning: jobs of main may not deploy"),
        (LiveEnvironment(frozenset(), MAIN), "warning: nobody has to approve"),
        (LiveEnvironment(frozenset({"octocat"}), MAIN), "warning: its reviewers are octocat, and the bootstrap file"),
    ],
)
def test_what_is_wrong_with_an_environment_is_reported(live: Any, finding: str) -> None:
    (line,) = findings(live)
    assert line.startswith(finding)


def test_an_environment_as_declared_has_no_finding() -> None:
    assert findings(LiveEnvironment(frozenset({"Acme/Platform"}), MAIN)) == []


def test_one_that_cannot_be_read_is_unknown() -> None:
    (found,) = environment_findings(declared_account(), "my-team", Unreadable("HTTP 403: Forbidden"))
    assert found == Unknown("environment my-team on GitHub", "HTTP 403: Forbidden", ("my-team",))
