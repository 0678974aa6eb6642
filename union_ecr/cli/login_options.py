"""What `login` and `logout` have in common: their options, where a login is kept, and how outcomes are reported."""

import json as json_format
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from union_ecr.cli.container_config_file import ContainerConfigFile
from union_ecr.cli.container_tools import ContainerTool, find_tool
from union_ecr.login.failures import Failure
from union_ecr.login.outcome import Outcome
from union_ecr.login.tools import TOOLS, ToolName
from union_ecr.stack_file.errors import one_line

ToolOption = Annotated[
    ToolName | None,
    typer.Option("--tool", help=f"The container tool. Default: the first on PATH of {', '.join(TOOLS)}."),
]
WriteConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--write-config",
        metavar="FILE",
        help="Keep the login in this file (config.json, auth.json) instead of running a tool: for CI without one.",
    ),
]

LoginKeeper = ContainerTool | ContainerConfigFile
"""Where logins are kept: with a tool, or in a file."""


def login_keeper(tool: ToolName | None, write_config: Path | None) -> LoginKeeper:
    """Where logins are to be kept.

    Raises:
        typer.Exit: there is no such tool, or the file cannot be used; that has been reported.
    """
    if tool and write_config:
        raise typer.BadParameter(f"--tool {tool} and --write-config keep a login in two places; say one")
    keeper = ContainerConfigFile.open(write_config) if write_config else find_tool(tool)
    if isinstance(keeper, Failure):
        typer.echo(one_line(str(keeper)), err=True)
        raise typer.Exit(keeper.exit_code)
    return keeper


def print_json(outcomes: Sequence[Outcome]) -> None:
    """Print the outcomes as data."""
    typer.echo(json_format.dumps({"registries": [outcome.as_json() for outcome in outcomes]}, indent=2))


def print_failures(outcomes: Sequence[Outcome]) -> None:
    """Tell each failure in a line."""
    for outcome in outcomes:
        if outcome.failure:
            typer.echo(one_line(f"{outcome.registry}: {outcome.failure}"), err=True)
