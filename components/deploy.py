"""The whole program for stack files: what the running stack declares, as components, and its outputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi

from union_ecr.declared.outputs import outputs
from union_ecr.declared.stack import DeclaredStack

from .drift_watch import DriftWatch
from .drift_watch_args import DriftWatchArgs, GitHubDispatchArgs, WebhookArgs
from .private_repository import PrivateRepository
from .push_role import PushRole
from .registry_settings import RegistrySettings
from .running_stack import STACKS, registry_provider, require_account, running_stack


@dataclass(frozen=True)
class Deployment:
    """What `deploy` made: the components of the stack file, each with its outputs.

    `repositories` are by the name of the repository, build caches included; `push_roles` by their key in the stack
    file; `registry_settings` is None where the stack has none of its own. `provider` is the AWS provider of all of
    them, which refuses any other account than the registry's.
    """

    declared: DeclaredStack
    repositories: Mapping[str, PrivateRepository]
    push_roles: Mapping[str, PushRole]
    registry_settings: RegistrySettings | None
    provider: pulumi.ProviderResource

    def watch(
        self,
        name: str,
        *,
        github: GitHubDispatchArgs | None = None,
        webhook: WebhookArgs | None = None,
        topic_arn: pulumi.Input[str] | None = None,
        except_roles: Sequence[str] = (),
        opts: pulumi.ResourceOptions | None = None,
    ) -> DriftWatch:
        """Report changes of all that the stack declares, as soon as somebody makes them: see `DriftWatch`.

        Raises:
            pulumi.RunError: a line for each argument that EventBridge would refuse.
        """
        registry = self.declared.registry
        args: DriftWatchArgs = {
            "account": registry.account,
            "region": registry.region,
            "stack": pulumi.get_stack(),
            "repositories": [repository.name for repository in self.declared.repositories],
            "push_roles": [role.name for role in self.declared.push_roles],
            "registry_settings": self.declared.registry_settings is not None,
            "except_roles": except_roles,
            "github": github,
            "webhook": webhook,
            "topic_arn": topic_arn,
        }
        with_provider = pulumi.ResourceOptions(providers=[self.provider])
        return DriftWatch(name, args, pulumi.ResourceOptions.merge(with_provider, opts))


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
    provider = registry_provider(running.file, stack.registry)
    opts = pulumi.ResourceOptions(providers=[provider])
    deployment = Deployment(
        stack,
        {
            repository.name: PrivateRepository.from_declared(stack.registry, repository, opts)
            for repository in stack.repositories
        },
        {role.key: PushRole.from_declared(role, opts) for role in stack.push_roles},
        RegistrySettings.from_declared(stack.registry, stack.registry_settings, opts)
        if stack.registry_settings
        else None,
        provider,
    )
    for name, value in outputs(stack).items():
        pulumi.export(name, value)
    return deployment
