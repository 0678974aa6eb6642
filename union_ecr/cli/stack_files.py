"""Reads all stack files of a folder at once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from union_ecr.cli.git_url import is_git_url
from union_ecr.cli.stacks_folder import StacksFolder, stacks_folder
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.registry import Registry
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles, suggestion
from union_ecr.stack_file.parse import StackFile, stack_of
from union_ecr.stack_file.provider_config import credential_errors
from union_ecr.workspace.declared_stacks import validate_together
from union_ecr.workspace.shared_registry import SharedRegistry

# https://www.pulumi.com/docs/iac/concepts/stacks/#create-stack
_STACK_NAME = r"[A-Za-z0-9._-]{1,100}"


def _complete_stack(context: typer.Context, incomplete: str) -> list[str]:
    """The stacks that a shell offers after --stack: those of --stacks-dir, else of the project; none of a URL."""
    stacks_dir = context.params.get("stacks_dir")
    if stacks_dir and is_git_url(stacks_dir):
        return []
    try:
        with stacks_folder(stacks_dir) as folder:
            return [name for name in folder.stack_names() if name.startswith(incomplete)]
    except InvalidStackFiles:
        return []


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
    str | None,
    typer.Option(
        "--stacks-dir",
        metavar="DIR|URL",
        help="Where the stack files are: a folder, or git+https://HOST/REPOSITORY.git@REF, of which it is stacks/ "
        "unless #subdirectory=DIR follows. Default: stacks/ of the project in this folder or above it, else ./stacks.",
        show_default=False,
    ),
]
LocalStacksDirOption = Annotated[
    str | None,
    typer.Option(
        "--stacks-dir",
        metavar="DIR",
        help="The folder of the stack files. Default: stacks/ of the project here or above, else ./stacks.",
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


def read_stacks(names: list[str] | None, stacks_dir: str | Path | None) -> dict[str, DeclaredStack]:
    """What the named stacks declare, or all if none is named, in the order of their names.

    Raises:
        InvalidStackFiles, UnreachableGitRepository: as `read_stack_files`.
    """
    found = read_stack_files(names, stacks_dir)
    return {name: found.declared[name] for name in found.chosen}


def read_stack_files(names: list[str] | None, stacks_dir: str | Path | None) -> StackFiles:
    """All stack files, of which the named ones, or all if none is named, must be valid.

    What the other stacks claim counts; their own errors do not.

    Raises:
        InvalidStackFiles: every error in the named files, and every claim of theirs that conflicts with another stack.
        UnreachableGitRepository: they lie in a git repository that is unreachable or denied.
    """
    with stacks_folder(stacks_dir) as folder:
        return _read(names, folder)


def _read(names: list[str] | None, folder: StacksFolder) -> StackFiles:
    known = folder.stack_names()
    if not known:
        remedy = f"write {folder.shown('TEAM')}"
        raise InvalidStackFiles([ConfigError(folder.shown(), None, "", None, "holds no stack file", remedy)])
    chosen = sorted(set(names or known))
    errors = [unknown_stack(folder, name, known) for name in chosen if name not in known]
    errors += [_unusable(folder, name) for name in chosen if name in known and not re.fullmatch(_STACK_NAME, name)]
    files = {name: folder.read(name) for name in known}
    validated = validate_together(files, [name for name in chosen if name in known])
    credentials = [error for name in chosen if name in known for error in credential_errors(files[name])]
    if errors or validated.errors or credentials:
        raise InvalidStackFiles([*errors, *validated.errors, *credentials])
    return StackFiles(tuple(chosen), files, validated.settings, validated.declared, validated.registries)


def _unusable(folder: StacksFolder, name: str) -> ConfigError:
    rule = "Pulumi takes no such name of a stack: only letters, digits, -, _ and ., at most 100"
    return ConfigError(folder.shown(name), None, "", None, rule, "rename the file")


def unknown_stack(folder: StacksFolder, name: str, known: list[str]) -> ConfigError:
    """The error for a name that no stack in the folder has; `known` are the names to suggest."""
    file = name.rpartition("/")[2]
    if meant := stack_of(file):
        return ConfigError(name, None, "", None, "is a file, not the name of a stack", f"write {meant}")
    return ConfigError(
        folder.shown(name),
        None,
        "",
        None,
        "there is no such stack",
        suggestion(name, known, "write its stack file first"),
    )
