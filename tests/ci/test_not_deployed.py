"""The stacks that a failed run of up did not deploy."""

import subprocess
from pathlib import Path

import pytest
import yaml

from ci.not_deployed import main

PROJECT = Path(__file__).parents[2]
COMMAND = "gh workflow run up.yml --repo acme/registries --ref main"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GITHUB_REPOSITORY", "acme/registries")
    monkeypatch.setenv("GITHUB_REF_NAME", "main")
    subprocess.run(["git", "init", "-q"], check=True)
    commit(
        tmp_path,
        "stacks/Pulumi.one.yaml",
        "stacks/Pulumi.two.yaml",
        "stacks/Pulumi.<b>.yaml",
        "union_ecr/ecr/actions.py",
    )
    return tmp_path


def commit(folder: Path, *files: str) -> None:
    """Change the files, to invalid content."""
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.read_text() + "}" if path.exists() else "}")
    subprocess.run(["git", "add", "-A"], check=True)
    author = ["-c", "user.name=x", "-c", "user.email=x"]
    subprocess.run(["git", *author, "commit", "-q", "-m", "x"], check=True)


@pytest.mark.parametrize(
    ("files", "stacks"),
    [
        (["stacks/Pulumi.two.yaml", "docs/ci.md"], "two"),
        (["stacks/Pulumi.two.yaml", "stacks/Pulumi.one.yaml"], "one, two"),
        (["union_ecr/ecr/actions.py"], "<b>, one, two"),
    ],
)
def test_the_affected_stacks_are_reported_with_the_command_that_deploys_them(
    repository: Path, capsys: pytest.CaptureFixture[str], files: list[str], stacks: str
) -> None:
    commit(repository, *files)
    assert main(["HEAD^1"]) == 1
    output = capsys.readouterr()
    assert output.err.startswith(f"::error title=Not deployed::{stacks} were not deployed")
    assert output.err.endswith(f": {COMMAND}\n")
    assert output.out.startswith(f"**Not deployed:** {stacks.replace('<b>', '&lt;b&gt;')} were")
    assert f"\n{COMMAND}\n" in output.out


@pytest.mark.parametrize("before", [[], [""], ["0" * 40]], ids=["none", "by hand", "unknown"])
def test_if_git_does_not_know_what_changed_all_stacks_are_reported(
    repository: Path, capsys: pytest.CaptureFixture[str], before: list[str]
) -> None:
    assert main(before) == 1
    assert "::<b>, one, two were" in capsys.readouterr().err


def test_a_push_that_changes_no_stack_reports_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, "docs/ci.md")
    assert main(["HEAD^1"]) == 0
    assert capsys.readouterr() == ("", "")


def test_a_job_without_any_setup_reports_them() -> None:
    """A failed setup is reported like an invalid stack file; a skipped job deploys nothing on purpose."""
    job = yaml.safe_load((PROJECT / ".github" / "workflows" / "up.yml").read_text())["jobs"]["not-deployed"]
    assert job["needs"] == "stacks"
    assert job["if"] == "always() && (needs.stacks.result == 'failure' || needs.stacks.result == 'cancelled')"
    checkout, _, report = job["steps"]
    assert checkout["with"]["fetch-depth"] == 0, "the commit before the push must be there"
    assert report["env"] == {"BEFORE": "${{ github.event.before }}"}
    assert report["run"] == 'PYTHONPATH=.union-ecr python3 -m ci.not_deployed "$BEFORE" >> "$GITHUB_STEP_SUMMARY"'


def test_the_docs_have_the_command() -> None:
    assert COMMAND in (PROJECT / "docs" / "ci-runs.md").read_text(encoding="utf-8")
