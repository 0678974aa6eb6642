"""`union-ecr ci …`: what CI needs besides what the bootstrap makes in AWS."""

import typer

from union_ecr.ci_roles.github_settings import github_lines
from union_ecr.ci_roles.gitlab_pipeline import MOST_JOBS, gitlab_pipeline
from union_ecr.cli.bootstrap_files import BootstrapDirOption, read_accounts
from union_ecr.cli.stack_files import StacksDirOption
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles

app = typer.Typer(no_args_is_help=True, help="What CI needs: settings of GitHub, jobs of GitLab.")


@app.command()
def github(stacks_dir: StacksDirOption = None, bootstrap_dir: BootstrapDirOption = None) -> None:
    """Print the lines of gh that set up the repository: environments, variables, and the rules of the branch.

    Reads no AWS and changes nothing. Each line can be run again when a stack is added.
    """
    accounts = [declared for _, declared in read_accounts(stacks_dir, bootstrap_dir).values()]
    if not any(account.settings.github for account in accounts):
        raise _nothing("github", "union-ecr ci gitlab")
    for line in github_lines(accounts):
        typer.echo(line)


@app.command()
def gitlab(stacks_dir: StacksDirOption = None, bootstrap_dir: BootstrapDirOption = None) -> None:
    """Print .gitlab-ci.yml with the jobs preview, up and drift of every stack.

    Reads no AWS. Write it anew when a stack is added.
    """
    accounts = [declared for _, declared in read_accounts(stacks_dir, bootstrap_dir).values()]
    deployed = [account for account in accounts if account.settings.gitlab]
    if not deployed:
        raise _nothing("gitlab", "union-ecr ci github")
    if (count := sum(len(account.stacks) for account in deployed)) > MOST_JOBS:
        rule = f"declare {count} stacks, and GitLab runs {MOST_JOBS} jobs of a matrix"
        raise InvalidStackFiles([ConfigError("the stack files", None, "", None, rule, "share them out among projects")])
    typer.echo(gitlab_pipeline(accounts), nl=False)


def _nothing(source: str, instead: str) -> InvalidStackFiles:
    rule = f"have no bootstrap:{source}, so nothing is deployed from there"
    return InvalidStackFiles([ConfigError("the bootstrap files", None, "", None, rule, f"run {instead}")])
