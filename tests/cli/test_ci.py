"""`union-ecr ci github` and `ci gitlab`: for copying, without AWS."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci_roles.bootstrapped import ACCOUNT, OTHER_ACCOUNT, bootstrap_text, stack_text
from tests.command_line import UnionEcr


@pytest.fixture
def project(stacks_dir: Path) -> Path:
    """A project with one stack in each of two accounts."""
    (stacks_dir / "Pulumi.ml.yaml").write_text(stack_text())
    (stacks_dir / "Pulumi.web.yaml").write_text(stack_text(OTHER_ACCOUNT))
    (stacks_dir.parent / "bootstrap" / "stacks").mkdir(parents=True)
    return stacks_dir.parent


def bootstrap(project: Path, name: str, account: str, **settings: Any) -> None:
    bucket = {"bucket": "acme-state", "account": ACCOUNT, "region": "us-east-1"}
    text = bootstrap_text(**({"account": account, "stateBucket": bucket} | settings))
    (project / "bootstrap" / "stacks" / f"Pulumi.{name}.yaml").write_text(text)


def test_github_prints_the_lines_of_all_accounts(project: Path, union_ecr: UnionEcr) -> None:
    bootstrap(project, "one", ACCOUNT)
    bootstrap(project, "two", OTHER_ACCOUNT)
    ran = union_ecr("ci", "github")
    assert ran.code == 0, ran.err
    assert [f"environments/{stack} --input" in ran.out for stack in ("ml", "web")] == [True, True]
    assert ran.out.count("gh variable set PULUMI_BACKEND_URL") == 1


def test_a_stack_of_an_account_without_a_bootstrap_file_is_reported(project: Path, union_ecr: UnionEcr) -> None:
    bootstrap(project, "one", ACCOUNT)
    ran = union_ecr("ci", "github")
    assert ran.code == 0
    assert ran.err.startswith(f"stack web is left out: account {OTHER_ACCOUNT} has no bootstrap file")


def test_gitlab_prints_a_pipeline(project: Path, union_ecr: UnionEcr) -> None:
    bootstrap(project, "one", ACCOUNT, github=None, gitlab={"project": "acme/registries"})
    ran = union_ecr("ci", "gitlab")
    assert set(yaml.safe_load(ran.out)) >= {"preview", "up", "drift"}


@pytest.mark.parametrize(
    ("verb", "remedy"), [("github", "run union-ecr ci gitlab"), ("gitlab", "run union-ecr ci github")]
)
def test_the_other_one_is_named_where_nothing_is_deployed_from_there(
    project: Path, union_ecr: UnionEcr, verb: str, remedy: str
) -> None:
    source = {"github": None, "gitlab": {"project": "acme/registries"}} if verb == "github" else {}
    bootstrap(project, "one", ACCOUNT, **source)
    ran = union_ecr("ci", verb)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.strip().endswith(remedy)


def test_more_stacks_than_gitlab_runs_are_refused(project: Path, union_ecr: UnionEcr) -> None:
    bootstrap(project, "one", ACCOUNT, github=None, gitlab={"project": "acme/registries"})
    for number in range(201):
        text = stack_text(images={f"image-{number}": {}})
        (project / "stacks" / f"Pulumi.s{number}.yaml").write_text(text)
    (project / "stacks" / "Pulumi.ml.yaml").unlink()
    ran = union_ecr("ci", "gitlab")
    assert ran.code == 2
    assert "declare 201 stacks, and GitLab runs 200 jobs of a matrix" in ran.err


def test_a_pipeline_without_jobs_is_refused(project: Path, union_ecr: UnionEcr) -> None:
    bootstrap(project, "one", ACCOUNT, github=None, gitlab={"project": "acme/registries"})
    (project / "stacks" / "Pulumi.ml.yaml").unlink()
    ran = union_ecr("ci", "gitlab")
    assert (ran.code, ran.out) == (2, "")
    assert "declare no stack there, and GitLab refuses a pipeline without jobs; write a stack file first" in ran.err


@pytest.fixture
def without_token(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_TOKEN", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("environment_of_aws", "without_token")
class TestCheck:
    def test_what_is_missing_has_a_finding_in_both_formats(self, project: Path, union_ecr: UnionEcr) -> None:
        bootstrap(project, "one", ACCOUNT)
        ran = union_ecr("ci", "check")
        assert ran.code == 1
        assert f"warning: {ACCOUNT} (ml): role union-ecr-up-ml: it does not exist" in ran.out
        assert "pulumi -C bootstrap up --refresh --stack one" in ran.out
        assert "GitHub's environments and default branch are not checked: set GITHUB_TOKEN" in ran.err
        found = json.loads(union_ecr("ci", "check", "--json").out)
        assert {finding["kind"] for finding in found["findings"]} == {"missing", "not-bootstrapped"}

    def test_an_account_whose_credentials_are_not_here_is_unknown(self, project: Path, union_ecr: UnionEcr) -> None:
        bootstrap(project, "two", OTHER_ACCOUNT)
        ran = union_ecr("ci", "check")
        assert ran.code == 3
        assert f"unknown: account {OTHER_ACCOUNT}: the credentials are of account {ACCOUNT}" in ran.out
        assert "does not exist" not in ran.out

    def test_an_environment_that_cannot_be_read_is_unknown(
        self, project: Path, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_TOKEN", "t")
        monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
        bootstrap(project, "one", ACCOUNT)
        ran = union_ecr("ci", "check")
        assert (ran.code, "unknown: environment ml on GitHub: URLError" in ran.out) == (3, True)

    def test_a_workflow_that_does_not_start_on_the_branch_is_reported_once(
        self, project: Path, union_ecr: UnionEcr
    ) -> None:
        for name, account in (("one", ACCOUNT), ("two", OTHER_ACCOUNT)):
            bootstrap(project, name, account, branch="release")
        workflow = project / ".github" / "workflows" / "up.yml"
        workflow.parent.mkdir(parents=True)
        workflow.write_text("on: {push: {branches: [main]}}\n")
        ran = union_ecr("ci", "check")
        assert ran.out.count("it does not start on pushes to release, so a merge deploys nothing") == 1
        assert "write branches: [release] below on.push of .github/workflows/up.yml" in ran.out

    def test_an_invalid_file_is_the_commands_own_error(self, project: Path, union_ecr: UnionEcr) -> None:
        bootstrap(project, "one", ACCOUNT, branch="a*")
        ran = union_ecr("ci", "check")
        assert (ran.code, ran.out) == (2, "")
        assert "bootstrap:branch" in ran.err
