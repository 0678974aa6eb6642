"""The step of up.yml that looks for the newest commit, run in a checkout like that of actions/checkout."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
ONE, TWO = "stacks/Pulumi.one.yaml", "stacks/Pulumi.two.yaml"


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(autouse=True)
def no_user_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)


class Repository:
    """The repository on GitHub, and the folder of a job."""

    def __init__(self, folder: Path) -> None:
        self.github, self.job = folder / "github", folder / "job"
        self.github.mkdir()
        git(self.github, "init", "-q", "-b", "main")
        self.run_of = self.merge(ONE)

    def merge(self, file: str) -> str:
        """Change a file on main; its commit."""
        path = self.github / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.read_text() + "x" if path.exists() else "x")
        git(self.github, "add", "-A")
        git(self.github, "commit", "-q", "-m", file)
        return git(self.github, "rev-parse", "HEAD")

    def check_out(self, depth: str) -> None:
        """As actions/checkout does for the run of the first commit (src/git-source-provider.ts, src/ref-helper.ts).

        With `fetch-depth: 0` all branches, then, where this one has moved on, the run's commit as if it were the
        branch; else only the latter.
        """
        self.job.mkdir()
        git(self.job, "init", "-q")
        git(self.job, "remote", "add", "origin", self.github.as_uri())
        fetch = ["-c", "protocol.version=2", "fetch", "-q", "--no-tags", "--prune", "--no-recurse-submodules"]
        commit = f"+{self.run_of}:refs/remotes/origin/main"
        if depth == "0":
            git(self.job, *fetch, "origin", "+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*")
            if git(self.job, "rev-parse", "refs/remotes/origin/main") != self.run_of:
                git(self.job, *fetch, "origin", commit)
        else:
            git(self.job, *fetch, f"--depth={depth}", "origin", commit)
        git(self.job, "checkout", "-q", "--force", "-B", "main", "refs/remotes/origin/main")
        (self.job / ".union-ecr").symlink_to(PROJECT)

    def answer(self) -> str:
        """The output of the step for the stack `one` in the folder of the job."""
        output = self.job.parent / "output"
        environment = {"STACK": "one", "GITHUB_REF": "refs/heads/main", "GITHUB_OUTPUT": str(output)}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step()["run"]]
        path = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull}
        subprocess.run(command, cwd=self.job, env={**path, **environment}, check=True, capture_output=True)
        return output.read_text()


def step() -> dict[str, Any]:
    job = yaml.safe_load((PROJECT / ".github" / "workflows" / "up.yml").read_text())["jobs"]["up"]
    (commit,) = (step for step in job["steps"] if step.get("id") == "commit")
    return dict(commit)


@pytest.mark.slow
@pytest.mark.parametrize("depth", ["0", "1"])
@pytest.mark.parametrize("before", [True, False], ids=["before the job", "while it runs"])
@pytest.mark.parametrize(("file", "superseded"), [(ONE, "true"), ("union_ecr/ecr/actions.py", "true"), (TWO, "false")])
def test_an_older_run_is_superseded_by_a_later_merge_of_its_stack(
    tmp_path: Path, depth: str, before: bool, file: str, superseded: str
) -> None:
    repository = Repository(tmp_path)
    if before:
        repository.merge(file)
    repository.check_out(depth)
    if not before:
        repository.merge(file)
    assert repository.answer() == f"superseded={superseded}\n"


@pytest.mark.parametrize("depth", ["0", "1"])
def test_the_newest_run_deploys(tmp_path: Path, depth: str) -> None:
    repository = Repository(tmp_path)
    repository.check_out(depth)
    assert repository.answer() == "superseded=false\n"


def test_a_tip_that_cannot_be_fetched_deploys_nothing(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.check_out("1")
    repository.github.rename(tmp_path / "gone")
    with pytest.raises(subprocess.CalledProcessError):
        repository.answer()


def test_a_private_repository_is_fetched_with_the_token_of_the_job() -> None:
    """`persist-credentials: false` leaves no token on disk, so gh gives GH_TOKEN to git."""
    assert step()["env"]["GH_TOKEN"] == "${{ github.token }}"
    assert "credential.helper='!gh auth git-credential'" in step()["run"]
