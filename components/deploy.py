"""The whole program for stack files: what the running stack declares, as components, and its outputs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pulumi

from union_ecr.declared.outputs import outputs
from union_ecr.declared.stack import DeclaredStack

from .private_repository import PrivateRepository
from .push_role import PushRole
from .registry_settings import RegistrySettings
from .running_stack import STACKS, registry_provider, require_account, running_stack


@dataclass(frozen=True)
class Deployment:
    """What `deploy` made: the components of the stack file, each with its outputs.

    `repositories` are by the name of the repository, build caches included; `push_roles` by their key in the stack
    file; `registry_settings` is None where the stack has none of its own.
    """

    declared: DeclaredStack
    repositories: Mapping[str, PrivateRepository]
    push_roles: Mapping[str, PushRole]
    registry_settings: RegistrySettings | None


def deploy(folder: str | Path = STACKS) -> Deployment:
    """Deploy the running stack as its file in `folder` declares it, and export its outputs.

    It reads every stack file of the folder, since no two stacks may declare the same repository, and warns where the
    registry settings of another one make an image other than its own file says. Nothing is created
    unless the credentials belong to the account in the stack file.

    Raises:
        pulumi.RunError: a line for each error in the stack file, or one that names both accounts.
    """
    running = running_stack(Path(folder))
    stack = running.declared
    require_account(stack.registry)
    for notice in running.notices:
        pulumi.log.warn(notice)
    opts = pulumi.ResourceOptions(providers=[registry_provider(running.file, stack.registry)])
    deployment = Deployment(
        stack,
        {
            repository.name: PrivateRepository.from_declared(stack.registry, repository, opts)
            for repository in stack.repositories
        },
        {role.key: PushRole.from_declared(role, opts) for role in stack.push_roles},
        RegistrySettings.from_declared(stack.registry, stack.registry_wide, opts) if stack.registry_wide else None,
    )
    for name, value in outputs(stack).items():
        pulumi.export(name, value)
    return deployment
