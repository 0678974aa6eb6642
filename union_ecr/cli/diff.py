"""`union-ecr diff`: what the stack files here change, compared with those of a commit."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Annotated

import typer

from union_ecr.changes.stacks import stack_changes
from union_ecr.cli.git_files import CommittedStackFiles, GitFailed, stack_files_at
from union_ecr.cli.report_output import CANNOT_WRITE, OutputOption, report_output
from union_ecr.cli.reports.stack_changes import ChangeReport, as_json, as_text
from union_ecr.cli.stack_files import (
    JsonOption,
    LocalStacksDirOption,
    StackOption,
    read_stack_files,
)
from union_ecr.cli.stacks_folder import StacksFolder, local_stacks_folder
from union_ecr.exit_codes import ExitCode
from union_ecr.stack_file.errors import one_line
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.declared_stacks import validate_together
from union_ecr.workspace.shared_registry import SharedRegistry


class Format(StrEnum):
    """The formats of the report."""

    TEXT = "text"
    JSON = "json"


BaseOption = Annotated[
    str | None,
    typer.Option(
        "--base",
        metavar="COMMIT",
        help="A branch or commit; compared is the last commit that HEAD shares with it. Default: origin's default "
        "branch.",
        show_default=False,
    ),
]
FormatOption = Annotated[
    list[Format] | None,
    typer.Option("--format", help="For people or scripts; one for each --output. Default: text.", show_default=False),
]


def diff(
    base: BaseOption = None,
    stack: StackOption = None,
    stacks_dir: LocalStacksDirOption = None,
    json: JsonOption = False,
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Show what the stack files here change: what may be lost, who gains or loses access, then every other change.

    Compares what they declare with what the files of the base declare. Needs git, no AWS and no engine. Exit codes:
    0: compared, whatever changes.
    2: the command or a stack file is invalid.
    3: cannot tell all of it: a stack file of the base is invalid.
    """
    reports = report_output(format, output, json=json, default=Format.TEXT)
    folder = local_stacks_folder(stacks_dir)
    try:
        committed = stack_files_at(folder.path, base)
    except GitFailed as error:
        raise typer.BadParameter(one_line(str(error))) from None
    before, invalid = _declared_at(committed)
    after = _declared_here(folder, stack, committed)
    names = set(stack or (*committed.paths, *after))
    report = ChangeReport(committed.commit, tuple(stack_changes(before, after, names)), tuple(sorted(names & invalid)))
    written = reports.write(lambda format, _: _FORMATS[format](report))
    raise typer.Exit((ExitCode.CANNOT_TELL if report.invalid else ExitCode.CLEAN) if written else CANNOT_WRITE)


_FORMATS: Mapping[Format, Callable[[ChangeReport], str]] = {Format.TEXT: as_text, Format.JSON: as_json}


def _declared_at(committed: CommittedStackFiles) -> tuple[dict[str, SharedRegistry], set[str]]:
    """The registry of each stack whose file was valid in the commit, and the other stacks."""
    files = {
        stack: parse_stack_file(f"{path} at {committed.commit}", partial(committed.content, stack))
        for stack, path in committed.paths.items()
    }
    validated = validate_together(files, ())
    registries = {stack: validated.registries[declared.registry] for stack, declared in validated.declared.items()}
    return registries, files.keys() - registries.keys()


def _declared_here(
    folder: StacksFolder, chosen: list[str] | None, committed: CommittedStackFiles
) -> dict[str, SharedRegistry]:
    """The registry of each stack here; a chosen stack that the commit has need not be here."""
    known = folder.stack_names()
    wanted = [name for name in chosen or known if name in known or name not in committed.paths]
    if not wanted:
        return {}
    found = read_stack_files(wanted, folder.path)
    return {stack: found.registry_of(stack) for stack in found.declared}
