"""What some policies allow beyond others."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from union_ecr.ecr.policy_document import Document, listed
from union_ecr.ecr.wildcards import subsumes

_EVERYTHING = "*"


class Right(NamedTuple):
    """An action on a resource, for a principal if the policy has any, under a condition."""

    action: str
    resource: str
    principal: str
    condition: frozenset[str]

    def __str__(self) -> str:
        return f"{self.action} on {self.resource}"


def rights(documents: Iterable[Document]) -> set[Right]:
    """Every right that the policies allow, read as widely as they can be meant."""
    return {
        right
        for document in documents
        for statement in listed(document.get("Statement", []))
        if statement.get("Effect") == "Allow"
        for right in _rights(statement)
    }


def beyond(some: set[Right], others: set[Right]) -> list[Right]:
    """The rights among `some` that none of the others covers, sorted."""
    return sorted(right for right in some - others if not any(_covers(covering, right) for covering in others))


def denials(documents: Iterable[Document]) -> dict[str, str]:
    """What the statements that deny something deny, in words, by their texts without Sids."""
    return {
        json.dumps(
            {**statement, "Sid": ""}, sort_keys=True
        ): f"{_some(statement, 'Action')} on {_some(statement, 'Resource')}"
        for document in documents
        for statement in listed(document.get("Statement", []))
        if statement.get("Effect") == "Deny"
    }


def _some(statement: dict[str, Any], element: str) -> str:
    return ", ".join(_patterns(statement, element))


def _covers(wide: Right, narrow: Right) -> bool:
    return (
        subsumes(wide.action.lower(), narrow.action.lower())
        and subsumes(wide.resource, narrow.resource)
        and wide.principal in (narrow.principal, _EVERYTHING)
        and wide.condition <= narrow.condition
    )


def _rights(statement: dict[str, Any]) -> Iterator[Right]:
    condition = frozenset(_conditions(statement.get("Condition", {})))
    for action in _patterns(statement, "Action"):
        for resource in _patterns(statement, "Resource"):
            for principal in _principals(statement):
                yield Right(action, resource, principal, condition)


def _patterns(statement: dict[str, Any], element: str) -> list[str]:
    """The values; all of them where there are none, or only exceptions. `?` is read as any text."""
    return [str(value).replace("?", "*") for value in listed(statement.get(element, _EVERYTHING))]


def _principals(statement: dict[str, Any]) -> list[str]:
    principal = statement.get("Principal", "" if "NotPrincipal" not in statement else _EVERYTHING)
    if not isinstance(principal, dict):
        return [str(principal)]
    return [str(value) for values in principal.values() for value in listed(values)]


def _conditions(condition: dict[str, Any]) -> Iterator[str]:
    for operator, keys in condition.items():
        for key, values in keys.items():
            yield json.dumps([operator, key, sorted(map(str, listed(values)))])
