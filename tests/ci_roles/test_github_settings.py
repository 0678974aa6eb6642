"""The lines of gh: run by a shell, with a gh that writes down what it is asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ci_roles.bootstrapped import GITHUB, OTHER_ACCOUNT, declared_account, stack_text
from union_ecr.ci_roles.account import DeclaredAccount
from union_ecr.ci_roles.github_settings import github_lines

pytestmark = pytest.mark.slow

GH = """\
#!{python}
import json, os, sys
import jq
call = sys.argv[1:]
ids = {{"orgs/acme/teams/ml": "71", "orgs/acme/teams/platform": "72", "users/octocat": "73"}}
if call[:1] == ["api"] and call[-2:] == ["--jq", ".id"]:
    print(ids[call[1]])
    sys.exit()
if "?per_page=" in call[-3]:
    found = jq.compile(call[-1]).input_text(os.environ.get("ENVIRONMENTS", '{{"environments": []}}'))
    print(*found, sep="\\n")
    sys.exit()
if call[-1].startswith(".required_status_checks"):
    if "CHECKS" not in os.environ:
        sys.exit(os.environ.get("REFUSED", "gh: Branch not protected (HTTP 404)"))
    print(os.environ["CHECKS"])
    sys.exit()
body = json.loads(sys.stdin.read()) if "--input" in call else None
with open(os.environ["CALLS"], "a") as calls:
    calls.write(json.dumps([call, body]) + "\\n")
if call[-1:] == [".branch_policies[].name"]:
    print(os.environ.get("BRANCHES", ""))
"""
TWO = {"ml": stack_text(), "web": stack_text(images={"site": {}})}


@pytest.fixture
def gh(tmp_path: Path) -> Path:
    """A folder with a gh that keeps the calls beside it."""
    (tmp_path / "gh").write_text(GH.format(python=sys.executable))
    (tmp_path / "gh").chmod(0o755)
    return tmp_path


def run(gh: Path, *accounts: DeclaredAccount, **environment: str) -> list[tuple[list[str], Any]]:
    variables = {"PATH": f"{gh}:{os.environ['PATH']}", "CALLS": str(gh / "calls"), **environment}
    script = "\n".join(github_lines(accounts))
    ran = subprocess.run(["bash", "-c", script], env=variables, check=True, stdout=subprocess.PIPE, text=True)
    (gh / "out").write_text(ran.stdout)
    return [(call, body) for call, body in map(json.loads, (gh / "calls").read_text().splitlines())]


def puts(calls: list[tuple[list[str], Any]]) -> dict[str, Any]:
    """What was put, by its place."""
    return {call[call.index("PUT") + 1]: body for call, body in calls if "PUT" in call}


def test_each_stack_has_an_environment_with_its_reviewers_for_the_branch_alone(gh: Path) -> None:
    account = declared_account(TWO, reviewers={"*": ["acme/platform"], "ml": ["acme/ml", "octocat"]})
    environments = puts(run(gh, account))
    of_ml = environments["repos/acme/registries/environments/ml"]
    assert of_ml == {
        "reviewers": [{"type": "Team", "id": 71}, {"type": "User", "id": 73}],
        "prevent_self_review": True,
        "deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True},
    }
    assert environments["repos/acme/registries/environments/web"]["reviewers"] == [{"type": "Team", "id": 72}]


def test_the_branch_of_an_environment_is_added_once(gh: Path) -> None:
    place = "repos/acme/registries/environments/my-team/deployment-branch-policies"
    added = ["api", "--silent", "-X", "POST", place, "-f", "name=main", "-f", "type=branch"]
    assert added in [call for call, _ in run(gh, declared_account())]
    (gh / "calls").unlink()
    assert added not in [call for call, _ in run(gh, declared_account(), BRANCHES="main")]


def test_the_variables_and_the_rules_of_the_branch_are_set_once_for_all_accounts(gh: Path) -> None:
    bucket = {"bucket": "acme-state", "account": "111122223333", "region": "eu-west-1"}
    accounts = [
        declared_account({"ml": stack_text()}, stateBucket=bucket),
        declared_account({"web": stack_text(OTHER_ACCOUNT)}, account=OTHER_ACCOUNT, stateBucket=bucket),
    ]
    calls = run(gh, *accounts)
    assert [call[2:] for call, _ in calls if call[:2] == ["variable", "set"]] == [
        ["UNION_ECR_BRANCH", "--repo", "acme/registries", "--body", "main"],
        ["PULUMI_BACKEND_URL", "--repo", "acme/registries", "--body", "s3://acme-state?region=eu-west-1"],
        ["UNION_ECR_ROLE_PREFIX", "--repo", "acme/registries", "--body", "union-ecr-"],
    ]
    rules = puts(calls)["repos/acme/registries/branches/main/protection"]
    assert rules["required_status_checks"] == {"strict": True, "contexts": ["ready-to-merge"]}
    assert rules["required_pull_request_reviews"]["required_approving_review_count"] == 1


@pytest.mark.parametrize(("checks", "warning"), [("tests", "require the check ready-to-merge"), ("ready-to-merge", "")])
def test_rules_that_the_branch_has_already_stay(gh: Path, checks: str, warning: str) -> None:
    assert not [place for place in puts(run(gh, declared_account(), CHECKS=checks)) if "protection" in place]
    assert warning in (gh / "out").read_text()
    assert bool((gh / "out").read_text()) == bool(warning)


@pytest.mark.parametrize("refused", ["gh: Resource not accessible (HTTP 403)", "error connecting to api.github.com"])
def test_rules_that_cannot_be_read_stay_and_end_the_script(gh: Path, refused: str) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run(gh, declared_account(), REFUSED=refused)
    assert "/protection" not in (gh / "calls").read_text()


def test_a_reviewer_who_does_not_exist_ends_the_script_before_jobs_may_run(gh: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run(gh, declared_account(reviewers={"*": ["acme/nobody"]}))
    assert not (gh / "calls").exists()


def test_the_check_of_called_workflows_has_their_job_before_it(gh: Path) -> None:
    account = declared_account(github=GITHUB | {"workflows": "acme/union-ecr@refs/tags/v1"}, branch="release/a#b")
    rules = puts(run(gh, account))["repos/acme/registries/branches/release%2Fa%23b/protection"]
    assert rules["required_status_checks"]["contexts"] == ["union-ecr / ready-to-merge"]


ENVIRONMENT = "repos/acme/registries/environments/my-team"
BRANCHES_ONLY = {"deployment_branch_policy": {"protected_branches": False, "custom_branch_policies": True}}


def environment(name: str, *rules: dict[str, Any]) -> dict[str, Any]:
    """An environment as GitHub's list has it."""
    return {"name": name, "protection_rules": [{"type": "branch_policy"}, *rules]}


