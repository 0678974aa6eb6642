"""Bootstrap files and stack files for tests, from plain values."""

import json
from pathlib import Path
from typing import Any

from union_ecr.ci_roles.account import Account, DeclaredAccount
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.roles import DeclaredCiRole
from union_ecr.stack_file.errors import ConfigError
from union_ecr.stack_file.parse import StackFile, parse_stack_file, stack_of
from union_ecr.workspace.bootstrap_file import BOOTSTRAP_PROJECT, load_bootstrap
from union_ecr.workspace.declared_stacks import validate_together

ACCOUNT, OTHER_ACCOUNT = "123456789012", "999988887777"
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("Pulumi.*.yaml"))
GITHUB = {"repository": "acme/registries", "ownerId": "123456", "repositoryId": "456789"}
UNBOUNDED = ("push-roles", "ci-systems", "deny")
"""The examples with push roles that have no permissions boundary."""


def bootstrap_text(**settings: Any) -> str:
    values = {"account": ACCOUNT, "github": GITHUB, "stateBucket": {"bucket": "acme-union-ecr-state"}} | settings
    config = {f"bootstrap:{key}": value for key, value in values.items() if value is not None}
    return json.dumps({"config": {"aws:region": "us-east-1", **config}}, indent=1)


def bootstrap_file(**settings: Any) -> StackFile:
    return parse_stack_file("bootstrap/stacks/Pulumi.acme.yaml", bootstrap_text(**settings).encode, BOOTSTRAP_PROJECT)


def stack_text(account: str = ACCOUNT, region: str = "us-east-1", **settings: Any) -> str:
    values = {"account": account, "images": {"trainer": {}}} | settings
    return json.dumps(
        {"config": {"aws:region": region, **{f"union-ecr:{key}": value for key, value in values.items()}}}, indent=1
    )


def example_texts() -> dict[str, str]:
    return {stack_of(path.name) or "": path.read_text() for path in EXAMPLES}


def account_of(stacks: dict[str, str], **settings: Any) -> Account:
    """An account's bootstrap with the texts of these stack files, all of which must be valid."""
    files = {name: parse_stack_file(f"stacks/Pulumi.{name}.yaml", text.encode) for name, text in stacks.items()}
    validated = validate_together(files, files)
    assert validated.errors == ()
    file = bootstrap_file(**settings)
    return Account(file, load_bootstrap(file), files, validated.declared)


def declared_account(stacks: dict[str, str] | None = None, **settings: Any) -> DeclaredAccount:
    account = account_of(stacks or {"my-team": stack_text()}, **settings)
    declared = account.declare()
    assert account.errors(declared) == []
    return declared


def errors_of(stacks: dict[str, str], **settings: Any) -> list[ConfigError]:
    account = account_of(stacks, **settings)
    return account.errors(account.declare())


def role_of(account: DeclaredAccount, job: CiJob, stack: str = "my-team") -> DeclaredCiRole:
    (roles,) = [roles for roles in account.stacks if roles.stack == stack]
    (role,) = [role for role in roles.roles if role.job is job]
    return role
