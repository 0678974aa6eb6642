"""`union-ecr render`: what the stacks declare, for review; needs no AWS and no engine."""

import json as json_format
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import typer

from union_ecr.cli.stack_files import JsonOption, StackOption, StacksDirOption, read_stacks
from union_ecr.declared import lifecycle
from union_ecr.declared import push_role as push_roles
from union_ecr.declared.build_cache import build_cache_options
from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.declared.registry import as_json as as_json_fields
from union_ecr.declared.stack import DeclaredRepository, DeclaredStack, declare
from union_ecr.ecr.actions import Document
from union_ecr.review import registry as registry_wide_words
from union_ecr.settings.repository import tags_in_words


def render(stack: StackOption = None, stacks_dir: StacksDirOption = None, json: JsonOption = False) -> None:
    """Show what will exist, who may pull, push or describe it, and every document in full."""
    declared = {name: declare(settings) for name, settings in read_stacks(stack, stacks_dir).items()}
    if json:
        typer.echo(json_format.dumps({"stacks": {name: as_json(one) for name, one in declared.items()}}, indent=2))
        return
    typer.echo("\n\n".join("\n".join(_in_words(name, one)) for name, one in declared.items()))


def as_json(stack: DeclaredStack) -> dict[str, Any]:
    """A stack in the shape of `render --json`, which is fixed: people's scripts read it."""
    registry = stack.registry
    return {
        "registry": {
            "account": registry.account,
            "region": registry.region,
            "partition": registry.partition,
            "host": registry.host,
            "login": registry.login,
        },
        "repositories": [_repository_as_json(repository) for repository in stack.repositories],
        "pushRoles": [as_json_fields(role) for role in stack.push_roles],
        "registrySettings": as_json_fields(stack.registry_wide),
        "pullPolicy": stack.pull_policy,
        "pushPolicy": stack.push_policy,
        "mirrorPolicy": stack.mirror_policy,
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


def _in_words(name: str, stack: DeclaredStack) -> Iterator[str]:
    count = len(stack.repositories)
    told = {0: "no images, only settings of", 1: "1 repository in"}.get(count, f"{count} repositories in")
    yield f"Stack {name}: {told} {stack.registry.host}"
    yield f"  log in:  {stack.registry.login}"
    for repository in stack.repositories:
        documents = {"policy": repository.policy, "lifecycle": repository.lifecycle}
        yield from _part(repository.image, _facts(stack, repository), documents)
    for role in stack.push_roles:
        facts = [("role", role.arn), *(("access", line) for line in push_roles.in_words(role))]
        documents = {"trust": role.trust_policy, "policy": role.policy}
        yield from _part(f"push role {role.key}", facts, documents)
    if stack.registry_wide:
        caches = (one.name for one in stack.repositories if one.cache_of)
        facts = registry_wide_words.in_words(stack.registry_wide, caches)
        yield from _part("the registry itself", facts, _registry_documents(stack.registry_wide))


def _part(name: str, facts: Iterable[tuple[str, str]], documents: Mapping[str, Document | None]) -> Iterator[str]:
    yield ""
    yield f"  {name}"
    yield from (f"    {label:<13}{text}" for label, text in facts)
    for label, document in documents.items():
        if document is not None:
            yield f"    {label} document"
            yield from (f"      {line}" for line in json_format.dumps(document, indent=2).splitlines())


def _registry_documents(registry: DeclaredRegistry) -> dict[str, Document | None]:
    templates = {
        f"template {one.prefix}, {label}": document
        for one in registry.creation_templates
        for label, document in (("policy", one.policy), ("lifecycle", one.lifecycle))
    }
    return {"policy": registry.policy, **templates}


def _facts(stack: DeclaredStack, repository: DeclaredRepository) -> Iterator[tuple[str, str]]:
    yield "repository", repository.uri
    if repository.cache_of:
        yield "cache of", repository.cache_of
        yield "buildx", build_cache_options(repository.uri)
    else:
        yield "in Python", repository.reference.image_spec
    yield "tags", tags_in_words(repository.tag_mutability, repository.tag_mutability_exclusions)
    yield "scan", registry_wide_words.scan_in_words(stack.registry_wide, repository.name, repository.scan_on_push)
    yield "encryption", " ".join(filter(None, (repository.encryption.type.value, repository.encryption.key)))
    who = registry_wide_words.access_in_words(
        repository.policy, stack.registry_wide, repository.name, stack.registry.account
    )
    yield from (("access", line) for line in who)
    yield from (("expiry", line) for line in lifecycle.in_words(repository.lifecycle))
    if repository.resource_tags:
        yield "AWS tags", ", ".join(f"{key}={value}" for key, value in repository.resource_tags.items())
    if repository.adopt:
        yield "creation", "none: the repository exists and is taken over (adopt)"
    refused = "refused by Pulumi (protect)" if repository.protect else "allowed"
    images = "deletes the images in it" if repository.force_delete else "refused by ECR while images are in it"
    yield "deletion", f"{refused}; {images}"
