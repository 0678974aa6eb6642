"""`union-ecr logout`: removes what `union-ecr login` left."""

from dataclasses import replace

import typer

from union_ecr.cli.login_options import (
    LoginKeeper,
    ToolOption,
    WriteConfigOption,
    login_keeper,
    print_failures,
    print_json,
)
from union_ecr.cli.stack_files import JsonOption, StackOption, StacksDirOption, read_stacks
from union_ecr.login.container_config import HELPER_PROGRAM
from union_ecr.login.outcome import LoginStatus, Outcome, exit_code
from union_ecr.login.registries import stacks_by_registry


def logout(
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
    tool: ToolOption = None,
    write_config: WriteConfigOption = None,
    json: JsonOption = False,
) -> None:
    """Remove the logins to the registries of the stacks from a container tool, or from the file of --write-config.

    Asks nothing of AWS: nobody can revoke a token before it expires.
    """
    registries = stacks_by_registry(read_stacks(stack, stacks_dir))
    keeper = login_keeper(tool, write_config)
    outcomes = [_log_out(registry.host, names, keeper) for registry, names in registries.items()]
    if json:
        print_json(outcomes)
    else:
        for outcome in outcomes:
            _print(outcome)
    print_failures(outcomes)
    raise typer.Exit(exit_code(outcomes))


def _log_out(host: str, stacks: tuple[str, ...], keeper: LoginKeeper) -> Outcome:
    outcome = Outcome(host, stacks, LoginStatus.LOGGED_OUT, keeper.name, keeper.file)
    if helper := keeper.helper(host):
        return replace(outcome, status=LoginStatus.HELPER, helper=helper)
    if failure := keeper.log_out(host):
        return replace(outcome, status=LoginStatus.FAILED, failure=failure)
    return outcome


def _print(outcome: Outcome) -> None:
    place = outcome.tool or outcome.file
    if outcome.status is LoginStatus.LOGGED_OUT:
        typer.echo(f"{outcome.registry}: {place} holds no login")
    elif outcome.status is LoginStatus.HELPER:
        typer.echo(f"{outcome.registry}: {HELPER_PROGRAM}{outcome.helper} gets tokens by itself; there is no login")
