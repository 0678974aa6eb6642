"""Whether a statement's conditions hold for what is known of a request.

Our reading of the IAM user guide, "IAM JSON policy elements: Condition operators" and "Set operators for multivalued
context keys". A condition on any other key, or by any other operator, is not understood.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .policy_principals import as_list
from .wildcards import wildcard_match

Compare = Callable[[str, str], bool]
Context = Mapping[str, str | None]
"""Condition keys with their values; None: the request is known not to have the key."""

OPERATOR = re.compile(r"(?P<set>ForAllValues:|ForAnyValue:)?(?P<name>\w+?)(?P<if_exists>IfExists)?")


def _equal(value: str, pattern: str) -> bool:
    return value == pattern


def _equal_boolean(value: str, pattern: str) -> bool:
    return value == pattern.lower()


def _arn_like(value: str, pattern: str) -> bool:
    """Compare ARNs part by part: a wildcard does not cross a colon (ArnEquals and ArnLike do the same)."""
    values, patterns = value.split(":", 5), pattern.split(":", 5)
    return len(values) == len(patterns) and all(map(wildcard_match, values, patterns))


OPERATORS: Mapping[str, Compare] = {
    "StringEquals": _equal,
    "StringLike": wildcard_match,
    "ArnEquals": _arn_like,
    "ArnLike": _arn_like,
    "Bool": _equal_boolean,
}
NEGATED_OPERATORS: Mapping[str, Compare] = {
    "StringNotEquals": _equal,
    "StringNotLike": wildcard_match,
    "ArnNotEquals": _arn_like,
    "ArnNotLike": _arn_like,
}
# Keys with several values: without a set operator AWS does not say what a condition on them means.
MULTIVALUED_KEYS = {"aws:principalorgpaths"}


def conditions_hold(conditions: Mapping[str, Mapping[str, Any]], context: Context, *, if_not_understood: bool) -> bool:
    """Tell whether all conditions hold; one that is not understood counts as `if_not_understood`."""
    known = {key.lower(): value for key, value in context.items()}
    answers = (
        _condition_holds(operator, key.lower(), _texts(values), known)
        for operator, keys in conditions.items()
        for key, values in keys.items()
    )
    return all(if_not_understood if answer is None else answer for answer in answers)


def _texts(values: Any) -> list[str]:
    return [str(value).lower() if isinstance(value, bool) else str(value) for value in as_list(values)]


def _condition_holds(operator: str, key: str, values: Sequence[str], context: Context) -> bool | None:
    """Tell whether one condition holds; None when it is not understood.

    A key the request does not have fails; it holds with a negated operator, with IfExists and with ForAllValues.
    A caller has a single path in an organization, so ForAnyValue and ForAllValues compare a single value.
    """
    parts = OPERATOR.fullmatch(operator)
    if parts is None or key not in context or (key in MULTIVALUED_KEYS and not parts["set"]):
        return None
    compare, negated = OPERATORS.get(parts["name"]), NEGATED_OPERATORS.get(parts["name"])
    actual = context[key]
    if compare:
        if actual is None:
            return bool(parts["if_exists"]) or parts["set"] == "ForAllValues:"
        return any(compare(actual, value) for value in values)
    if negated and parts["set"] != "ForAnyValue:":
        return actual is None or not any(negated(actual, value) for value in values)
    return None
