"""An organization of accounts, with a role of one name in each, and sweeps of all of it."""

import json
from collections.abc import Mapping
from typing import Any

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from tests.aws.swept_stacks import quiet, sweep_all
from tests.stacks import stack_file, stack_settings
from union_ecr.aws.account_role import AccountRole
from union_ecr.aws.registry_sweep import OnFound, Stack
from union_ecr.aws.worker_pool import Progress
from union_ecr.declared.stack import declare
from union_ecr.drift.findings import Report

ACCOUNTS = ("111111111111", "222222222222", "333333333333")
REGIONS = ("us-east-1", "eu-west-1")
HUB = DEFAULT_ACCOUNT
ROLE = AccountRole("ci/union-ecr-drift")


def stack(account: str, region: str = REGIONS[0], **settings: Any) -> Stack:
    """A stack of one image in a registry of an account."""
    values = {"account": account, "region": region, "images": {"trainer": {}}, **settings}
    settings_of_stack = stack_settings(**values)
    return Stack(stack_file(**values), settings_of_stack, declare(settings_of_stack))


def organization(**settings: Any) -> dict[str, Stack]:
    """A stack in every region of every account, by name."""
    return {f"{account[0]}-{region}": stack(account, region, **settings) for account in ACCOUNTS for region in REGIONS}


def swept(
    stacks: Mapping[str, Stack],
    role: AccountRole | None = ROLE,
    progress: Progress = quiet,
    on_found: OnFound = lambda _: None,
) -> Report:
    return sweep_all(stacks, progress, role=role, on_found=on_found)


def make_role(aws: EmulatedAws, account: str, **condition: Any) -> None:
    """Make the role in an account, for the hub's user."""
    principal = {"AWS": f"arn:aws:iam::{HUB}:user/moto"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **condition}
    trust = json.dumps({"Version": "2012-10-17", "Statement": statement})
    aws.client("iam", account=account).create_role(
        RoleName="union-ecr-drift", Path="/ci/", AssumeRolePolicyDocument=trust
    )
