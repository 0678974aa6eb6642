"""Which registries the stacks log in to, and whether one admits another account."""

import json
from collections.abc import Iterable, Iterator, Mapping

from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.registry import Registry

_ANY_OF_AN_ORGANIZATION = "aws:PrincipalOrg"


def stacks_by_registry(stacks: Mapping[str, DeclaredStack]) -> dict[Registry, tuple[str, ...]]:
    """The names of each registry's stacks: all stacks of a registry share one login."""
    found: dict[Registry, tuple[str, ...]] = {}
    for name, stack in stacks.items():
        found[stack.registry] = (*found.get(stack.registry, ()), name)
    return found


def admits(stacks: Iterable[DeclaredStack], account: str) -> bool:
    """Whether any repository's policy names an account, or an organization, which may be the account's."""
    policies = json.dumps([policy for stack in stacks for policy in _policies(stack)])
    return account in policies or _ANY_OF_AN_ORGANIZATION in policies


def _policies(stack: DeclaredStack) -> Iterator[Document | None]:
    """The policies of a stack's repositories, those that ECR creates from a template included."""
    yield from (repository.policy for repository in stack.repositories)
    if stack.registry_settings:
        yield from (template.policy for template in stack.registry_settings.creation_templates)
