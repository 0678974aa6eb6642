"""Who may do what by the registry policy, as lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from union_ecr.declared.registry_policy import EVERYTHING
from union_ecr.ecr.actions import REGISTRY_ACTIONS, RegistryAccess
from union_ecr.ecr.policy_document import Document, listed
from union_ecr.review.repository_policy import AND_HERE


def describe_registry_policy(policy: Document | None) -> list[str]:
    """A registry policy, one line for each principal and access; empty without a policy."""
    return [
        f"{_access_of(statement).value}: {principal}{_where(statement)}"
        for statement in (policy or {}).get("Statement", [])
        for principal in _principals(statement)
    ]


def _access_of(statement: Mapping[str, Any]) -> RegistryAccess:
    return next(access for access, actions in REGISTRY_ACTIONS.items() if list(actions) == statement["Action"])


def _principals(statement: Mapping[str, Any]) -> Iterator[str]:
    if "Condition" in statement:
        organization = statement["Condition"]["StringEquals"]["aws:PrincipalOrgID"]
        yield f"everyone in organization {organization} whom their account lets, {AND_HERE}"
        return
    for root in listed(statement["Principal"]["AWS"]):
        yield f"everyone whom account {root.split(':')[4]} lets"


def _where(statement: Mapping[str, Any]) -> str:
    names = [arn.partition(":repository/")[2] for arn in listed(statement["Resource"])]
    return "" if tuple(names) == EVERYTHING else f", in {', '.join(names)}"
