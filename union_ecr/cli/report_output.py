"""`--format`, `--output` and `--json`: in which formats one run reports, and where each report goes."""

import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Generic, TypeVar

import typer

from union_ecr.cli.replaced_file import replace_file
from union_ecr.exit_codes import ExitCode
from union_ecr.stack_file.errors import one_line

STDOUT = Path("-")
CANNOT_WRITE = ExitCode.INVALID
"""The exit code where a report could not be written."""
Format = TypeVar("Format", bound=StrEnum)
OutputOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--output",
        metavar="FILE",
        help="Write the report to a file, in the format of the --format at the same position; repeatable. - is stdout, "
        "which otherwise shows the default format.",
        show_default=False,
    ),
]


@dataclass(frozen=True)
class ReportOutput(Generic[Format]):
    """The format that is printed, and the formats that are written to files."""

    printed: Format
    files: Mapping[Path, Format]

    def write(self, formatted: Callable[[Format, bool], str]) -> bool:
        """Write every file, then print; False if a file could not be written, which is reported on stderr.

        `formatted` makes the report in a format, with or without colours. A file is replaced as a whole, and one that
        fails stops no other.
        """
        errors = [error for path, format in self.files.items() if (error := _error(path, formatted(format, False)))]
        encoding = sys.stdout.encoding or "utf-8"
        typer.echo(_encodable(_ended(formatted(self.printed, _colours())), encoding), nl=False)
        for error in errors:
            typer.echo(one_line(error), err=True)
        return not errors


def report_output(
    formats: Sequence[Format] | None, outputs: Sequence[Path] | None, *, json: bool, default: Format
) -> ReportOutput[Format]:
    """Where the reports of a run go.

    Without --output, the only --format is printed. With --output, each has the --format at its own position, and the
    default is printed unless one of them is `-`. --json prints JSON.

    Raises:
        typer.BadParameter: they do not fit together, or a file cannot be there.
    """
    as_json = type(default)("json")
    if not outputs:
        chosen = dict.fromkeys([*(formats or ()), *([as_json] if json else ())])
        if len(chosen) > 1:
            raise typer.BadParameter(_two_formats([*chosen], json))
        return ReportOutput(next(iter(chosen), default), {})
    errors = list(_errors(formats or (), outputs, json))
    if errors:
        raise typer.BadParameter(one_line("; ".join(errors)))
    files = dict(zip(outputs, formats or (), strict=True))
    return ReportOutput(files.pop(STDOUT, as_json if json else default), files)


def _two_formats(formats: Sequence[str], json: bool) -> str:
    if json:
        return f"--json and --format {formats[0]} are two formats; say one"
    return f"--format {' and --format '.join(formats)} are {len(formats)} formats; add an --output for each"


def _errors(formats: Sequence[str], outputs: Sequence[Path], json: bool) -> Iterator[str]:
    if len(formats) != len(outputs):
        yield f"{len(outputs)} --output and {len(formats)} --format; add one --format for each --output"
    yield from (f"--output {path} is there twice" for path in dict.fromkeys(outputs) if outputs.count(path) > 1)
    if json and STDOUT in outputs:
        yield "--json and --output - both print; say one"
    for path in dict.fromkeys(outputs):
        if path.is_dir():
            yield f"--output {path} is a folder; name a file in it"
        elif not path.parent.is_dir():
            yield f"--output {path}: there is no folder {path.parent}; create it"


def _error(path: Path, text: str) -> str | None:
    """Write a file; why it could not be written."""
    try:
        _write(path, _encodable(_ended(text), "utf-8"))
    except OSError as error:
        return f"cannot write {path}: {error.strerror or error}"
    return None


def _write(path: Path, text: str) -> None:
    """Replace a file, a link's target included; a device or a pipe takes the text as it is."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        replace_file(path.resolve(), text, 0o666 & ~_umask())
        return
    if stat.S_ISREG(mode):
        replace_file(path.resolve(), text, stat.S_IMODE(mode))
    else:
        path.write_text(text, encoding="utf-8", newline="")


def _umask() -> int:
    mask = os.umask(0o077)  # it can only be read by setting it
    os.umask(mask)
    return mask


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else f"{text}\n"


def _encodable(text: str, encoding: str) -> str:
    """The text with characters that the encoding does not have escaped."""
    return text.encode(encoding, "backslashreplace").decode(encoding)


def _colours() -> bool:
    """Whether stdout is a terminal, and its user wants colours: https://no-color.org."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
