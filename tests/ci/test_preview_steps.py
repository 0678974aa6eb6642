"""The steps of preview.yml that compare with the base and that write the comment, run as scripts."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ci.reports import change, write_changes
from tests.cli.test_git_files import commit, git
from tests.stacks import HEAD

PROJECT = Path(__file__).parents[2]
PYTHON = PROJECT / ".venv" / "bin" / "python"
TEAM = f"{HEAD}  union-ecr:images: {{trainer: {{}}}}\n"
UV = f"""\
#!/bin/bash
shift 2 # run union-ecr
exec {PYTHON} -c 'from union_ecr.cli.main import main; main()' "$@"
"""
GH = """\
#!/bin/bash
echo "$*" >> "$CALLS"
if [[ "$*" == *--paginate* ]]; then echo "$COMMENTS"; fi
"""


def script(job: str, name: str) -> str:
    steps = yaml.safe_load((PROJECT / ".github" / "workflows" / "preview.yml").read_text())["jobs"][job]["steps"]
    (found,) = (step["run"] for step in steps if step.get("name") == name)
    return str(found)


class Job:
    """A job's folder: a checkout of a merge commit and its first parent, the base."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "job"
        self.calls, self.summary = folder / "calls", folder / "summary"
        programs = folder / "programs"
        for path in (self.folder, programs):
            path.mkdir()
        for name, text in (("uv", UV), ("gh", GH)):
            (programs / name).write_text(text)
            (programs / name).chmod(0o755)
        (programs / "python").symlink_to(PYTHON)
        (self.folder / ".union-ecr").symlink_to(PROJECT)
        (self.folder / "Pulumi.yaml").write_text("name: registries\n")
        self.path = f"{programs}:{os.environ['PATH']}"
        git(self.folder, "init", "-q", "-b", "main")
        commit(self.folder, team=TEAM)

    def run(self, job: str, name: str, **environment: str) -> int:
        files = {"CALLS": str(self.calls), "GITHUB_STEP_SUMMARY": str(self.summary)}
        variables = {"PATH": self.path, "PYTHONPATH": str(PROJECT), **files, **environment}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script(job, name)]
        ran = subprocess.run(command, cwd=self.folder, env=variables, check=False, capture_output=True)
        return ran.returncode

    def changes(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "report" / "changes.json").read_text())
        return found


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Job:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    return Job(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("base", [TEAM, HEAD], ids=["a valid base", "an invalid base"])
def test_the_report_has_what_the_stack_files_change(job: Job, base: str) -> None:
    commit(job.folder, team=base)
    commit(job.folder, team=TEAM.replace("{}", "{untaggedDays: 3}"))
    (job.folder / "report").mkdir()
    assert job.run("declared", "What the stack files change") == 0
    assert "### <code>team</code>" in job.summary.read_text()
    (team,) = job.changes()["stacks"]
    assert (len(team["losses"]), job.changes()["invalidInBase"]) == ((1, []) if base == TEAM else (0, ["team"]))


@pytest.mark.slow
def test_an_invalid_stack_file_fails_the_report(job: Job) -> None:
    commit(job.folder, team=HEAD)
    (job.folder / "report").mkdir()
    assert job.run("declared", "What the stack files change") != 0


@pytest.mark.slow
def test_drift_is_that_of_the_base_and_never_fails_the_job(job: Job) -> None:
    """Without credentials nothing can be read: the report says so, and the preview goes on."""
    commit(job.folder, team=TEAM.replace("trainer", "renamed"), new=TEAM.replace("us-east-1", "eu-west-1"))
    environment = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    environment["AWS_EC2_METADATA_DISABLED"] = "true"
    step = "Drift that the change would be merged onto"
    assert job.run("preview", step, STACK="team", **environment) == 0
    report = json.loads((job.folder / "report" / "team.drift.json").read_text())
    assert (report["findings"], report["repositories"]["declared"], len(report["unknown"])) == ([], 1, 1)
    assert "trainer" in (job.folder.parent / "base" / "stacks" / "Pulumi.team.yaml").read_text()


def test_a_new_stack_has_no_drift(job: Job) -> None:
    commit(job.folder, new=TEAM)
    assert job.run("preview", "Drift that the change would be merged onto", STACK="new") == 0
    assert list((job.folder / "report").iterdir()) == []


@pytest.mark.parametrize(
    ("comments", "call"),
    [
        ("", "api --silent --method POST repos/acme/registries/issues/7/comments --field body=@comment.md"),
        ("41\n42", "api --silent --method PATCH repos/acme/registries/issues/comments/41 --field body=@comment.md"),
    ],
    ids=["none yet", "there already"],
)
def test_one_comment_is_written_and_updated_in_place(job: Job, comments: str, call: str) -> None:
    (job.folder / "report").mkdir()
    write_changes(job.folder / "report", change("team"))
    variables = {"NUMBER": "7", "MATRIX": '{"include":[]}', "LEFT_OUT": "[]", "GITHUB_REPOSITORY": "acme/registries"}
    assert job.run("comment", "One comment, updated in place", COMMENTS=comments, **variables) == 0
    assert job.calls.read_text().splitlines()[1:] == [call]
    assert "### <code>team</code>" in (job.folder / "comment.md").read_text()
