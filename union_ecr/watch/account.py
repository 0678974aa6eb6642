"""The drift watches of an account's stacks, which its bootstrap makes."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from union_ecr.ci_roles.account import Account, DeclaredAccount
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.roles import DeclaredCiRoles
from union_ecr.settings.bootstrap import DeployingRepository
from union_ecr.settings.drift_watch import LONGEST_NAME, DriftWatchFields, GitHubDispatch
from union_ecr.settings.issuers import github_api
from union_ecr.stack_file.provider_config import assumed_roles
from union_ecr.watch.drift_watch import DeclaredDriftWatch, declared_drift_watch

_PREFIX = "drift-watch-"
_DIGITS = 8
"""Of the hash that tells names apart that are cut or changed."""


@dataclass(frozen=True)
class StackDriftWatch:
    """The drift watch of one stack, with the ARN of the connection by which it starts drift.yml."""

    declared: DeclaredDriftWatch
    connection: str


def account_drift_watches(account: Account, declared: DeclaredAccount) -> tuple[StackDriftWatch, ...]:
    """One for each stack of the account in whose region there is a connection."""
    return tuple(_drift_watches(account, declared))


def watch_name(stack: str) -> str:
    """The name of a stack's drift watch: the stack's own where EventBridge and SQS take it."""
    name = _PREFIX + re.sub(r"[^A-Za-z0-9_-]", "-", stack)
    if name == _PREFIX + stack and len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - _DIGITS - 1]}-{hashlib.sha256(stack.encode()).hexdigest()[:_DIGITS]}"


def _drift_watches(account: Account, declared: DeclaredAccount) -> Iterator[StackDriftWatch]:
    source = account.settings.source
    for roles in declared.stacks:
        connection = account.settings.drift_connections.get(roles.declared.registry.region)
        watched = (
            _watched(account, roles, source, connection)
            if connection and isinstance(source, DeployingRepository)
            else None
        )
        if connection and watched and (watched.repositories or watched.push_roles or watched.registry_settings):
            watch = declared_drift_watch(watch_name(roles.stack), roles.declared.registry, watched)
            yield StackDriftWatch(watch, connection)


def _watched(
    account: Account, roles: DeclaredCiRoles, source: DeployingRepository, connection: str
) -> DriftWatchFields:
    """What is watched: all that the stack declares. Every value is valid already."""
    stack = roles.declared
    return DriftWatchFields.model_construct(
        stack=roles.stack,
        repositories=tuple(repository.name for repository in stack.repositories),
        push_roles=tuple(role.name for role in stack.push_roles),
        registry_settings=stack.registry_settings is not None,
        except_roles=tuple(_deploying_roles(account, roles)),
        github=GitHubDispatch.model_construct(
            repository=source.repository, connection_arn=connection, api_url=github_api(source.host)
        ),
    )


def _deploying_roles(account: Account, roles: DeclaredCiRoles) -> Iterator[str]:
    """Whose sessions deploy the stack: its role up, or the last role of `aws:assumeRoles`."""
    yield from (role.arn for role in roles.roles if role.job is CiJob.UP)
    chain = assumed_roles(account.files[roles.stack])
    if chain and isinstance(last := chain[-1].get("roleArn"), str):
        yield last
