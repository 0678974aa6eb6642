"""The Pulumi program: one stack file becomes private ECR repositories, lifecycle rules and pull grants."""

import json

import pulumi

from components.private_repository import PrivateRepository, repository_args
from components.running_stack import registry_provider, require_account, running_stack_settings
from model.declared import declare

settings = running_stack_settings()
stack = declare(settings)
require_account(stack.registry)
in_registry = pulumi.ResourceOptions(providers=[registry_provider(stack.registry)])

for repository in stack.repositories:
    PrivateRepository(repository.name, repository_args(settings, repository.image), in_registry)

pulumi.export("registry", stack.registry.host)
pulumi.export(
    "images",
    {
        repository.image: {
            "uri": repository.uri,
            "registry": repository.reference.registry,
            "name": repository.reference.name,
            "imageSpec": repository.reference.image_spec,
        }
        for repository in stack.repositories
    },
)
pulumi.export("login", stack.registry.login)
pulumi.export("pullPolicy", json.dumps(stack.pull_policy, indent=2))
pulumi.export("pushPolicy", json.dumps(stack.push_policy, indent=2))
