"""Fetches a folder of a git repository with the user's own git, and so with the credentials that git has."""

import base64
import os
import re
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from union_ecr.cli.git_url import GitUrl
from union_ecr.cli.progress import Progress
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles, one_line

_SECONDS = 120
_NO_SUCH_REF = ("couldn't find remote ref", "not our ref")
_NOT_THE_REASON = ("warning:", "hint:")


class UnreachableGitRepository(Exception):
    """Whether and what the repository has is not known: it is unreachable or denied; the message is one line."""


@contextmanager
def fetched_folder(url: GitUrl) -> Iterator[Path]:
    """The folder at the ref, in a temporary folder that is removed afterwards. Nothing else of the history is fetched.

    git asks nothing: what it has no credentials for is denied.

    Raises:
        InvalidStackFiles: there is no git, no such ref, or no such folder.
        UnreachableGitRepository: the repository is unreachable or denied.
    """
    with tempfile.TemporaryDirectory(prefix="union-ecr-") as temporary:
        with Progress(f"fetching {url.url}"):
            _git(url, "init", "--quiet", "--template=", temporary)
            _git(url, "-C", temporary, "fetch", "--quiet", "--depth=1", "--no-tags", "--", url.url, url.ref)
            kind = _git(url, "-C", temporary, "ls-tree", "FETCH_HEAD", "--", url.folder)
            if url.folder != "." and kind.split()[1:2] != ["tree"]:
                remedy = "name the folder of the stack files with #subdirectory=FOLDER"
                _refuse(url.shown(), f"there is no folder {url.folder}", remedy)
            # A link could lead out of the repository, so it is written as a file with its target.
            literal = ("--literal-pathspecs", "-c", "core.symlinks=false", "-C", temporary)
            _git(url, *literal, "checkout", "--quiet", "FETCH_HEAD", "--", url.folder)
        yield Path(temporary, url.folder)


def _git(url: GitUrl, *arguments: str) -> str:
    """What git prints."""
    try:
        process = subprocess.Popen(
            ["git", *arguments],
            env=_environment(url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,  # without a terminal, neither git nor ssh can ask anything
        )
    except OSError as error:
        _refuse("git", f"cannot be run: {error.strerror}", "install it, or give a folder with --stacks-dir")
    try:
        out, err = process.communicate(timeout=_SECONDS)
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)  # git's own children, too
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            _cannot_tell(url, f"it has not answered for {_SECONDS} seconds")
        raise
    if process.returncode and any(reason in err for reason in _NO_SUCH_REF):
        remedy = "write @ and a branch, a tag or the whole id of a commit"
        _refuse(url.shown(), f"there is no {url.ref}", remedy)
    if process.returncode:
        _cannot_tell(url, _reason(url, err))
    return out


def _reason(url: GitUrl, errors: str) -> str:
    lines = [line.strip() for line in errors.splitlines()]
    reasons = [line for line in lines if line and not line.lower().startswith(_NOT_THE_REASON)]
    reason = reasons[0].removeprefix("fatal: ") if reasons else "git fails without a reason"
    if url.password:
        reason = reason.replace(url.password, "…")
    return re.sub(r"//[^/@\s]*@", "//", reason)


def _environment(url: GitUrl) -> Mapping[str, str]:
    """That of this process for git: in English, without questions, and not in the repository of a hook that runs this.

    The credentials of the URL go with the environment, since everybody on the machine sees a command line.
    """
    of_repository = ("DIR", "WORK_TREE", "INDEX_FILE", "OBJECT_DIRECTORY", "COMMON_DIR", "NAMESPACE", "PREFIX")
    left_out = {f"GIT_{name}" for name in of_repository} | {"GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {
        "LC_ALL": "C",
        "LANGUAGE": "",
        "GIT_TERMINAL_PROMPT": "0",
        "GCM_INTERACTIVE": "never",
        "SSH_ASKPASS_REQUIRE": "never",
        "GIT_ALLOW_PROTOCOL": "https:ssh:file",
    }
    if url.password is not None:
        token = base64.b64encode(f"{url.user or ''}:{url.password}".encode()).decode()
        return environment | _setting(environment, f"http.{url.url}.extraHeader", f"Authorization: Basic {token}")
    if url.user:
        return environment | _setting(environment, f"credential.{url.url}.username", url.user)
    return environment


def _setting(environment: Mapping[str, str], key: str, value: str) -> dict[str, str]:
    """One more setting of git (https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT)."""
    number = environment.get("GIT_CONFIG_COUNT", "")
    count = int(number) if number.isdigit() else 0
    return {f"GIT_CONFIG_KEY_{count}": key, f"GIT_CONFIG_VALUE_{count}": value, "GIT_CONFIG_COUNT": str(count + 1)}


def _refuse(place: str, rule: str, remedy: str) -> NoReturn:
    raise InvalidStackFiles([ConfigError(place, None, "", None, rule, remedy)])


def _cannot_tell(url: GitUrl, reason: str) -> NoReturn:
    remedy = f"see that `git ls-remote {url.url}` works without asking"
    raise UnreachableGitRepository(one_line(f"cannot tell: {url.url} cannot be fetched: {reason}; {remedy}"))
