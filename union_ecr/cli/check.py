"""`union-ecr check`: the images of workflows against what the stacks declare, before anything is built."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from union_ecr.check.declared_images import RegistryImages, declared_images
from union_ecr.check.verdicts import FAILING, CheckedImage, check_images
from union_ecr.cli.declared_option import DeclaredOption, read_declared
from union_ecr.cli.fixed_stack_files import add_images, missing_images
from union_ecr.cli.git_url import is_git_url
from union_ecr.cli.imported_images import CannotImport
from union_ecr.cli.live_images import judge_live
from union_ecr.cli.progress import Progress
from union_ecr.cli.report_output import CANNOT_WRITE, OutputOption, report_output
from union_ecr.cli.reports.checked_images import CheckReport, as_annotations, as_json, as_tree
from union_ecr.cli.reports.checked_markdown import as_markdown
from union_ecr.cli.reports.checked_sarif import as_sarif
from union_ecr.cli.source_files import CannotRead
from union_ecr.cli.stack_files import JsonOption, StackFiles, StackOption, StacksDirOption, read_stack_files
from union_ecr.cli.workflows import Import, Workflows, read_workflows
from union_ecr.exit_codes import ExitCode
from union_ecr.stack_file.errors import one_line


class Format(StrEnum):
    """The formats of the report."""

    TREE = "tree"
    JSON = "json"
    GITHUB = "github"
    MARKDOWN = "markdown"
    SARIF = "sarif"


PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files and folders with workflows.")]
EnvOption = Annotated[
    list[str] | None,
    typer.Option("--env", metavar="KEY=VALUE", help="An environment variable that the code reads; repeatable."),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit code 1 also for images that cannot be resolved.")]
FormatOption = Annotated[
    list[Format] | None,
    typer.Option(
        "--format",
        help="For people, scripts, annotations of a GitHub Actions run, a comment, code scanning; one for each "
        "--output. Default: tree.",
        show_default=False,
    ),
]

FixOption = Annotated[bool, typer.Option("--fix", help="Add the undeclared images to the stack files.")]
LiveOption = Annotated[
    bool,
    typer.Option(
        "--live",
        help="Also ask ECR: does the repository exist, is the tag there, may you push? Changes nothing.",
    ),
]
ReadOnlyOption = Annotated[
    bool, typer.Option("--read-only", help="With --live: do not ask whether you may push; others register.")
]
ImportOption = Annotated[
    bool,
    typer.Option(
        "--import",
        help="Import the Python files, which executes their code, and record the images that `union register` would "
        "build, with their tags. Nothing is built, pushed or registered.",
    ),
]
PythonOption = Annotated[
    Path | None,
    typer.Option(
        "--python",
        metavar="PATH",
        help="With --import: the workflows' own interpreter. Default: that of VIRTUAL_ENV, else python3.",
        show_default=False,
    ),
]


def check(
    paths: PathsArgument,
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
    declared: DeclaredOption = None,
    env: EnvOption = None,
    import_: ImportOption = False,
    python: PythonOption = None,
    live: LiveOption = False,
    read_only: ReadOnlyOption = False,
    fix: FixOption = False,
    strict: StrictOption = False,
    json: JsonOption = False,
    format: FormatOption = None,
    output: OutputOption = None,
) -> None:
    """Check the images of workflows against the stacks, before `union register` builds them.

    Reads the source; without --import it executes none of it, and needs nothing of it installed. Exit codes:
    0: no image would fail.
    1: an image would fail when it is pushed or pulled, or with --strict cannot be resolved.
    2: the command or a stack file is invalid.
    3: cannot tell: ECR, with --live, or the stack files' git repository is unreachable or denied.
    """
    reports = report_output(format, output, json=json, default=Format.TREE)
    _refuse_alone({"read-only": read_only and not live, "python": python and not import_})
    _refuse_sources(declared, stacks_dir, fix)
    files = None if declared else read_stack_files(stack, stacks_dir)
    registries = read_declared(declared, stack) if declared else _declared(files)
    with Progress("importing the workflows" if import_ else "reading the workflows"):
        workflows = _read(paths, env or [], Import(python) if import_ else None)
    if fix and files and _fix(list(check_images(workflows.uses, registries)), files):
        files = read_stack_files(stack, stacks_dir)
        registries = _declared(files)
    images = list(check_images(workflows.uses, registries))
    if live:
        images = judge_live(workflows.uses, images, registries, files.files if files else {}, push=not read_only)
    report = CheckReport(tuple(images), workflows.problems)
    written = reports.write(lambda format, _: _FORMATS[format](report))
    raise typer.Exit(_exit_code(report, strict, written=written))


_FORMATS: Mapping[Format, Callable[[CheckReport], str]] = {
    Format.TREE: as_tree,
    Format.JSON: as_json,
    Format.GITHUB: as_annotations,
    Format.MARKDOWN: as_markdown,
    Format.SARIF: as_sarif,
}


def _refuse_alone(alone: Mapping[str, object]) -> None:
    """Refuse options that stand without the one that they go with."""
    for option, needed in (("read-only", "live"), ("python", "import")):
        if alone[option]:
            raise typer.BadParameter(f"--{option} goes with --{needed}")


def _refuse_sources(declared: Path | None, stacks_dir: str | None, fix: bool) -> None:
    if declared and (stacks_dir or fix):
        left_out = "--fix" if fix else "--stacks-dir"
        raise typer.BadParameter(f"--declared takes the place of stack files: leave {left_out} out")
    if fix and stacks_dir and is_git_url(stacks_dir):
        raise typer.BadParameter("--fix writes stack files: give a folder of them with --stacks-dir")


def _exit_code(report: CheckReport, strict: bool, *, written: bool) -> int:
    """3 if ECR left anything unknown, even beside images that would fail; each reason stands once on stderr.

    2 if a report could not be written, whatever it says.
    """
    unknown = dict.fromkeys(image.live.unknown for image in report.images if image.live and image.live.unknown)
    for reason in unknown:
        typer.echo(one_line(f"cannot tell: {reason}"), err=True)
    if unknown or not written:
        return ExitCode.CANNOT_TELL if written else CANNOT_WRITE
    return int(any(image.verdict in FAILING for image in report.images) or (strict and report.unresolved > 0))


def _declared(files: StackFiles | None) -> dict[str, RegistryImages]:
    return declared_images(files.declared, files.chosen) if files else {}


def _read(paths: list[Path], variables: list[str], importing: Import | None) -> Workflows:
    environment = dict(map(_variable, variables))
    try:
        return read_workflows(paths, environment, importing)
    except (CannotRead, CannotImport) as error:
        raise typer.BadParameter(one_line(str(error))) from None


def _fix(images: list[CheckedImage], files: StackFiles) -> bool:
    """Whether stack files were completed; what was done, and what could not be decided, goes to stderr."""
    missing, undecided = missing_images(images)
    for repository, stacks in undecided.items():
        which = " or ".join(f"--stack {stack}" for stack in stacks)
        typer.echo(one_line(f"{repository} was not added: say which stack is to have it, {which}"), err=True)
    for added in add_images(files, missing):
        typer.echo(one_line(added), err=True)
    return bool(missing)


def _variable(given: str) -> tuple[str, str]:
    name, separator, value = given.partition("=")
    if not name or not separator:
        raise typer.BadParameter(f"--env {given}: write KEY=VALUE")
    return name, value
