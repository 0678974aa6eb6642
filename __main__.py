"""The Pulumi program: one stack file becomes private ECR repositories, lifecycle rules and pull grants."""

import pulumi

from components.private_repository import PrivateRepository, repository_args
from components.push_role import PushRole, push_role_args
from components.registry_settings import RegistrySettings, registry_settings_args
from components.running_stack import registry_provider, require_account, running_stack
from union_ecr.declared.outputs import outputs
from union_ecr.declared.stack import declare, resolved_images, resolved_registry

running = running_stack()
stack = declare(running.settings)
require_account(stack.registry)
in_registry = pulumi.ResourceOptions(providers=[registry_provider(running.file, stack.registry)])

for one in resolved_images(running.settings):
    PrivateRepository(one.logical_name, repository_args(stack.registry, one.settings), in_registry)

for key, role in running.settings.push_roles.items():
    PushRole((role.name or key).casefold(), push_role_args(running.settings, key), in_registry)
for wide in filter(None, [resolved_registry(running.settings)]):
    RegistrySettings("registry", registry_settings_args(stack.registry, wide), in_registry)

for name, value in outputs(stack).items():
    pulumi.export(name, value)
