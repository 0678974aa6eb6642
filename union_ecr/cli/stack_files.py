"""Finds the stack files and reads all of them at once."""

import errno
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.registry import Registry
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles, suggestion
from union_ecr.stack_file.parse import LARGEST_FILE, StackFile, parse_stack_file, stack_file_name, stack_of
from union_ecr.stack_file.provider_config import credential_errors
from union_ecr.workspace.declared_stacks import validate_together
from union_ecr.workspace.shared_registry import SharedRegistry

# https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack
_STACK_NAME = r"[A-Za-z0-9._-]{1,100}"
_PREFIX, _, _ = stack_file_name("*").partition("*")


def _complete_stack(context: typer.Context, incomplete: str) -> list[str]:
    """The stacks that a shell offers after --stack: those of --stacks-dir, else of the project."""
    try:
        known = stack_names(stacks_folder(context.params.get("stacks_dir")))
    except InvalidStackFiles:
        return []
    return [name for name in known if name.startswith(incomplete)]


StackOption = Annotated[
    list[str] | None,
    typer.Option(
        "--stack",
        metavar="NAME",
        help="A stack to look at; repeatable. Default: all.",
        autocompletion=_complete_stack,
    ),
]
StacksDirOption = Annotated[
    Path | None,
    typer.Option(
        "--stacks-dir",
        metavar="DIR",
        help="Where the stack files lie. Default: stacks/ of the project in this folder or above it, else ./stacks.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


@dataclass(frozen=True)
class StackFiles:
    """All stack files of a folder: `chosen` are those asked for, `valid` and `declared` hold every valid one.

    `registries` holds what all valid stacks declare together in each of their registries.
    """

    chosen: tuple[str, ...]
    files: Mapping[str, StackFile]
    valid: Mapping[str, Settings]
    declared: Mapping[str, DeclaredStack]
    registries: Mapping[Registry, SharedRegistry]

    def registry_of(self, stack: str) -> SharedRegistry:
        """The registry of a valid stack, as all its stacks declare it."""
        return self.registries[self.declared[stack].registry]


def read_stacks(names: list[str] | None, stacks_dir: Path | None) -> dict[str, DeclaredStack]:
    """What the named stacks declare, or all if none is named, in the order of their names.

    Raises:
        InvalidStackFiles: as `read_stack_files`.
    """
    found = read_stack_files(names, stacks_dir)
    return {name: found.declared[name] for name in found.chosen}


def read_stack_files(names: list[str] | None, stacks_dir: Path | None) -> StackFiles:
    """All stack files, of which the named ones, or all if none is named, must be valid.

    What the other stacks claim counts; their own errors do not.

    Raises:
        InvalidStackFiles: every error in the named files, and every claim of theirs that conflicts with another stack.
    """
    folder = stacks_folder(stacks_dir)
    known = stack_names(folder)
    if not known:
        remedy = f"write {_shown(folder / stack_file_name('TEAM'))}"
        raise InvalidStackFiles([ConfigError(_shown(folder), None, "", None, "holds no stack file", remedy)])
    chosen = sorted(set(names or known))
    errors = [unknown_stack(folder, name, known) for name in chosen if name not in known]
    errors += [_unusable(folder, name) for name in chosen if name in known and not re.fullmatch(_STACK_NAME, name)]
    paths = {name: folder / stack_file_name(name) for name in known}
    files = {name: parse_stack_file(_shown(path), partial(_content, path)) for name, path in paths.items()}
    validated = validate_together(files, [name for name in chosen if name in known])
    credentials = [error for name in chosen if name in known for error in credential_errors(files[name])]
    if errors or validated.errors or credentials:
        raise InvalidStackFiles([*errors, *validated.errors, *credentials])
    return StackFiles(tuple(chosen), files, validated.settings, validated.declared, validated.registries)


def _unusable(folder: Path, name: str) -> ConfigError:
    rule = "Pulumi takes no such name of a stack: only letters, digits, -, _ and ., at most 100"
    return ConfigError(_shown(folder / stack_file_name(name)), None, "", None, rule, "rename the file")


def unknown_stack(folder: Path, name: str, known: list[str]) -> ConfigError:
    """The error for a name that no stack in the folder has; `known` are the names to suggest."""
    file = name.rpartition("/")[2]
    if meant := stack_of(file):
        return ConfigError(name, None, "", None, "is a file, not the name of a stack", f"write {meant}")
    place = _shown(folder / stack_file_name(name))
    return ConfigError(place, None, "", None, "there is no such stack", suggestion(name, known))


def _content(path: Path) -> bytes:
    """The file's bytes, at most one more than a stack file may have; never waits for a pipe or a device."""
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb") as file:  # noqa: PTH123 - of a descriptor
        kind = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(kind):
            raise OSError(errno.EINVAL, "it is not a regular file")
        return file.read(LARGEST_FILE + 1)


def stack_names(folder: Path) -> list[str]:
    """The stacks that have a file in a folder, valid or not, sorted.

    Raises:
        InvalidStackFiles: it cannot be listed, or holds files that only Pulumi would read.
    """
    try:
        entries = sorted(os.listdir(folder))  # noqa: PTH208 - the names are all that is asked
    except OSError as error:
        rule = f"cannot be listed ({error.strerror})"
        raise InvalidStackFiles(
            [ConfigError(_shown(folder), None, "", None, rule, "name it with --stacks-dir")]
        ) from None
    ignored = [name for name in entries if name.startswith(_PREFIX) and name.endswith((".yml", ".json"))]
    if ignored:
        raise InvalidStackFiles(
            ConfigError(_shown(folder / name), None, "", None, "would be read by Pulumi only", "end it in .yaml")
            for name in ignored
        )
    return [stack for stack in map(stack_of, entries) if stack]


def stacks_folder(stacks_dir: Path | None) -> Path:
    """The folder of the stack files: the given one, else that of the project here or above, else ./stacks.

    Raises:
        InvalidStackFiles: there is none.
    """
    if stacks_dir:
        return stacks_dir
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "Pulumi.yaml").is_file():
            return folder / "stacks"
    if (here / "stacks").is_dir():
        return here / "stacks"
    rule = "no stacks/ in this folder, and no Pulumi project in it or above it"
    raise InvalidStackFiles([ConfigError(str(here), None, "", None, rule, "go to the project, or give --stacks-dir")])


def _shown(path: Path) -> str:
    """The path as a person in this folder would write it."""
    try:
        return str(Path(os.path.abspath(path)).relative_to(Path.cwd()))  # noqa: PTH100 - follows no symlink
    except ValueError:
        return str(path)
