"""Whether the statements of a role's policies allow something (IAM user guide, "Policy evaluation logic").

A Deny wins, else one Allow lets in. What is not understood (NotAction, most conditions) never makes an Allow match and
never keeps a Deny from matching.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .policy_principals import as_list
from .wildcards import wildcard_match


@dataclass(frozen=True)
class AuthorizationRequest:
    """May this be done? `context` holds the condition keys that are known of the request."""

    action: str
    resource: str
    context: Mapping[str, str]


def allowed(statements: Iterable[Mapping[str, Any]], question: AuthorizationRequest) -> bool:
    """Tell whether the statements of a role's policies allow it."""
    concerning = {one["Effect"] for one in statements if _concerns(one, question)}
    return concerning == {"Allow"}


def _concerns(statement: Mapping[str, Any], question: AuthorizationRequest) -> bool:
    if "Action" not in statement or "Resource" not in statement:  # NotAction, NotResource
        return bool(statement["Effect"] == "Deny")
    action = question.action.lower()
    return (
        any(wildcard_match(action, pattern.lower()) for pattern in as_list(statement["Action"]))
        and any(wildcard_match(question.resource, pattern) for pattern in as_list(statement["Resource"]))
        and _conditions_hold(statement, question.context)
    )


def _conditions_hold(statement: Mapping[str, Any], context: Mapping[str, str]) -> bool:
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            if operator not in ("StringEquals", "ArnEquals", "StringLike") or key not in context:
                return bool(statement["Effect"] == "Deny")
            same = wildcard_match if operator == "StringLike" else str.__eq__
            if not any(same(context[key], str(value)) for value in as_list(values)):
                return False
    return True
