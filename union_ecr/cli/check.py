"""`union-ecr check`: the images of workflows against what the stacks declare, before anything is built."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from union_ecr.check.declared_images import RegistryImages, declared_images
from union_ecr.check.image_use import ImageUse
from union_ecr.check.python_images import images_of
from union_ecr.check.text_files import images_in_text
from union_ecr.check.verdicts import FAILING, check_images
from union_ecr.cli.progress import Progress
from union_ecr.cli.reports.checked_images import CheckReport, as_annotations, as_json, as_tree
from union_ecr.cli.source_files import CannotRead, read_source_files
from union_ecr.cli.stack_files import JsonOption, StackOption, StacksDirOption, read_stacks
from union_ecr.stack_file.errors import one_line


class Format(StrEnum):
    """The formats of the report."""

    TREE = "tree"
    JSON = "json"
    GITHUB = "github"


PathsArgument = Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files and folders with workflows.")]
EnvOption = Annotated[
    list[str] | None,
    typer.Option("--env", metavar="KEY=VALUE", help="An environment variable that the code reads; repeatable."),
]
StrictOption = Annotated[bool, typer.Option("--strict", help="Exit code 1 also for images that cannot be resolved.")]
FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="For people, scripts, or annotations of a GitHub Actions run. Default: tree."),
]


def check(
    paths: PathsArgument,
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
    env: EnvOption = None,
    strict: StrictOption = False,
    json: JsonOption = False,
    format: FormatOption = None,
) -> None:
    """Check the images of workflows against the stacks, before `union register` builds them.

    Reads the source; executes none of it, and needs nothing of it installed. Exit code 0: every image fits. 1: an image
    would fail when it is pushed or pulled.
    """
    if json and format not in (None, Format.JSON):
        raise typer.BadParameter(f"--json and --format {format} are two formats; say one")
    environment = dict(map(_variable, env or []))
    declared = declared_images(read_stacks(stack, stacks_dir))
    with Progress("reading the workflows"):
        try:
            report = _report(paths, environment, declared)
        except CannotRead as error:
            raise typer.BadParameter(one_line(str(error))) from None
    shown = {Format.JSON: as_json, Format.GITHUB: as_annotations}.get(
        Format.JSON if json else format or Format.TREE, as_tree
    )
    typer.echo(shown(report), nl=False)
    failing = any(image.verdict in FAILING for image in report.images)
    raise typer.Exit(1 if failing or (strict and report.unresolved) else 0)


def _report(paths: list[Path], environment: dict[str, str], declared: Mapping[str, RegistryImages]) -> CheckReport:
    files = read_source_files(paths)
    uses, problems = images_of(files.python, environment)
    texts: list[ImageUse] = [use for path, text in files.texts.items() for use in images_in_text(path, text)]
    every = sorted([*uses, *texts], key=lambda use: (use.file, use.line))
    return CheckReport(tuple(check_images(every, declared)), (*files.problems, *problems))


def _variable(given: str) -> tuple[str, str]:
    name, separator, value = given.partition("=")
    if not name or not separator:
        raise typer.BadParameter(f"--env {given}: write KEY=VALUE")
    return name, value
