"""Stack files as they are in a commit."""

import os
import subprocess
from pathlib import Path

import pytest

from union_ecr.cli.git_files import GitFailed, stack_files_at

pytestmark = pytest.mark.slow


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=x", "-c", "user.email=x", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, **texts: str | None) -> str:
    """Write or delete these stack files, and commit; the commit."""
    for stack, text in texts.items():
        path = folder / "stacks" / f"Pulumi.{stack}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text) if text is not None else path.unlink()
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a stack on main, and a branch that has moved on, as main has."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, team="base")
    git(folder, "checkout", "-q", "-b", "topic")
    commit(folder, team="topic", new="topic")
    git(folder, "checkout", "-q", "main")
    commit(folder, team="main")
    git(folder, "checkout", "-q", "topic")
    return folder


def test_the_files_are_those_of_the_commit_where_the_branch_began(repository: Path) -> None:
    found = stack_files_at(repository / "stacks", "main")
    assert found.commit == git(repository, "rev-parse", "main~1")
    assert found.paths == {"team": "stacks/Pulumi.team.yaml"}
    assert found.content("team") == b"base"


def test_a_tag_a_commit_and_the_default_branch_of_origin_are_bases(repository: Path, tmp_path: Path) -> None:
    git(repository, "tag", "v1", "main~1")
    git(repository, "symbolic-ref", "HEAD", "refs/heads/main")
    git(tmp_path, "clone", "-q", str(repository), "clone")
    clone = tmp_path / "clone"
    git(clone, "checkout", "-q", "topic")
    for base in ("v1", git(repository, "rev-parse", "main"), "origin/main", None):
        assert stack_files_at(clone / "stacks", base).content("team") == b"base", base


def test_a_folder_that_the_commit_does_not_have_has_no_files(repository: Path) -> None:
    (repository / "elsewhere").mkdir()
    assert stack_files_at(repository / "elsewhere", "main").paths == {}


def test_stack_files_may_lie_in_the_root(repository: Path) -> None:
    git(repository, "mv", "stacks/Pulumi.team.yaml", "Pulumi.team.yaml")
    git(repository, "commit", "-q", "-m", "x")
    assert stack_files_at(repository, "HEAD").paths == {"team": "Pulumi.team.yaml"}


@pytest.mark.parametrize(
    ("base", "reason"),
    [
        ("absent", "git does not know absent here: fetch it, or name another --base"),
        ("--help", "git does not know --help here: fetch it, or name another --base"),
        (None, "git does not know the default branch of origin: name a commit with --base"),
    ],
)
def test_a_base_that_git_does_not_know_is_one_line(repository: Path, base: str | None, reason: str) -> None:
    with pytest.raises(GitFailed) as error:
        stack_files_at(repository / "stacks", base)
    assert str(error.value) == reason


def test_branches_without_a_common_commit_cannot_be_compared(repository: Path) -> None:
    git(repository, "checkout", "-q", "--orphan", "alone")
    commit(repository)
    with pytest.raises(GitFailed, match="share no commit"):
        stack_files_at(repository / "stacks", "main")


def test_a_folder_outside_a_repository_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(GitFailed, match="is not in a git repository; run it in the repository of the stack files"):
        stack_files_at(tmp_path, "main")


def test_without_git_it_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitFailed, match="git cannot be run: No such file or directory"):
        stack_files_at(tmp_path, "main")


def test_a_file_that_git_cannot_read_is_an_error_of_the_file(repository: Path) -> None:
    found = stack_files_at(repository / "stacks", "main")
    found.paths["team"] = "absent"
    with pytest.raises(OSError, match="absent"):
        found.content("team")
