"""Who may do what by the registry policy, as lines."""

from collections.abc import Mapping
from typing import Any

from union_ecr.declared.registry_policy import EVERYTHING
from union_ecr.ecr.actions import REGISTRY_ACTIONS, SERVICE_PULL, RegistryAccess
from union_ecr.ecr.policy_document import Document, listed
from union_ecr.review.denials import describe_denial, is_deny
from union_ecr.review.repository_policy import describe_principals


def describe_registry_policy(policy: Document | None, account: str | None = None) -> list[str]:
    """A registry policy, one line for each principal and access, and for what is denied; empty without a policy.

    `account` is the registry's own, if it is known.
    """
    statements = (policy or {}).get("Statement", [])
    granted = [
        f"{_access_of(statement).value}: {principal}{_where(statement)}"
        for statement in statements
        if not is_deny(statement)
        for principal in describe_principals(statement, account)
    ]
    return [*granted, *(describe_denial(statement) for statement in statements if is_deny(statement))]


def _access_of(statement: Mapping[str, Any]) -> RegistryAccess:
    pulls = dict.fromkeys(SERVICE_PULL.values(), RegistryAccess.PULL)
    accesses = pulls | {actions: access for access, actions in REGISTRY_ACTIONS.items()}
    return accesses[tuple(listed(statement["Action"]))]


def _where(statement: Mapping[str, Any]) -> str:
    names = [arn.partition(":repository/")[2] for arn in listed(statement["Resource"])]
    return "" if tuple(names) == EVERYTHING else f", in {', '.join(names)}"
