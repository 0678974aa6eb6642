"""What a stack declares, as lines for a reviewer."""

import json
from collections.abc import Iterable, Iterator, Mapping

from union_ecr.declared.build_cache import build_cache_options
from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.policy_document import Document
from union_ecr.review.lifecycle import describe_lifecycle
from union_ecr.review.push_role import describe_push_role
from union_ecr.review.registry import describe_access, describe_registry, describe_scan
from union_ecr.review.tag_mutability import describe_tag_mutability


def describe_stack(name: str, stack: DeclaredStack) -> Iterator[str]:
    """A stack for review: who may do what with each repository, and every document in full."""
    count = len(stack.repositories)
    contents = {0: "no images, only settings of", 1: "1 repository in"}.get(count, f"{count} repositories in")
    yield f"Stack {name}: {contents} {stack.registry.host}"
    yield f"  log in:  {stack.registry.login}"
    for repository in stack.repositories:
        documents = {"policy": repository.policy, "lifecycle": repository.lifecycle}
        yield from _part(repository.image, _facts(stack, repository), documents)
    for role in stack.push_roles:
        facts = [("role", role.arn), *(("access", line) for line in describe_push_role(role))]
        documents = {"trust": role.trust_policy, "policy": role.policy}
        yield from _part(f"push role {role.key}", facts, documents)
    if stack.registry_wide:
        caches = (repository.name for repository in stack.repositories if repository.cache_of)
        facts = describe_registry(stack.registry_wide, caches)
        yield from _part("the registry itself", facts, _registry_documents(stack.registry_wide))


def _part(name: str, facts: Iterable[tuple[str, str]], documents: Mapping[str, Document | None]) -> Iterator[str]:
    yield ""
    yield f"  {name}"
    yield from (f"    {label:<13}{text}" for label, text in facts)
    for label, document in documents.items():
        if document is not None:
            yield f"    {label} document"
            yield from (f"      {line}" for line in json.dumps(document, indent=2).splitlines())


def _registry_documents(registry: DeclaredRegistry) -> dict[str, Document | None]:
    templates = {
        f"template {template.prefix}, {label}": document
        for template in registry.creation_templates
        for label, document in (("policy", template.policy), ("lifecycle", template.lifecycle))
    }
    return {"policy": registry.policy, **templates}


def _facts(stack: DeclaredStack, repository: DeclaredRepository) -> Iterator[tuple[str, str]]:
    yield "repository", repository.uri
    if repository.cache_of:
        yield "cache of", repository.cache_of
        yield "buildx", build_cache_options(repository.uri)
    else:
        yield "in Python", repository.reference.image_spec
    yield "tags", describe_tag_mutability(repository.tag_mutability, repository.tag_mutability_exclusions)
    yield "scan", describe_scan(stack.registry_wide, repository.name, repository.scan_on_push)
    yield "encryption", " ".join(filter(None, (repository.encryption.type.value, repository.encryption.key)))
    who = describe_access(repository.policy, stack.registry_wide, repository.name, stack.registry.account)
    yield from (("access", line) for line in who)
    yield from (("expiry", line) for line in describe_lifecycle(repository.lifecycle))
    if repository.resource_tags:
        yield "AWS tags", ", ".join(f"{key}={value}" for key, value in repository.resource_tags.items())
    if repository.adopt:
        yield "creation", "none: the repository exists and is taken over (adopt)"
    refused = "refused by Pulumi (protect)" if repository.protect else "allowed"
    images = "deletes the images in it" if repository.force_delete else "refused by ECR while images are in it"
    yield "deletion", f"{refused}; {images}"
