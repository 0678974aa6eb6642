"""What a repository or registry policy says to a caller.

Our reading of the IAM user guide, "Policy evaluation logic", "AWS JSON policy elements: Principal" and
"IAM JSON policy elements: Resource". Only the resource side is judged: across accounts AWS also asks the caller's
own identity policies ("Cross-account policy evaluation logic"), which are not enforced here. What this module does
not understand is judged closed: it never makes an Allow match and never keeps a Deny from matching.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any

from .identity import Caller
from .policy_conditions import conditions_hold
from .policy_principals import as_list
from .wildcards import wildcard_match

Statement = Mapping[str, Any]
ACCOUNT_PRINCIPAL = re.compile(r"(?:arn:[^:]+:iam::)?(\d{12})(?::root)?")
SETTING_A_POLICY = "ecr:SetRepositoryPolicy"


class Verdict(Enum):
    """A policy's word on one action of one caller."""

    ALLOWED = "allowed"
    EXPLICITLY_DENIED = "explicitly denied"
    NOT_MENTIONED = "not mentioned"


def judge(policy_text: str | None, caller: Caller, action: str, resource: str | None = None) -> Verdict:
    """Return the verdict; a matching Deny wins over every Allow.

    `resource` is the repository's ARN, which a registry policy's statements may name. Without it the policy is a
    repository's own, and every statement is about that repository.
    """
    if policy_text is None:
        return Verdict.NOT_MENTIONED
    verdict = Verdict.NOT_MENTIONED
    for statement in _statements(policy_text):
        denies = statement.get("Effect") != "Allow"
        if not _concerns(statement, caller, action, resource, if_not_understood=denies):
            continue
        if denies:
            return Verdict.EXPLICITLY_DENIED
        verdict = Verdict.ALLOWED
    return verdict


def strictest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return what several policies say together: a Deny in any of them wins, else an Allow in any of them."""
    said = set(verdicts)
    return next(
        (verdict for verdict in (Verdict.EXPLICITLY_DENIED, Verdict.ALLOWED) if verdict in said),
        Verdict.NOT_MENTIONED,
    )


def locks_out(policy_text: str, caller: Caller) -> bool:
    """Tell whether a repository policy denies its author to ever set another one.

    API reference, SetRepositoryPolicy, `force`. Simple reading: a Deny without conditions.
    """
    unconditional = [
        statement
        for statement in _statements(policy_text)
        if statement.get("Effect") == "Deny" and not statement.get("Condition")
    ]
    return any(
        _concerns(statement, caller, SETTING_A_POLICY, None, if_not_understood=False) for statement in unconditional
    )


@lru_cache(maxsize=1024)
def _statements(policy_text: str) -> tuple[Statement, ...]:
    return tuple(as_list(json.loads(policy_text)["Statement"]))


def _concerns(
    statement: Statement, caller: Caller, action: str, resource: str | None, *, if_not_understood: bool
) -> bool:
    return (
        _names_caller(statement, caller, if_not_understood)
        and _names(statement, "Action", action.lower(), str.lower)
        and (resource is None or _names(statement, "Resource", resource, str))
        and conditions_hold(statement.get("Condition", {}), caller, if_not_understood=if_not_understood)
    )


def _names_caller(statement: Statement, caller: Caller, if_not_understood: bool) -> bool:
    if "Principal" not in statement:  # NotPrincipal, or none at all
        return if_not_understood
    principal = statement["Principal"]
    if isinstance(principal, str):
        return principal == "*"
    if caller.service is not None and caller.service in as_list(principal.get("Service", [])):
        return True
    return any(_is_caller(entry, caller) for entry in as_list(principal.get("AWS", [])))


def _is_caller(entry: str, caller: Caller) -> bool:
    """Tell whether a Principal entry is this caller.

    An account (its id or its root ARN) stands for every identity in it. A role's ARN stands for its
    sessions, an assumed-role ARN for one session. "*" stands alone; no wildcard matches a part of an ARN.
    """
    account = ACCOUNT_PRINCIPAL.fullmatch(entry)
    if account:
        return account[1] == caller.account
    return entry in ("*", caller.principal_arn, caller.arn)


def _names(statement: Statement, element: str, value: str, prepare: Callable[[str], str]) -> bool:
    """Tell whether the element, which may hold * and ?, names the value, or its Not… form does not."""
    if element in statement:
        return any(wildcard_match(value, prepare(pattern)) for pattern in as_list(statement[element]))
    others = statement.get(f"Not{element}")
    return others is not None and not any(wildcard_match(value, prepare(pattern)) for pattern in as_list(others))
