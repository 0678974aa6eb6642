"""`union-ecr login`: logs a container tool in to the stacks' registries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

import typer

from union_ecr.aws.authorization_token import AuthorizationToken, authorization_token, identify
from union_ecr.aws.credentials import Credentials, credentials_of
from union_ecr.cli.container_tools import missing_helper
from union_ecr.cli.login_options import (
    LoginKeeper,
    ToolOption,
    WriteConfigOption,
    login_keeper,
    print_failures,
    print_json,
)
from union_ecr.cli.stack_files import JsonOption, StackFiles, StackOption, StacksDirOption, read_stack_files
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry
from union_ecr.exit_codes import ExitCode
from union_ecr.login.container_config import HELPER_PROGRAM, helper_config
from union_ecr.login.failures import Failure, other_account
from union_ecr.login.outcome import LoginStatus, Outcome, exit_code
from union_ecr.login.registries import admits, stacks_by_registry

# flytekit, image_spec.py: an image whose registry cannot be asked counts as one that exists.
WITHOUT_A_LOGIN = (
    "Without a login, flytekit assumes that an image exists and builds nothing: "
    "register with FLYTE_IMG_FAST_FAIL=true, which makes that an error."
)

ProfileOption = Annotated[
    str | None,
    typer.Option(
        "--profile",
        metavar="NAME",
        help="Log in with this AWS profile. Default: what the stack file names, else the environment's credentials.",
    ),
]
HelperConfigOption = Annotated[
    bool,
    typer.Option(
        "--print-helper-config",
        help="Only print the configuration with which amazon-ecr-credential-helper logs in by itself.",
    ),
]


def login(
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
    tool: ToolOption = None,
    profile: ProfileOption = None,
    write_config: WriteConfigOption = None,
    print_helper_config: HelperConfigOption = False,
    json: JsonOption = False,
) -> None:
    """Log docker or another container tool in to the registries of the stacks, for 12 hours.

    The password goes to the tool's standard input and nowhere else. Exit codes:
    0: logged in.
    1: the tool did not log in.
    2: no tool, or the command, a stack file or the named file is invalid.
    3: AWS is unreachable or denies it.
    """
    if print_helper_config and (tool or write_config or profile):
        raise typer.BadParameter("--print-helper-config logs nobody in, so it goes with --stack and --stacks-dir only")
    files = read_stack_files(stack, stacks_dir)
    registries = stacks_by_registry({name: files.declared[name] for name in files.chosen})
    if print_helper_config:
        typer.echo(helper_config(registry.host for registry in registries).text)
        return
    keeper = login_keeper(tool, write_config)
    outcomes = [_log_in(registry, names, files, keeper, profile) for registry, names in registries.items()]
    if json:
        print_json(outcomes)
    else:
        _print(outcomes, files)
    print_failures(outcomes)
    if not json:
        typer.echo(WITHOUT_A_LOGIN, err=any(outcome.failure for outcome in outcomes))
    raise typer.Exit(exit_code(outcomes))


def _log_in(
    registry: Registry, stacks: tuple[str, ...], files: StackFiles, keeper: LoginKeeper, profile: str | None
) -> Outcome:
    outcome = Outcome(registry.host, stacks, LoginStatus.FAILED, keeper.name, keeper.file)
    if helper := keeper.helper(registry.host):
        failure = missing_helper(helper)
        return replace(
            outcome, status=LoginStatus.FAILED if failure else LoginStatus.HELPER, helper=helper, failure=failure
        )
    credentials = _credentials(registry, stacks, files, profile)
    if isinstance(credentials, Failure):
        return replace(outcome, failure=credentials)
    session = identify(credentials)
    if isinstance(session, Failure):
        return replace(outcome, failure=session)
    outcome = replace(outcome, identity=session.arn)
    admitted = session.account == registry.account or admits(map(files.declared.__getitem__, stacks), session.account)
    if not admitted:
        return replace(outcome, failure=other_account(session.arn, session.account, registry.label))
    token = authorization_token(session, credentials)
    if isinstance(token, Failure):
        return replace(outcome, failure=token)
    if failure := keeper.log_in(registry.host, token.password):
        return replace(outcome, failure=failure)
    return replace(outcome, status=LoginStatus.LOGGED_IN, expires_at=_in_utc(token))


def _credentials(
    registry: Registry, stacks: Sequence[str], files: StackFiles, profile: str | None
) -> Credentials | Failure:
    """The credentials that all stacks of a registry name, unless a profile is chosen."""
    if profile:
        return Credentials(registry, profile=profile)
    first, *others = (credentials_of(files.files[name], registry) for name in stacks)
    if any(credentials != first for credentials in others):
        reason = f"its stacks ({', '.join(stacks)}) name different credentials"
        return Failure(reason, "choose one with --stack, or credentials of your own with --profile", ExitCode.INVALID)
    if isinstance(first, Unreadable):
        return Failure(first.reason, "or log in with credentials of your own: --profile NAME", ExitCode.CANNOT_TELL)
    return first


def _in_utc(token: AuthorizationToken) -> str:
    return token.expires_at.astimezone(UTC).isoformat(timespec="seconds")


def _print(outcomes: Sequence[Outcome], files: StackFiles) -> None:
    for outcome in outcomes:
        place = outcome.tool or outcome.file
        if outcome.status is LoginStatus.HELPER:
            typer.echo(
                f"{outcome.registry}: {place} needs no login: {HELPER_PROGRAM}{outcome.helper} gets tokens by itself"
            )
        elif outcome.expires_at:
            holds = "is logged in" if outcome.tool else "holds a login"
            typer.echo(f"{outcome.registry}: {place} {holds} until {_until(outcome.expires_at)}")
            typer.echo(f"  as {outcome.identity}, for every repository that this identity may reach")
            _print_other_account(outcome, files)


def _print_other_account(outcome: Outcome, files: StackFiles) -> None:
    account = str(outcome.identity).split(":")[4]
    registry = files.declared[outcome.stacks[0]].registry
    if account != registry.account:
        typer.echo(f"  account {account} is not the registry's: it reaches the repositories whose policy admits it")


def _until(expires_at: str) -> str:
    """When a token expires, in local time, and how long that is from now."""
    expiry = datetime.fromisoformat(expires_at)
    hours, minutes = divmod(round((expiry - datetime.now(UTC)).total_seconds() / 60), 60)
    left = [
        f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in ((hours, "hour"), (minutes, "minute")) if count
    ]
    return f"{expiry.astimezone():%Y-%m-%d %H:%M %Z} ({' '.join(left) or 'now'})"
