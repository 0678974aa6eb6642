"""`union-ecr drift`: declared against live, of one stack or all, from the stack files and AWS alone."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from types import FrameType
from typing import Annotated

import typer

from union_ecr.aws.sweep import sweep
from union_ecr.cli.progress import Progress
from union_ecr.cli.reports.json_report import as_json
from union_ecr.cli.reports.markdown import as_markdown
from union_ecr.cli.reports.sarif import Stacks, as_sarif
from union_ecr.cli.reports.table import as_table
from union_ecr.cli.reports.text import incomplete
from union_ecr.cli.stack_files import JsonOption, StackOption, StacksDirOption, read_stack_files
from union_ecr.drift.findings import INTERRUPTED, Report, Severity, Unknown
from union_ecr.stack_file.errors import one_line


class Format(StrEnum):
    """How a report is told."""

    TABLE = "table"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JSON = "json"


FormatOption = Annotated[
    Format | None,
    typer.Option("--format", help="For people, a pull request, code scanning or scripts. Default: table."),
]
FailOnOption = Annotated[
    Severity, typer.Option("--fail-on", help="Exit code 1 from this severity on; what is below is shown all the same.")
]


def drift(
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
    json: JsonOption = False,
    format: FormatOption = None,
    fail_on: FailOnOption = Severity.INFO,
) -> None:
    """Compare what the stacks declare with what lives in AWS, repositories that no stack declares included.

    Reads only. Exit code 0: as declared. 1: findings. 3: cannot tell all of it; what was found is shown all the same.
    """
    if json and format not in (None, Format.JSON):
        raise typer.BadParameter(f"--json and --format {format} are two formats; say one")
    with Progress("reading the stack files"):
        files = read_stack_files(stack, stacks_dir)
    wrong = [files.files[name].name for name in sorted(files.files.keys() - files.right.keys())]
    for file in wrong:
        typer.echo(one_line(f"{file} is wrong, so what it declares may be told as undeclared"), err=True)
    stacks = {name: (files.files[name], files.right[name]) for name in files.chosen}
    every = {name: (files.files[name], settings) for name, settings in files.right.items()}
    chosen = Format.JSON if json else format or Format.TABLE
    with _second_interrupt_ends():
        report = _swept(stacks, every, wrong)
        _print(_told(report, chosen, stacks))
        loud = incomplete(report)
        if loud and chosen is not Format.TABLE:
            typer.echo(loud, err=True)
        raise typer.Exit(report.from_severity(fail_on).exit_code)


def _swept(stacks: Stacks, every: Stacks, wrong: list[str]) -> Report:
    """The report of a sweep; one that is broken off before it knows anything is a report as well."""
    try:
        with Progress("asking AWS") as progress:
            return sweep(stacks, every, progress, wrong)
    except KeyboardInterrupt:
        return Report((), 0, 0, (Unknown("everything", INTERRUPTED, tuple(stacks)),))


@contextmanager
def _second_interrupt_ends() -> Iterator[None]:
    """Within, the first Ctrl-C is a KeyboardInterrupt, after which the sweep tells what it knows; a second kills.

    Where somebody decided that this process ignores Ctrl-C, as a shell does for its background jobs, it goes on to.
    """

    def first(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # stays so: nothing that is left to do is worth waiting for
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is first:
            signal.signal(signal.SIGINT, before)


def _told(report: Report, chosen: Format, stacks: Stacks) -> str:
    match chosen:
        case Format.JSON:
            return as_json(report)
        case Format.SARIF:
            return as_sarif(report, stacks)
        case Format.MARKDOWN:
            return as_markdown(report)
        case Format.TABLE:
            return as_table(report, colours=_colours())


def _colours() -> bool:
    """Whether stdout is a terminal of somebody who wants colours: https://no-color.org."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _print(text: str) -> None:
    """The text on stdout; letters that its encoding does not have are spelled out."""
    encoding = sys.stdout.encoding or "utf-8"
    typer.echo(text.encode(encoding, "backslashreplace").decode(encoding))
