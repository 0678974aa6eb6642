"""The folder of the stack files: of the project, or the one that `--stacks-dir` names, here or in a git repository."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from union_ecr.cli.git_folder import fetched_folder
from union_ecr.cli.git_url import GitUrl, is_git_url
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles
from union_ecr.stack_file.parse import (
    LARGEST_FILE,
    STACK_CONFIG_DIR,
    TEAM_PROJECT,
    Project,
    StackFile,
    parse_stack_file,
    stack_file_name,
    stack_of,
)

_BEFORE, _, _ = stack_file_name("*").partition("*")


@contextmanager
def stacks_folder(stacks_dir: str | Path | None) -> Iterator["StacksFolder"]:
    """The folder of `--stacks-dir`, else that of the project; one of a git repository is there until the end.

    Raises:
        InvalidStackFiles: there is no project, or no such folder, repository or ref.
        UnreachableGitRepository: a git repository is unreachable or denied.
    """
    if isinstance(stacks_dir, str) and is_git_url(stacks_dir):
        url = GitUrl.parse(stacks_dir, STACK_CONFIG_DIR)
        with fetched_folder(url) as folder:
            yield StacksFolder(folder, url)
    else:
        yield local_stacks_folder(stacks_dir)


def local_stacks_folder(stacks_dir: str | Path | None) -> "StacksFolder":
    """The folder here that `--stacks-dir` names, else that of the project.

    Raises:
        InvalidStackFiles: there is no project, or it is in a git repository elsewhere.
    """
    if isinstance(stacks_dir, str) and is_git_url(stacks_dir):
        rule, remedy = "this verb reads a local folder", "clone the repository and name its stacks folder"
        raise InvalidStackFiles([ConfigError("--stacks-dir", None, "", None, rule, remedy)])
    return StacksFolder(Path(stacks_dir) if stacks_dir else _project_stacks_dir())


@dataclass(frozen=True)
class StacksFolder:
    """A folder of stack files, and where it was fetched from."""

    path: Path
    fetched_from: GitUrl | None = None

    def shown(self, stack: str | None = None) -> str:
        """The folder, or the file of a stack in it, as a person in this folder would write it."""
        return self._shown(stack_file_name(stack) if stack is not None else "")

    def _shown(self, file: str) -> str:
        if self.fetched_from:
            return self.fetched_from.shown(file)
        path = self.path / file
        try:
            return str(Path(os.path.abspath(path)).relative_to(Path.cwd()))  # noqa: PTH100 - follows no symlink
        except ValueError:
            return str(path)

    def stack_names(self) -> list[str]:
        """The stacks of which it has a file, valid or not, sorted.

        Raises:
            InvalidStackFiles: it cannot be listed, or holds files that only Pulumi would read.
        """
        try:
            entries = sorted(os.listdir(self.path))  # noqa: PTH208 - the names are all that is asked
        except OSError as error:
            rule = f"cannot be listed ({error.strerror})"
            raise InvalidStackFiles([self._error("", rule, "name it with --stacks-dir")]) from None
        ignored = [name for name in entries if name.startswith(_BEFORE) and name.endswith((".yml", ".json"))]
        if ignored:
            rule, remedy = "would be read by Pulumi only", "end it in .yaml"
            raise InvalidStackFiles(self._error(name, rule, remedy) for name in ignored)
        return [stack for stack in map(stack_of, entries) if stack]

    def read(self, stack: str, project: Project = TEAM_PROJECT) -> StackFile:
        """The file of a stack of a project."""
        return parse_stack_file(self.shown(stack), partial(_content, self.path / stack_file_name(stack)), project)

    def _error(self, file: str, rule: str, remedy: str) -> ConfigError:
        return ConfigError(self._shown(file), None, "", None, rule, remedy)


def _content(path: Path) -> bytes:
    """The file's bytes, at most one more than a stack file may have; never waits for a pipe or a device."""
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - of a descriptor
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return file.read(min(found.st_size, LARGEST_FILE) + 1)  # as large a buffer as is needed, and no larger


def _project_stacks_dir() -> Path:
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return folder / STACK_CONFIG_DIR
    if (here / STACK_CONFIG_DIR).is_dir():
        return here / STACK_CONFIG_DIR
    rule = "no stacks/ in this folder, and no Pulumi project in it or above it"
    raise InvalidStackFiles([ConfigError(str(here), None, "", None, rule, "go to the project, or give --stacks-dir")])
