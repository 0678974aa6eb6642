"""The steps of drift.yml and check.yml that run `union-ecr` once for all formats, run as scripts."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
UNION_ECR = """\
#!/bin/bash
echo "$*" >> "$CALLS"
while [ $# -gt 0 ]; do
  [ "$1" = --output ] && output=$2
  [ "$1" = --format ] && { [ "$output" = - ] || [ "$CODE" = 2 ] || echo "as $2" > "$output"; }
  shift
done
echo printed
exit "$CODE"
"""
PLATFORM = "../platform/.venv/bin/union-ecr"


def step(workflow: str, name: str) -> dict[str, Any]:
    jobs = yaml.safe_load((PROJECT / ".github" / "workflows" / workflow).read_text())["jobs"]
    (found,) = (step for job in jobs.values() for step in job["steps"] if step.get("name") == name)
    return dict(found)


class Job:
    """A job's folder, with a `union-ecr` that writes what it is asked for and ends with a code."""

    def __init__(self, folder: Path) -> None:
        self.workspace, self.folder = folder / "job", folder
        self.workspace.mkdir()
        for path in (folder / "uv", self.workspace / PLATFORM):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(UNION_ECR)
            path.chmod(0o755)

    def run(self, script: str, code: int, **environment: str) -> int:
        files = {name: str(self.folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "CALLS")}
        path = {"PATH": f"{self.folder}:{os.environ['PATH']}", "RUNNER_TEMP": str(self.folder)}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        environment = {**path, **files, "CODE": str(code), **environment}
        return subprocess.run(command, cwd=self.workspace, env=environment, check=False).returncode

    def read(self, name: str) -> str:
        path = self.folder / name
        return path.read_text() if path.exists() else ""


@pytest.fixture
def job(tmp_path: Path) -> Job:
    return Job(tmp_path)


def test_a_job_for_an_account_asks_about_all_its_stacks(job: Job) -> None:
    assert job.run(step("drift.yml", "Drift")["run"], 0, STACKS="a b.c d-e") == 0
    assert job.read("CALLS").startswith("run union-ecr drift --stack a --stack b.c --stack d-e --output ")


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_drift_asks_aws_once_and_has_the_summary_both_reports_and_the_exit_code(job: Job, code: int) -> None:
    assert job.run(step("drift.yml", "Drift")["run"], code, STACKS="team") == 0
    (call,) = job.read("CALLS").splitlines()
    assert call.startswith("run union-ecr drift --stack team ")
    assert job.read("GITHUB_OUTPUT") == f"code={code}\n"
    reported = code != 2
    assert job.read("GITHUB_STEP_SUMMARY") == ("as markdown\n" if reported else "")
    assert {path.name for path in job.workspace.glob("drift.*")} == ({"drift.md", "drift.json"} if reported else set())


@pytest.mark.parametrize("code", [0, 1, 2, 3])
def test_check_reads_the_workflows_once_and_ends_with_its_exit_code(job: Job, code: int) -> None:
    assert job.run(step("check.yml", "Check")["run"], code, PATHS="a b", STRICT="true", STACKS_DIR="stacks") == code
    (call,) = job.read("CALLS").splitlines()
    assert call.startswith("check a b --strict --stacks-dir stacks --output - --format github ")
    assert job.read("GITHUB_STEP_SUMMARY") == ("as markdown\n" if code != 2 else "")
