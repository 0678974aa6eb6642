"""`union-ecr VERB`: puts the verbs together and turns what went wrong into an exit code.

0: asked and clean. 1: findings. 2: the command or a stack file is wrong. 3: cannot tell.
"""

import contextlib
import os
import sys
import traceback
from typing import NoReturn

import typer

from union_ecr.cli.drift import drift
from union_ecr.cli.render import render
from union_ecr.cli.stacks import stacks
from union_ecr.stack_file.errors import InvalidStackFiles

WRONG, CANNOT_TELL = 2, 3

app = typer.Typer(
    help="Private ECR for Union and Flyte images: what the stack files declare, and whether AWS agrees.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(render)
app.command()(stacks)
app.command()(drift)


def main() -> None:
    """Run the command line; whatever keeps it from an answer is told in a line each, with exit code 2.

    A defect ends it with its traceback and exit code 3: it cannot tell.
    """
    if sys.stdout is None:
        _fail("stdout is closed, so there is nowhere to answer")
    try:
        app()
    except SystemExit as end:
        code = end.code
    except InvalidStackFiles as wrong:
        _fail(str(wrong))
    except OSError as error:
        _fail(f"cannot go on: {error}")
    except Exception:  # noqa: BLE001 - a defect of ours: Python's own exit code 1 would say that there are findings
        traceback.print_exc()
        print("this is a defect of union-ecr; nothing is known of what was asked", file=sys.stderr)  # noqa: T201
        code = CANNOT_TELL
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python fails once more when it ends
        _fail(f"the answer cannot be written: {error.strerror}")
    sys.exit(code)


def _fail(told: str) -> NoReturn:
    with contextlib.suppress(OSError):
        print(told, file=sys.stderr, flush=True)  # noqa: T201
    sys.exit(WRONG)
