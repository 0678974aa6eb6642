"""Whether a live trust policy lets in more than the declared one, or less."""

from collections.abc import Iterator
from typing import Any

from union_ecr.ecr.policy_document import Document, listed
from union_ecr.ecr.wildcards import subsumes

_ON_TEXTS = ("StringEquals", "StringLike")
_ON_ARNS, _CALLER = "ArnLike", "aws:PrincipalArn"
Claims = dict[str, list[str]]


def strangers(live: Document, declared: Document) -> list[str]:
    """Who else is let in, in words: a statement each that no declared one covers."""
    wanted = listed(declared["Statement"])
    return [
        _what_is_wider(statement, wanted[0])
        for statement in listed(live.get("Statement", []))
        if statement.get("Effect") == "Allow"
        and not any(_covers(wanted_statement, statement) for wanted_statement in wanted)
    ]


def shut_out(live: Document, declared: Document) -> bool:
    """Whether some that the declared trust policy lets in are not let in."""
    statements = listed(live.get("Statement", []))
    if any(statement.get("Effect") == "Deny" for statement in statements):  # the declared one has none
        return True
    found = [statement for statement in statements if statement.get("Effect") == "Allow"]
    return not all(any(_covers(statement, wanted) for statement in found) for wanted in listed(declared["Statement"]))


def _covers(wide: dict[str, Any], narrow: dict[str, Any]) -> bool:
    """Whether everyone whom `narrow` lets in is let in by `wide` as well."""
    return (
        _principals(narrow) <= _principals(wide)
        and all(any(subsumes(pattern, action) for pattern in _actions(wide)) for action in _actions(narrow))
        and not list(_wider_claims(narrow, wide))
        and not _other_operators(wide)
    )


def _wider_claims(statement: dict[str, Any], than: dict[str, Any]) -> Iterator[str]:
    """The claims that `than` restricts and the statement does not, or less."""
    found = _claims(statement)
    for claim, wanted in _claims(than).items():
        given = found.get(claim, ["*"])
        if more := [value for value in given if not any(subsumes(pattern, value) for pattern in wanted)]:
            yield f"{claim.rpartition(':')[2]} {', '.join(more)}"


def _what_is_wider(statement: dict[str, Any], than: dict[str, Any]) -> str:
    others = sorted(_principals(statement) - _principals(than))
    return "; ".join([*others, *([] if others else _wider_claims(statement, than))]) or "others by its conditions"


def _claims(statement: dict[str, Any]) -> Claims:
    """The values of each claim; both operators count, since an exact value has no *."""
    claims: Claims = {}
    for operator in (*_ON_TEXTS, _ON_ARNS):
        for key, values in statement.get("Condition", {}).get(operator, {}).items():
            claims[key] = [str(value).replace("?", "*") for value in listed(values)]
    return claims


def _other_operators(statement: dict[str, Any]) -> bool:
    condition = statement.get("Condition", {})
    return bool(condition.keys() - {*_ON_TEXTS, _ON_ARNS}) or bool(condition.get(_ON_ARNS, {}).keys() - {_CALLER})


def _principals(statement: dict[str, Any]) -> set[str]:
    principal = statement.get("Principal", "*")
    if not isinstance(principal, dict):
        return {str(principal)}
    return {str(value) for values in principal.values() for value in listed(values)}


def _actions(statement: dict[str, Any]) -> list[str]:
    return [str(action).lower() for action in listed(statement.get("Action", "*"))]