def required(*reviewers: tuple[str, int], prevent_self_review: bool) -> dict[str, Any]:
    """The rule about reviewers as GitHub's list has it."""
    entries = [{"type": kind, "reviewer": {"id": number, "login": "x"}} for kind, number in reviewers]
    return {"type": "required_reviewers", "prevent_self_review": prevent_self_review, "reviewers": entries}


@pytest.mark.parametrize("prevent_self_review", [True, False])
def test_reviewers_that_people_set_stay_where_none_are_declared(gh: Path, prevent_self_review: bool) -> None:
    own = required(("User", 5), ("Team", 6), prevent_self_review=prevent_self_review)
    listed = {"environments": [environment("other", required(("User", 7), prevent_self_review=True))]}
    listed["environments"].append(environment("My-Team", own, {"type": "wait_timer", "wait_timer": 3}))
    calls = run(gh, declared_account(), ENVIRONMENTS=json.dumps(listed))
    assert puts(calls)[ENVIRONMENT] == BRANCHES_ONLY | {
        "reviewers": [{"type": "User", "id": 5}, {"type": "Team", "id": 6}],
        "prevent_self_review": prevent_self_review,
    }


@pytest.mark.parametrize("environments", [[], [environment("my-team")], [environment("my-team-2")]])
def test_where_nobody_reviews_and_none_are_declared_reviewers_are_not_sent(gh: Path, environments: list[Any]) -> None:
    calls = run(gh, declared_account(), ENVIRONMENTS=json.dumps({"environments": environments}))
    assert puts(calls)[ENVIRONMENT] == BRANCHES_ONLY


def test_declared_reviewers_replace_those_that_people_set(gh: Path) -> None:
    listed = {"environments": [environment("my-team", required(("User", 5), prevent_self_review=True))]}
    calls = run(gh, declared_account(reviewers={"*": ["octocat"]}), ENVIRONMENTS=json.dumps(listed))
    assert puts(calls)[ENVIRONMENT]["reviewers"] == [{"type": "User", "id": 73}]


def test_environments_that_cannot_be_read_end_the_script_before_anything_is_changed(gh: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        run(gh, declared_account(), ENVIRONMENTS="no json")
    assert not (gh / "calls").exists()


def test_a_stack_without_reviewers_has_a_comment() -> None:
    lines = list(github_lines([declared_account()]))
    assert lines[1].startswith(
        "# no reviewers of my-team are declared (bootstrap:reviewers): those that GitHub has stay; if there are none, "
        "everyone who may merge can deploy it\n"
    )


@pytest.mark.parametrize(
    ("host", "line"),
    [
        ("github.acme.com/_services/token", "export GH_HOST=github.acme.com"),
        ("token.actions.acme.ghe.com", "export GH_HOST=acme.ghe.com"),
    ],
)
def test_an_enterprise_has_its_own_host(host: str, line: str) -> None:
    account = declared_account(github={"repository": "acme/registries", "host": host})
    assert list(github_lines([account]))[1] == line


def test_accounts_that_gitlab_deploys_have_no_lines() -> None:
    assert list(github_lines([declared_account(github=None, gitlab={"project": "acme/r"})])) == []
