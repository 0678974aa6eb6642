"""`union-ecr VERB`: puts the verbs together and turns what went wrong into an exit code.

0: asked and clean. 1: findings. 2: the command or a stack file is wrong. 3: cannot tell.
"""

import sys

import typer

from model.mistakes import StackFilesWrong
from scripts.render import render
from scripts.stacks import stacks

WRONG = 2

app = typer.Typer(
    help="Private ECR for Union and Flyte images: what the stack files declare, and whether AWS agrees.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(render)
app.command()(stacks)


def main() -> None:
    """Run the command line; a wrong stack file is a line a mistake on stderr and exit code 2."""
    try:
        app()
    except StackFilesWrong as wrong:
        print(wrong, file=sys.stderr)  # noqa: T201
        sys.exit(WRONG)
