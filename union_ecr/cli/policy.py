"""`union-ecr policy`: a policy for roles of other accounts, ready to attach."""

import json
from enum import StrEnum
from typing import Annotated

import typer

from union_ecr.cli.stack_files import StackOption, StacksDirOption, read_stacks
from union_ecr.exit_codes import ExitCode


class PolicyFor(StrEnum):
    """What the roles do that get the policy."""

    PULL = "pull"
    PUSH = "push"
    PULL_THROUGH_CACHE = "pull-through-cache"


def policy(
    purpose: Annotated[
        PolicyFor,
        typer.Argument(
            metavar="pull|push|pull-through-cache",
            help="For roles that pull the stack's images, push them, or pull through its cache rules.",
            show_default=False,
        ),
    ],
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
) -> None:
    """Print the IAM policy for roles of other accounts that pull or push: their own account must allow it, too."""
    stacks = read_stacks(stack, stacks_dir)
    if len(stacks) > 1:
        typer.echo(f"a policy is for one stack: add --stack with one of {', '.join(stacks)}", err=True)
        raise typer.Exit(ExitCode.INVALID)
    ((name, declared),) = stacks.items()
    documents = {
        PolicyFor.PULL: declared.pull_policy,
        PolicyFor.PUSH: declared.push_policy,
        PolicyFor.PULL_THROUGH_CACHE: declared.pull_through_cache_policy,
    }
    if len(documents[purpose]["Statement"]) == 1:
        missing = "pull-through cache rules" if purpose is PolicyFor.PULL_THROUGH_CACHE else "images"
        typer.echo(f"stack {name} has no {missing}: this policy allows the login only", err=True)
    typer.echo(json.dumps(documents[purpose], indent=2))
