"""`union-ecr VERB`: the verbs together, and the exit code of what fails.

0: asked and clean. 1: findings. 2: the command or a stack file is invalid. 3: cannot tell.
"""

import contextlib
import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from union_ecr.cli.git_folder import UnreachableGitRepository
from union_ecr.cli.verbs import Verbs
from union_ecr.exit_codes import ExitCode
from union_ecr.stack_file.errors import InvalidStackFiles

app = typer.Typer(
    cls=Verbs,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def print_version(wanted: bool) -> None:
    """Print the version of the package and end, for `--version`."""
    if wanted:
        from union_ecr import __version__

        typer.echo(f"union-ecr {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=print_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Private ECR for Union and Flyte images: what the stack files declare, and whether AWS agrees."""


def main() -> None:
    """Run the command line; whatever prevents an answer is reported in one line, with exit code 2, or 3.

    A defect ends with its traceback and exit code 3: cannot tell.
    """
    if sys.stdout is None:
        _fail("stdout is closed, so there is nowhere to answer")
    stdout = sys.stdout
    try:
        app(prog_name="union-ecr")
    except SystemExit as end:
        code = end.code
        if sys.stdout is not stdout:  # typer replaces it where the reader of a pipe is gone, and says 1
            code = ExitCode.INVALID
    except InvalidStackFiles as error:
        _fail(str(error))
    except UnreachableGitRepository as error:
        _fail(str(error), ExitCode.CANNOT_TELL)
    except OSError as error:
        _discard_what_cannot_be_written()
        _fail(f"cannot go on: {error}")
    except Exception:  # noqa: BLE001 - Python's own exit code 1 would mean findings
        traceback.print_exc()
        print("this is a defect of union-ecr; nothing is known of what was asked", file=sys.stderr)  # noqa: T201
        code = ExitCode.CANNOT_TELL
    if unwritten := _discard_what_cannot_be_written():
        _fail(f"the answer cannot be written: {unwritten.strerror}")
    sys.exit(code)


def _discard_what_cannot_be_written() -> OSError | None:
    """Flush stdout; where that fails, Python would fail once more when it ends, with an exit code of its own."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return error
    return None


def _fail(message: str, code: ExitCode = ExitCode.INVALID) -> NoReturn:
    if sys.stderr is not None:  # else print would write to stdout, where data goes
        with contextlib.suppress(OSError):
            print(message, file=sys.stderr, flush=True)  # noqa: T201
    sys.exit(code)
