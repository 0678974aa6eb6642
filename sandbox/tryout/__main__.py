"""`make try`: deploys a stack, lets someone change it by hand, finds the drift, and lets the next `up` repair it.

Uses a real Pulumi engine, an emulated AWS and no account. Exits 0 only if every step has the expected result.
"""

from typing import Annotated

import typer

from sandbox.engine import obtain_engine
from sandbox.environment import environment
from sandbox.isolation import isolated_folder
from sandbox.tryout.chosen_stack import ChosenStack
from sandbox.tryout.edits_by_hand import edits
from sandbox.tryout.failures import NothingToTry, exit_code_of
from sandbox.tryout.story import Story

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

StackOption = Annotated[
    str, typer.Option(metavar="NAME", help="The stack file to try, of stacks/ or examples/ (make try STACK=NAME).")
]


@app.command(name="make try")
def main(
    stack: StackOption = "example",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show what the engine does (make try VERBOSE=1).")
    ] = False,
) -> None:
    """Deploy a stack to an emulated AWS on this machine, change it by hand, find the drift, and repair it."""
    raise typer.Exit(try_stack(stack, verbose=verbose))


def try_stack(stack: str, *, verbose: bool = False) -> int:
    """Run every step for a stack; 0 when all had the expected result, 1 when one had not, 2 when none could run."""
    return exit_code_of(lambda: _run(stack, verbose=verbose))


def _run(stack: str, *, verbose: bool) -> None:
    chosen = ChosenStack.named(stack)
    if not edits(chosen.declared):
        raise NothingToTry(f"stack {stack} declares nothing in AWS that could be changed by hand: choose another stack")
    engine = obtain_engine()
    with (
        isolated_folder("try") as folder,
        environment(folder / "project", engine, chosen.declared.registry.account, chosen.folder) as running,
    ):
        Story(running, chosen, verbose=verbose).run()


if __name__ == "__main__":
    app()
