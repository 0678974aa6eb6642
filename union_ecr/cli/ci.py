"""`union-ecr ci …`: what CI needs besides what the bootstrap makes in AWS."""

import json as json_format
from collections.abc import Iterator

import typer

from union_ecr.aws.ci_account import read_ci_account
from union_ecr.aws.client import connect
from union_ecr.aws.credentials import Credentials, credentials_of
from union_ecr.ci_check.account import AccountCheck, not_bootstrapped
from union_ecr.ci_check.branch import default_branch_findings, push_findings
from union_ecr.ci_check.environments import environment_findings
from union_ecr.ci_check.findings import CiFinding, CiReport, by_severity
from union_ecr.ci_roles.account import Account, DeclaredAccount
from union_ecr.ci_roles.github_settings import github_lines
from union_ecr.ci_roles.gitlab_pipeline import MOST_JOBS, gitlab_pipeline
from union_ecr.ci_roles.trust import UP_WORKFLOW
from union_ecr.cli.bootstrap_files import BootstrapDirOption, read_bootstraps
from union_ecr.cli.github_environments import github_token, read_default_branch, read_environment
from union_ecr.cli.progress import Progress
from union_ecr.cli.reports.ci_findings import as_lines
from union_ecr.cli.stack_files import JsonOption, LocalStacksDirOption
from union_ecr.cli.stacks_folder import local_stacks_folder
from union_ecr.drift.findings import Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles

app = typer.Typer(
    no_args_is_help=True, help="What CI needs: settings of GitHub, jobs of GitLab, and whether it is all set up."
)


@app.command()
def github(stacks_dir: LocalStacksDirOption = None, bootstrap_dir: BootstrapDirOption = None) -> None:
    """Print the lines of gh that set up the repository: environments, variables, and the rules of the branch.

    Reads no AWS and changes nothing. Each line can be run again when a stack is added.
    """
    accounts = _bootstrapped(stacks_dir, bootstrap_dir)
    if not any(account.settings.github for account in accounts):
        raise _nothing("github", "union-ecr ci gitlab")
    for line in github_lines(accounts):
        typer.echo(line)


@app.command()
def gitlab(stacks_dir: LocalStacksDirOption = None, bootstrap_dir: BootstrapDirOption = None) -> None:
    """Print .gitlab-ci.yml with the jobs preview, up and drift of every stack.

    Reads no AWS. Write it anew when a stack is added.
    """
    accounts = _bootstrapped(stacks_dir, bootstrap_dir)
    deployed = [account for account in accounts if account.settings.gitlab]
    if not deployed:
        raise _nothing("gitlab", "union-ecr ci github")
    if (count := sum(len(account.stacks) for account in deployed)) > MOST_JOBS:
        raise _stacks(
            f"declare {count} stacks, and GitLab runs {MOST_JOBS} jobs of a matrix", "share them among projects"
        )
    if not count:
        raise _stacks("declare no stack there, and GitLab refuses a pipeline without jobs", "write a stack file first")
    typer.echo(gitlab_pipeline(accounts), nl=False)


@app.command()
def check(
    stacks_dir: LocalStacksDirOption = None, bootstrap_dir: BootstrapDirOption = None, json: JsonOption = False
) -> None:
    """Report what is missing or allows more than it should: roles, their trust, the bucket, the environments.

    Reads only: each account with the credentials that its bootstrap file names, else those of the environment;
    GitHub's environments with the token in GITHUB_TOKEN, if there is one. Exit codes:
    0: everything is set up as the files say.
    1: findings.
    2: the command or a file is invalid.
    3: cannot tell all of it; what was found is shown all the same.
    """
    accounts, stacks = read_bootstraps(stacks_dir, bootstrap_dir)
    token = github_token()
    if token is None and any(declared.settings.github for _, declared in accounts.values()):
        typer.echo("GitHub's environments and default branch are not checked: set GITHUB_TOKEN", err=True)
    found = list(not_bootstrapped([declared.settings.account for _, declared in accounts.values()], stacks))
    everything: list[CiFinding | Unknown] = [*found]
    with Progress("asking AWS"):
        for name, (account, declared) in accounts.items():
            everything += _account_findings(name, account, declared)
            everything += _environment_findings(declared, token)
        everything += _branch_findings([declared for _, declared in accounts.values()], stacks_dir, token)
    findings = by_severity([finding for finding in everything if isinstance(finding, CiFinding)])
    report = CiReport(findings, tuple(unknown for unknown in everything if isinstance(unknown, Unknown)))
    if json:
        typer.echo(json_format.dumps(report.as_json(), indent=2))
    else:
        for line in as_lines(report):
            typer.echo(line)
    raise typer.Exit(report.exit_code)


def _bootstrapped(stacks_dir: str | None, bootstrap_dir: str | None) -> list[DeclaredAccount]:
    """The bootstrapped accounts; the stacks of others are reported on stderr."""
    accounts, stacks = read_bootstraps(stacks_dir, bootstrap_dir)
    declared = [account for _, account in accounts.values()]
    for finding in not_bootstrapped([account.settings.account for account in declared], stacks):
        typer.echo(f"{finding.resource} is left out: {finding.reason}; {finding.remedy}", err=True)
    return declared


def _account_findings(name: str, account: Account, declared: DeclaredAccount) -> Iterator[CiFinding | Unknown]:
    registry = declared.settings.registry
    aws = connect([credentials_of(account.file, registry), Credentials(registry)])
    if isinstance(aws, Unreadable):
        stacks = tuple(roles.stack for roles in declared.stacks)
        yield Unknown(f"account {declared.settings.account}", aws.reason, stacks)
        return
    yield from AccountCheck(name, declared).findings(read_ci_account(aws, declared))


def _environment_findings(declared: DeclaredAccount, token: str | None) -> Iterator[CiFinding | Unknown]:
    source = declared.settings.github
    if source and token:
        for roles in declared.stacks:
            yield from environment_findings(declared, roles.stack, read_environment(source, roles.stack, token))


def _branch_findings(
    accounts: list[DeclaredAccount], stacks_dir: str | None, token: str | None
) -> Iterator[CiFinding | Unknown]:
    """Whether the jobs of each repository start; the one whose files are here has its up.yml beside stacks/."""
    workflow = local_stacks_folder(stacks_dir).path.parent / UP_WORKFLOW
    sources = {account.settings.source: account.settings for account in accounts if account.settings.github}
    for settings in sources.values():
        if workflow.is_file():
            yield from push_findings(settings, workflow.read_text(encoding="utf-8", errors="replace"))
        if settings.github and token:
            yield from default_branch_findings(settings, read_default_branch(settings.github, token))


def _stacks(rule: str, remedy: str) -> InvalidStackFiles:
    return InvalidStackFiles([ConfigError("the stack files", None, "", None, rule, remedy)])


def _nothing(source: str, instead: str) -> InvalidStackFiles:
    rule = f"have no bootstrap:{source}, so nothing is deployed from there"
    return InvalidStackFiles([ConfigError("the bootstrap files", None, "", None, rule, f"run {instead}")])
