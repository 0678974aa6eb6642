"""Stack files as they are in a commit."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from union_ecr.stack_file.parse import stack_of

_NO_REPOSITORY = "not a git repository"


class GitFailed(Exception):
    """Git cannot answer; the text says why, in one line."""


@dataclass(frozen=True)
class CommittedStackFiles:
    """The stack files of a folder in a commit: `paths` by stack, from the root of the repository."""

    folder: Path
    commit: str
    paths: dict[str, str]

    def content(self, stack: str) -> bytes:
        """The bytes of a stack's file.

        Raises:
            OSError: git cannot read it.
        """
        try:
            return _git(self.folder, "cat-file", "blob", f"{self.commit}:{self.paths[stack]}")
        except GitFailed as error:
            raise OSError(str(error)) from None


def stack_files_at(folder: Path, base: str | None) -> CommittedStackFiles:
    """The stack files where this branch began: at the last commit that it shares with `base`.

    Without a base, it is the default branch of the remote `origin`. A folder that is not there yet has none.

    Raises:
        GitFailed: git is missing, the folder is in no repository, or there is no such commit.
    """
    try:
        prefix = _line(folder, "rev-parse", "--show-prefix")
    except GitFailed as error:
        if _NO_REPOSITORY not in str(error):
            raise
        raise GitFailed(f"{folder} is not in a git repository; run it in the repository of the stack files") from None
    reference = base or _default_branch(folder)
    try:
        tip = _line(folder, "rev-parse", "--verify", "--end-of-options", f"{reference}^{{commit}}")
    except GitFailed:
        raise GitFailed(f"git does not know {reference} here: fetch it, or name another --base") from None
    try:
        commit = _line(folder, "merge-base", tip, "HEAD")
    except GitFailed:
        raise GitFailed(f"{reference} and HEAD share no commit here: fetch more of the history") from None
    listed = _git(folder, "ls-tree", "-z", "--full-tree", "--name-only", commit, *([prefix] if prefix else []))
    paths = [os.fsdecode(path) for path in listed.split(b"\0")[:-1]]
    named = {stack: path for path in paths if (stack := stack_of(path.rpartition("/")[2]))}
    return CommittedStackFiles(folder, commit, named)


def _default_branch(folder: Path) -> str:
    try:
        return _line(folder, "rev-parse", "--abbrev-ref", "origin/HEAD")
    except GitFailed:
        raise GitFailed("git does not know the default branch of origin: name a commit with --base") from None


def _line(folder: Path, *arguments: str) -> str:
    return os.fsdecode(_git(folder, *arguments)).removesuffix("\n")


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    english = {**os.environ, "LC_ALL": "C"}
    try:
        ran = subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL, env=english)
    except OSError as error:
        raise GitFailed(f"git cannot be run: {error.strerror}") from None
    if ran.returncode:
        reason = ran.stderr.decode(errors="replace").strip()
        raise GitFailed(reason.splitlines()[-1] if reason else f"git {arguments[0]} ends with {ran.returncode}")
    return ran.stdout
