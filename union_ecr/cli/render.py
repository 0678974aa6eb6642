"""`union-ecr render`: what the stacks declare, for review; needs no AWS and no engine."""

import json as json_format
from typing import Annotated, Any

import typer

from union_ecr.cli.stack_files import JsonOption, StackOption, StacksDirOption, read_stack_files
from union_ecr.declared.registry import declared_as_json
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.review.stack import describe_stack
from union_ecr.workspace.shared_registry import SharedRegistry

DocumentsOption = Annotated[bool, typer.Option("--documents", help="Show every policy and lifecycle document, too.")]


def render(
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
    json: JsonOption = False,
    documents: DocumentsOption = False,
) -> None:
    """Show what will exist, and who may pull, push or describe it."""
    found = read_stack_files(stack, stacks_dir)
    if json:
        report = {"stacks": {name: stack_as_json(name, found.registry_of(name)) for name in found.chosen}}
        typer.echo(json_format.dumps(report, indent=2))
        return
    stacks = (describe_stack(name, found.registry_of(name), documents=documents) for name in found.chosen)
    typer.echo("\n\n".join(map("\n".join, stacks)))


def stack_as_json(name: str, shared: SharedRegistry) -> dict[str, Any]:
    """A stack in the shape of `render --json`, which is fixed: people's scripts read it.

    `registrySettings` are the stack's own. `registrySettingsOf` names the stack that declares those of its registry,
    and `registrySettingsInDoubt` what the invalid files may set.
    """
    stack, registry = shared.stacks[name], shared.registry
    return {
        "registry": {
            "account": registry.account,
            "region": registry.region,
            "partition": registry.partition,
            "host": registry.host,
            "login": registry.login,
        },
        "repositories": [_repository_as_json(repository) for repository in stack.repositories],
        "pushRoles": [declared_as_json(role) for role in stack.push_roles],
        "registrySettings": declared_as_json(stack.registry_settings),
        "registrySettingsOf": shared.owner,
        "registrySettingsInDoubt": shared.parts_in_doubt(),
        "defaultTags": dict(stack.provider_tags.default),
        "pullPolicy": stack.pull_policy,
        "pushPolicy": stack.push_policy,
        "mirrorPolicy": stack.pull_through_cache_policy,
    }


def _repository_as_json(repository: DeclaredRepository) -> dict[str, Any]:
    return {
        "image": repository.image,
        "name": repository.name,
        "uri": repository.uri,
        "arn": repository.arn,
        "cacheOf": repository.cache_of,
        "imageSpec": None
        if repository.cache_of
        else {"registry": repository.reference.registry, "name": repository.reference.name},
        "tagMutability": repository.tag_mutability,
        "tagMutabilityExclusions": list(repository.tag_mutability_exclusions),
        "scanOnPush": repository.scan_on_push,
        "encryption": repository.encryption.model_dump(mode="json", exclude_none=True),
        "resourceTags": repository.resource_tags,
        "protect": repository.protect,
        "forceDelete": repository.force_delete,
        "policy": repository.policy,
        "lifecycle": repository.lifecycle,
    }
