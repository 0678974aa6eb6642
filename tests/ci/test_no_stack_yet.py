"""The steps that read the stack files, run in a repository without any: nothing changes."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
COMMIT = ["git", "-c", "user.name=x", "-c", "user.email=x", "commit", "-q", "--allow-empty", "-m", "x"]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with two commits and no stack file; its `uv` fails with every command."""
    folder, programs = tmp_path / "job", tmp_path / "programs"
    (folder / "stacks").mkdir(parents=True)
    (folder / ".union-ecr").symlink_to(PROJECT)
    (folder / "stacks" / "README.md").write_text("yours\n")
    programs.mkdir()
    (programs / "uv").write_text("#!/bin/sh\nexit 2\n")
    (programs / "uv").chmod(stat.S_IRWXU)
    (programs / "python").symlink_to(PROJECT / ".venv" / "bin" / "python")
    for command in (["git", "init", "-q"], ["git", "add", "stacks"], COMMIT, COMMIT):
        subprocess.run(command, cwd=folder, check=True)
    return folder


def run(workflow: str, job: str, name: str, checkout: Path) -> dict[str, str]:
    """Run the step; its outputs by name."""
    steps = yaml.safe_load((PROJECT / ".github" / "workflows" / f"{workflow}.yml").read_text())["jobs"][job]["steps"]
    (script,) = (step["run"] for step in steps if step.get("name") == name)
    output = checkout.parent / "output"
    output.touch()
    environment = os.environ | {
        "PATH": f"{checkout.parent / 'programs'}:{os.environ['PATH']}",
        "GITHUB_OUTPUT": str(output),
        "GITHUB_WORKSPACE": str(checkout),
        "ALLOWED": "",
        "BEFORE": "",
    }
    subprocess.run(["bash", "-eo", "pipefail", "-c", script], cwd=checkout, env=environment, check=True)
    return dict(line.split("=", 1) for line in output.read_text().splitlines())


@pytest.mark.parametrize(("workflow", "job"), [("preview", "declared"), ("up", "stacks")])
def test_without_stack_files_no_stack_changes(workflow: str, job: str, checkout: Path) -> None:
    assert run(workflow, job, "The stacks that changed", checkout)["matrix"] in ('{"include": []}', '{"include":[]}')


def test_without_stack_files_a_pull_request_passes_and_declares_nothing(checkout: Path) -> None:
    run("preview", "declared", "All stack files together", checkout)
    run("preview", "declared", "How what the stacks declare differs from the base", checkout)
    assert [path.name for path in (checkout / "report").iterdir()] == ["declared.diff"]
    assert (checkout / "report" / "declared.diff").read_text() == ""


def test_the_first_stack_file_is_validated(checkout: Path) -> None:
    (checkout / "stacks" / "Pulumi.team.yaml").touch()
    for name in ("All stack files together", "The stacks that changed"):
        with pytest.raises(subprocess.CalledProcessError):
            run("preview", "declared", name, checkout)
