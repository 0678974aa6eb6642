"""What a stack declares, as lines for a reviewer."""

import json
from collections.abc import Iterable, Iterator, Mapping

from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.ecr.policy_document import Document
from union_ecr.review.push_role import describe_push_role
from union_ecr.review.registry import describe_registry, describe_registry_of_another_stack
from union_ecr.review.repository import describe_repository
from union_ecr.review.resource_tags import describe_tags
from union_ecr.workspace.shared_registry import SharedRegistry

Part = tuple[str, list[tuple[str, str]], Mapping[str, Document | None]]
"""A title, labelled facts, and documents by their names."""


def describe_stack(name: str, shared: SharedRegistry, *, documents: bool = False) -> Iterator[str]:
    """A stack for review as an indented tree: who may do what with each repository, and what happens to its images.

    `documents` adds every document in full. `shared` is the stack's registry, since settings of the registry hold for
    the images of all its stacks.
    """
    stack = shared.stacks[name]
    count = len(stack.repositories)
    contents = {0: "no images, only settings of", 1: "1 repository in"}.get(count, f"{count} repositories in")
    yield f"Stack {name}: {contents} {stack.registry.host}"
    yield f"  log in:  {stack.registry.login}"
    yield f"  access:  everyone in account {stack.registry.account} whose IAM policy allows it, unless DENIED below"
    for title, facts, parts in described_parts(name, shared):
        yield ""
        yield f"  {title}"
        yield from (f"    {line}" for line in as_lines(facts))
        if documents:
            yield from _document_lines(parts)


def described_parts(name: str, shared: SharedRegistry) -> Iterator[Part]:
    """The images of a stack, its push roles and its registry, each with what a reviewer should know."""
    stack = shared.stacks[name]
    for repository in stack.repositories:
        documents = {"policy": repository.policy, "lifecycle": repository.lifecycle}
        yield repository.image, list(describe_repository(repository, name, shared)), documents
    for role in stack.push_roles:
        facts = [("role", role.arn), *(("access", line) for line in describe_push_role(role))]
        if tags := describe_tags(role.resource_tags, stack.provider_tags):
            facts.append(("AWS tags", tags))
        documents = {"trust": role.trust_policy, "policy": role.policy}
        yield f"push role {role.key}", facts, documents
    if stack.registry_settings:
        yield "the registry itself", describe_registry(shared), _registry_documents(stack.registry_settings)
    elif of_another := describe_registry_of_another_stack(shared):
        yield "the registry itself", of_another, {}


def as_lines(facts: Iterable[tuple[str, str]]) -> list[str]:
    """Labelled facts in two columns."""
    return [f"{label:<13}{text}" for label, text in facts]


def _document_lines(documents: Mapping[str, Document | None]) -> Iterator[str]:
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
