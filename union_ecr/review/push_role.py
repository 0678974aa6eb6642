"""What a push role may do and who assumes it, as lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from union_ecr.declared.push_role import DeclaredPushRole
from union_ecr.ecr.actions import ACTIONS
from union_ecr.review.trust_policy import describe_trust_policy


def describe_push_role(role: DeclaredPushRole) -> list[str]:
    """What a push role may do and who assumes it, as sentences for a reviewer."""
    permissions = [line for statement in role.policy["Statement"] for line in _permissions(statement)]
    boundary = [f"limited by {role.permissions_boundary}"] if role.permissions_boundary else []
    lasting = f"a session lasts {role.max_session_duration // 60} minutes at most"
    return [*describe_trust_policy(role.trust_policy), *permissions, *boundary, lasting]


def _permissions(statement: Mapping[str, Any]) -> Iterator[str]:
    if statement["Resource"] == "*":
        return
    names = ", ".join(arn.partition(":repository/")[2] for arn in statement["Resource"])
    yield f"may {verb_of(statement)}: {names}"


def verb_of(statement: Mapping[str, Any]) -> str:
    """What a statement of a push role's policy allows: `pull`, `push`."""
    verbs = {tuple(actions): access.value for access, actions in ACTIONS.items()}
    return verbs[tuple(statement["Action"])]
