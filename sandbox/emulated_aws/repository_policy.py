"""What a repository policy says to a caller.

Our reading of the IAM user guide, "Policy evaluation logic", "AWS JSON policy elements: Principal" and
"Condition operators". Only the resource side is judged: across accounts AWS also asks the caller's own
identity policies ("Cross-account policy evaluation logic"), which are not enforced here. What this module
does not understand is judged closed: it never makes an Allow match and never keeps a Deny from matching.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from .callers import Caller

Statement = Mapping[str, Any]
ACCOUNT_PRINCIPAL = re.compile(r"(?:arn:[^:]+:iam::)?(\d{12})(?::root)?")


class Verdict(Enum):
    """A policy's word on one action of one caller."""

    ALLOWED = "allowed"
    EXPLICITLY_DENIED = "explicitly denied"
    NOT_MENTIONED = "not mentioned"


def judge(policy_text: str | None, caller: Caller, action: str) -> Verdict:
    """Return the verdict; a matching Deny wins over every Allow."""
    if policy_text is None:
        return Verdict.NOT_MENTIONED
    verdict = Verdict.NOT_MENTIONED
    for statement in _statements(policy_text):
        denies = statement.get("Effect") != "Allow"
        if not _concerns(statement, caller, action, if_not_understood=denies):
            continue
        if denies:
            return Verdict.EXPLICITLY_DENIED
        verdict = Verdict.ALLOWED
    return verdict


@lru_cache(maxsize=1024)
def _statements(policy_text: str) -> tuple[Statement, ...]:
    return tuple(_as_list(json.loads(policy_text)["Statement"]))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _concerns(statement: Statement, caller: Caller, action: str, *, if_not_understood: bool) -> bool:
    return (
        _names_caller(statement, caller, if_not_understood)
        and _names_action(statement, action)
        and _conditions_hold(statement.get("Condition", {}), caller, if_not_understood)
    )


def _names_caller(statement: Statement, caller: Caller, if_not_understood: bool) -> bool:
    if "Principal" not in statement:  # NotPrincipal, or none at all
        return if_not_understood
    principal = statement["Principal"]
    if isinstance(principal, str):
        return principal == "*"
    return any(_is_caller(entry, caller) for entry in _as_list(principal.get("AWS", [])))


def _is_caller(entry: str, caller: Caller) -> bool:
    """Tell whether a Principal entry is this caller.

    An account (its id or its root ARN) stands for every identity in it. A role's ARN stands for its
    sessions, an assumed-role ARN for one session. "*" stands alone; no wildcard matches a part of an ARN.
    """
    account = ACCOUNT_PRINCIPAL.fullmatch(entry)
    if account:
        return account[1] == caller.account
    return entry in ("*", caller.principal_arn, caller.arn)


def _names_action(statement: Statement, action: str) -> bool:
    """Tell whether the statement is about the action; names are case-insensitive and may hold * and ?."""
    element = "Action" if "Action" in statement else "NotAction"
    named = any(_like(action.lower(), pattern.lower()) for pattern in _as_list(statement.get(element, [])))
    return named if element == "Action" else not named and "NotAction" in statement


def _equal(value: str, pattern: str) -> bool:
    return value == pattern


def _like(value: str, pattern: str) -> bool:
    return _wildcard_pattern(pattern).fullmatch(value) is not None


@lru_cache(maxsize=1024)
def _wildcard_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", ".*").replace(r"\?", "."), re.DOTALL)


def _arn_like(value: str, pattern: str) -> bool:
    """Compare ARNs part by part: a wildcard does not cross a colon (ArnEquals and ArnLike do the same)."""
    values, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(values) == len(patterns) and all(map(_like, values, patterns))


OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": _equal,
    "StringLike": _like,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
}
NEGATED_OPERATORS: dict[str, Callable[[str, str], bool]] = {
    "StringNotEquals": _equal,
    "StringNotLike": _like,
    "ArnNotEquals": _arn_like,
    "ArnNotLike": _arn_like,
}
CONTEXT_KEYS: dict[str, Callable[[Caller], str | None]] = {
    "aws:principalarn": lambda caller: caller.principal_arn,
    "aws:principalaccount": lambda caller: caller.account,
    "aws:principalorgid": lambda caller: caller.organization,
}


def _conditions_hold(conditions: Mapping[str, Mapping[str, Any]], caller: Caller, if_not_understood: bool) -> bool:
    return all(
        _condition_holds(operator, key, _as_list(values), caller, if_not_understood)
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )


def _condition_holds(operator: str, key: str, values: Iterable[str], caller: Caller, if_not_understood: bool) -> bool:
    """Judge one condition. A key the request does not have fails, or with a negated operator holds."""
    compare = OPERATORS.get(operator) or NEGATED_OPERATORS.get(operator)
    read_key = CONTEXT_KEYS.get(key.lower())
    if compare is None or read_key is None:
        return if_not_understood
    actual = read_key(caller)
    matches = actual is not None and any(compare(actual, value) for value in values)
    return matches is (operator in OPERATORS)
