"""A folder of a git repository is fetched by the user's own git; what fails is one line."""

import os
import stat
import subprocess
from pathlib import Path

import pytest

from union_ecr.cli.git_folder import UnreachableGitRepository, fetched_folder
from union_ecr.cli.git_url import GitUrl
from union_ecr.stack_file.errors import InvalidStackFiles

pytestmark = pytest.mark.slow

SECRET = "not-to-be-shown"


def git(repository: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false")
    command = ["git", "-C", str(repository), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Two commits; the first is tagged."""
    path = tmp_path / "platform"
    (path / "stacks").mkdir(parents=True)
    git(path, "init", "--quiet", "--initial-branch=main")
    for number in ("1", "2"):
        (path / "stacks" / "file").write_text(number)
        git(path, "add", "--all")
        git(path, "commit", "--quiet", "--message", number)
    git(path, "tag", "v1", "HEAD~")
    git(path, "branch", "feature/x")
    return path


def url_of(repository: Path, ref: str = "main", folder: str = "stacks") -> GitUrl:
    return GitUrl(f"file://{repository}", ref, folder)


@pytest.mark.parametrize(("ref", "content"), [("main", "2"), ("HEAD", "2"), ("v1", "1"), ("feature/x", "2")])
def test_the_folder_is_that_of_the_ref_and_is_removed_afterwards(repository: Path, ref: str, content: str) -> None:
    with fetched_folder(url_of(repository, ref)) as folder:
        assert (folder / "file").read_text() == content
    assert not folder.exists()


def test_a_commit_is_named_by_its_whole_id(repository: Path) -> None:
    first = git(repository, "rev-parse", "v1")
    with fetched_folder(url_of(repository, first)) as folder:
        assert (folder / "file").read_text() == "1"
    with (
        pytest.raises(InvalidStackFiles, match="the whole id of a commit"),
        fetched_folder(url_of(repository, first[:7])),
    ):
        pass


def test_only_the_folder_is_written_and_a_link_is_not_followed(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    (repository / "stacks" / "link").symlink_to(tmp_path / "secret")
    (repository / "large").write_text("x")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "3")
    with fetched_folder(url_of(repository)) as folder:
        assert sorted(path.name for path in folder.parent.iterdir()) == [".git", "stacks"]
        assert SECRET not in (folder / "link").read_text()


def test_a_hook_of_another_repository_may_run_it(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "absent"))
    with fetched_folder(url_of(repository)) as folder:
        assert (folder / "file").exists()


@pytest.mark.parametrize(
    ("ref", "folder", "message"),
    [
        ("absent", "stacks", "there is no absent; write @ and a branch, a tag or"),
        ("main", "absent", "there is no folder absent; name the folder of the stack files with #subdirectory"),
        ("main", "stacks/file", "there is no folder stacks/file; "),
    ],
)
def test_what_the_repository_does_not_have_is_an_error(repository: Path, ref: str, folder: str, message: str) -> None:
    with pytest.raises(InvalidStackFiles, match=message), fetched_folder(url_of(repository, ref, folder)):
        pass


def test_a_repository_that_does_not_answer_is_unknown(tmp_path: Path) -> None:
    message = "cannot tell: file://.*/absent cannot be fetched: .*; see that `git ls-remote file://.*` works"
    with pytest.raises(UnreachableGitRepository, match=message), fetched_folder(url_of(tmp_path / "absent")):
        pass


def test_without_git_the_remedy_is_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InvalidStackFiles, match="install it, or give a folder"), fetched_folder(url_of(tmp_path)):
        pass


@pytest.fixture
def recording_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git that fails, and tells its arguments, its environment and what it was asked; its record."""
    record, program = tmp_path / "record", tmp_path / "git"
    program.write_text(
        f'#!/bin/sh\necho "argv: $*" >> {record}\nenv >> {record}\n'
        f"[ \"$1\" = init ] || {{ echo 'fatal: no access to https://{SECRET}@h/p.git with {SECRET}' >&2; exit 128; }}\n"
    )
    program.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return record


@pytest.mark.parametrize("password", [SECRET, None])
def test_credentials_of_the_url_are_in_no_argument_and_no_message(recording_git: Path, password: str | None) -> None:
    url = GitUrl("https://h/p.git", "main", "stacks", SECRET if password is None else "me", password)
    with pytest.raises(UnreachableGitRepository) as unknown, fetched_folder(url):
        pass
    arguments = [line for line in recording_git.read_text().splitlines() if line.startswith("argv: ")]
    assert len(arguments) == 2
    assert SECRET not in str(arguments)
    assert f"//{SECRET}" not in str(unknown.value)
    assert password is None or SECRET not in str(unknown.value)


@pytest.mark.parametrize(
    ("password", "setting", "value"),
    [
        ("pass", "http.https://h/p.git.extraHeader", "Authorization: Basic bWU6cGFzcw=="),
        (None, "credential.https://h/p.git.username", "me"),
    ],
)
def test_credentials_of_the_url_are_one_more_setting_of_git(
    recording_git: Path, monkeypatch: pytest.MonkeyPatch, password: str | None, setting: str, value: str
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    with pytest.raises(UnreachableGitRepository), fetched_folder(GitUrl("https://h/p.git", "a", "b", "me", password)):
        pass
    environment = recording_git.read_text().splitlines()
    expected = {f"GIT_CONFIG_KEY_1={setting}", f"GIT_CONFIG_VALUE_1={value}", "GIT_CONFIG_COUNT=2"}
    assert expected < set(environment)


def test_git_cannot_ask_anything(recording_git: Path) -> None:
    with pytest.raises(UnreachableGitRepository), fetched_folder(GitUrl("https://h/p.git", "main", "stacks")):
        pass
    environment = set(recording_git.read_text().splitlines())
    assert {"GIT_TERMINAL_PROMPT=0", "SSH_ASKPASS_REQUIRE=never", "LC_ALL=C"} < environment


def test_a_git_that_hangs_is_ended_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recording_git: Path
) -> None:
    (tmp_path / "git").write_text('#!/bin/sh\n[ "$1" = init ] || sleep 600\n')
    monkeypatch.setattr("union_ecr.cli.git_folder._SECONDS", 0.5)
    with pytest.raises(UnreachableGitRepository, match="not answered"), fetched_folder(url_of(recording_git)):
        pass
