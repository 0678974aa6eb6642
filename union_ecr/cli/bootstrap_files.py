"""Reads the bootstrap files of all accounts, beside the stack files of the teams."""

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from union_ecr.ci_roles.account import Account, DeclaredAccount
from union_ecr.cli.stack_files import read_stack_files
from union_ecr.cli.stacks_folder import StacksFolder, local_stacks_folder
from union_ecr.settings.bootstrap import BootstrapSettings, DeployingRepository
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles, format_value
from union_ecr.stack_file.parse import STACK_CONFIG_DIR
from union_ecr.workspace.bootstrap_file import BOOTSTRAP_PROJECT, bootstrap_path, load_bootstrap

BootstrapDirOption = Annotated[
    str | None,
    typer.Option(
        "--bootstrap-dir",
        metavar="DIR",
        help="The folder of the bootstrap's stack files, one for each account. Default: bootstrap/stacks beside "
        "stacks/.",
        show_default=False,
    ),
]


Accounts = dict[str, tuple[Account, DeclaredAccount]]
"""The bootstrapped accounts, each with what its bootstrap makes, by the name of its file."""


def read_bootstraps(stacks_dir: str | None, bootstrap_dir: str | None) -> tuple[Accounts, dict[str, str]]:
    """Every bootstrapped account, and the account of every stack.

    Raises:
        InvalidStackFiles: every error in the files of the teams and of the bootstraps.
    """
    beside = local_stacks_folder(stacks_dir).path.parent / "bootstrap" / STACK_CONFIG_DIR
    folder = StacksFolder(Path(bootstrap_dir) if bootstrap_dir else beside)
    found = read_stack_files(None, stacks_dir)
    names = folder.stack_names() if folder.path.is_dir() else []
    if not names:
        remedy = f"write {folder.shown('ACCOUNT')} (docs/ci.md)"
        raise InvalidStackFiles([ConfigError(folder.shown(), None, "", None, "holds no bootstrap file", remedy)])
    accounts: Accounts = {}
    errors: list[ConfigError] = []
    for name in names:
        file = folder.read(name, BOOTSTRAP_PROJECT)
        try:
            account = Account(file, load_bootstrap(file), found.files, found.declared)
        except InvalidStackFiles as invalid:
            errors += invalid.errors
            continue
        declared = account.declare()
        errors += account.errors(declared)
        accounts[name] = account, declared
    errors += _disagreements([account for account, _ in accounts.values()])
    if errors:
        raise InvalidStackFiles(errors)
    return accounts, {name: stack.registry.account for name, stack in found.declared.items()}


def _disagreements(accounts: list[Account]) -> Iterator[ConfigError]:
    """One account twice, and what a repository has once: its variables and its deployed branch."""
    seen: dict[str, str] = {}
    firsts: dict[Hashable, Account] = {}
    for account in accounts:
        settings, known = account.settings, firsts.setdefault(_repository(account.settings), account)
        first = known.settings
        if owner := seen.get(settings.account):
            rule = f"is the account of {owner} already"
            yield account.file.error(bootstrap_path(("account",)), format_value(settings.account), rule, "keep one")
        seen.setdefault(settings.account, account.file.name)
        for field, given, wanted in (
            ("branch", settings.branch, first.branch),
            ("rolePrefix", settings.role_prefix, first.role_prefix),
            ("stateBucket", settings.backend_url, first.backend_url),
        ):
            if given != wanted:
                rule = f"the jobs of {known.file.name} use {wanted}, and a repository has one for all its stacks"
                yield account.file.error(bootstrap_path((field,)), format_value(given), rule, "write the same in both")


def _repository(settings: BootstrapSettings) -> Hashable:
    """The repository or project whose jobs deploy; its name is the same in upper and lower case."""
    source = settings.source
    name = source.repository if isinstance(source, DeployingRepository) else source.project
    return type(source), source.host, name.casefold()
