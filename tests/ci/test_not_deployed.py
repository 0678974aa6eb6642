"""What a run of up did not deploy, where it failed before it knew its stacks."""

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
    """Change the files, to what is no stack file at all."""
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
def test_the_stacks_of_the_push_are_told_with_what_deploys_them(
    repository: Path, capsys: pytest.CaptureFixture[str], files: list[str], stacks: str
) -> None:
    commit(repository, *files)
    assert main(["HEAD^1"]) == 1
    told = capsys.readouterr()
    assert told.err.startswith(f"::error title=Not deployed::{stacks} were not deployed")
    assert told.err.endswith(f": {COMMAND}\n")
    assert told.out.startswith(f"**Not deployed:** {stacks.replace('<b>', '&lt;b&gt;')} were")
    assert f"\n{COMMAND}\n" in told.out


@pytest.mark.parametrize("before", [[], [""], ["0" * 40]], ids=["none", "by hand", "unknown"])
def test_where_nobody_knows_what_changed_it_is_all_of_them(
    repository: Path, capsys: pytest.CaptureFixture[str], before: list[str]
) -> None:
    assert main(before) == 1
    assert "::<b>, one, two were" in capsys.readouterr().err


def test_a_push_that_changes_no_stack_left_none_out(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(repository, "docs/ci.md")
    assert main(["HEAD^1"]) == 0
    assert capsys.readouterr() == ("", "")


def test_it_is_told_by_a_job_of_its_own_that_needs_nothing_set_up() -> None:
    """A setup that fails is told as well as a wrong stack file; a job that was skipped deploys nothing on purpose."""
    job = yaml.safe_load((PROJECT / ".github" / "workflows" / "up.yml").read_text())["jobs"]["not-deployed"]
    assert job["needs"] == "stacks"
    assert job["if"] == "always() && (needs.stacks.result == 'failure' || needs.stacks.result == 'cancelled')"
    checkout, tell = job["steps"]
    assert checkout["with"]["fetch-depth"] == 0, "or the commit before the push would not be there"
    assert tell["env"] == {"BEFORE": "${{ github.event.before }}"}
    assert tell["run"] == 'python3 -m ci.not_deployed "$BEFORE" >> "$GITHUB_STEP_SUMMARY"'


def test_the_page_has_the_command() -> None:
    assert COMMAND in (PROJECT / "docs" / "ci.md").read_text(encoding="utf-8")
