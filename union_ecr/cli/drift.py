"""`union-ecr drift`: compares what the stacks declare with what lives in AWS."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from types import FrameType
from typing import Annotated

import typer

from union_ecr.aws.account_role import AccountRole
from union_ecr.aws.registry_sweep import Stack, Stacks
from union_ecr.aws.sweep import sweep
from union_ecr.cli.account_role_options import ExternalIdOption, RoleNameOption, account_role
from union_ecr.cli.found_so_far import FoundSoFar
from union_ecr.cli.progress import Progress
from union_ecr.cli.report_output import CANNOT_WRITE, OutputOption, report_output
from union_ecr.cli.reports.json_report import as_json
from union_ecr.cli.reports.markdown import as_markdown
from union_ecr.cli.reports.sarif import as_sarif
from union_ecr.cli.reports.table import as_table
from union_ecr.cli.reports.text import incomplete
from union_ecr.cli.stack_files import JsonOption, StackOption, StacksDirOption, read_stack_files
from union_ecr.drift.findings import INTERRUPTED, Report, Severity, Unknown
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.errors import one_line
from union_ecr.workspace.shared_registry import SharedRegistry


class Format(StrEnum):
    """The formats of a report."""

    TABLE = "table"
    MARKDOWN = "markdown"
    SARIF = "sarif"
    JSON = "json"


FormatOption = Annotated[
    list[Format] | None,
    typer.Option(
        "--format",
        help="For people, a pull request, code scanning or scripts; one for each --output. Default: table.",
        show_default=False,
    ),
]
FailOnOption = Annotated[
    Severity, typer.Option("--fail-on", help="Exit code 1 from this severity on; what is below is shown all the same.")
]


def drift(
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
    json: JsonOption = False,
    format: FormatOption = None,
    output: OutputOption = None,
    fail_on: FailOnOption = Severity.INFO,
    role_name: RoleNameOption = None,
    external_id: ExternalIdOption = None,
) -> None:
    """Compare what the stacks declare with what lives in AWS, repositories that no stack declares included.

    Reads only. Exit codes:
    0: as declared.
    1: findings.
    2: the command or a stack file is invalid.
    3: cannot tell all of it; what was found is shown all the same.
    """
    role = account_role(role_name, external_id)
    reports = report_output(format, output, json=json, default=Format.TABLE)
    with Progress("reading the stack files"):
        files = read_stack_files(stack, stacks_dir)
    for name in sorted(files.files.keys() - files.valid.keys()):
        invalid = f"{files.files[name].name} is invalid; its resources may be reported as unmanaged"
        typer.echo(one_line(invalid), err=True)
    every = {name: Stack(files.files[name], files.valid[name], files.declared[name]) for name in files.valid}
    stacks = {name: every[name] for name in files.chosen}
    with _second_interrupt_ends():
        report = _sweep(stacks, every, files.registries, role)
        written = reports.write(partial(_formatted, report, stacks))
        warning = incomplete(report)
        if warning and reports.printed is not Format.TABLE:
            typer.echo(warning, err=True)
        raise typer.Exit(report.from_severity(fail_on).exit_code if written else CANNOT_WRITE)


def _sweep(
    stacks: Stacks, every: Stacks, registries: Mapping[Registry, SharedRegistry], role: AccountRole | None
) -> Report:
    """The report of a sweep, also of one that is interrupted before it knows anything."""
    today = datetime.now(UTC).date().isoformat()
    try:
        with Progress("asking AWS") as progress:
            found = FoundSoFar(progress.show)
            return sweep(stacks, every, registries, progress, today=today, role=role, on_found=found)
    except KeyboardInterrupt:
        return Report((), 0, 0, (Unknown("everything", INTERRUPTED, tuple(stacks)),))


@contextmanager
def _second_interrupt_ends() -> Iterator[None]:
    """The first Ctrl-C raises KeyboardInterrupt, after which the sweep reports what it knows; a second one kills.

    A process that ignores Ctrl-C, as a shell's background jobs do, goes on ignoring it.
    """

    def first(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # and stays so: nothing after this is worth waiting for
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


def _formatted(report: Report, stacks: Stacks, format: Format, colours: bool) -> str:
    match format:
        case Format.JSON:
            return as_json(report)
        case Format.SARIF:
            return as_sarif(report, stacks)
        case Format.MARKDOWN:
            return as_markdown(report)
        case Format.TABLE:
            return as_table(report, colours=colours)
