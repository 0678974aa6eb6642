"""How policies decide about a request: one evaluator of statements for identity and resource policies.

Our reading of the IAM user guide, "Policy evaluation logic", "AWS JSON policy elements: Principal" and
"IAM JSON policy elements: Resource". A matching Deny wins over every Allow. What is not understood fails closed: it
never makes an Allow match and never keeps a Deny from matching. Permissions boundaries, session policies and service
control policies are not evaluated.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from .caller import Caller
from .policy_conditions import Context, conditions_hold
from .policy_principals import Statement, as_list
from .wildcards import wildcard_match

ACCOUNT_PRINCIPAL = re.compile(r"(?:arn:[^:]+:iam::)?(\d{12})(?::root)?")
SET_REPOSITORY_POLICY = "ecr:SetRepositoryPolicy"
ITS_REPOSITORY = "*"
"""Every statement of a repository policy is about the repository that has the policy, with or without a Resource."""


class Decision(Enum):
    """What one or more policies decide about a request."""

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicit deny"
    IMPLICIT_DENY = "implicit deny"


@dataclass(frozen=True)
class AuthorizationRequest:
    """An action on a resource. `context` holds the condition keys that are known of the request."""

    action: str
    resource: str
    context: Context


def evaluate(statements: Iterable[Statement], request: AuthorizationRequest, caller: Caller | None = None) -> Decision:
    """Return the decision of the statements.

    Without a `caller` they are those of an identity policy, which has no principals; with one, each statement must
    name the caller.
    """
    decision = Decision.IMPLICIT_DENY
    for statement in statements:
        denies = statement.get("Effect") != "Allow"
        if not _matches(statement, request, caller, if_not_understood=denies):
            continue
        if denies:
            return Decision.EXPLICIT_DENY
        decision = Decision.ALLOWED
    return decision


def allowed(statements: Iterable[Statement], request: AuthorizationRequest) -> bool:
    """Tell whether the statements of an identity policy allow the request."""
    return evaluate(statements, request) is Decision.ALLOWED


def allowed_by_resource(statements: Iterable[Statement], request: AuthorizationRequest, caller: Caller) -> bool:
    """Tell whether statements without a Resource, such as those of a role's trust policy, allow the caller."""
    return evaluate(({**statement, "Resource": request.resource} for statement in statements), request, caller) is (
        Decision.ALLOWED
    )


def evaluate_resource_policy(
    policy_text: str | None, caller: Caller, action: str, resource: str | None = None
) -> Decision:
    """Return the decision of a repository policy, or, with the ARN of a repository as `resource`, a registry policy."""
    if policy_text is None:
        return Decision.IMPLICIT_DENY
    statements = _repository_statements(policy_text) if resource is None else statements_of(policy_text)
    return evaluate(statements, AuthorizationRequest(action, resource or ITS_REPOSITORY, caller.context), caller)


def combined(decisions: Iterable[Decision]) -> Decision:
    """Return what several policies decide together: a Deny in any of them wins, else an Allow in any of them."""
    found = set(decisions)
    return next(
        (decision for decision in (Decision.EXPLICIT_DENY, Decision.ALLOWED) if decision in found),
        Decision.IMPLICIT_DENY,
    )


def locks_out(policy_text: str, caller: Caller) -> bool:
    """Tell whether a repository policy denies its author the right to replace it.

    API reference, SetRepositoryPolicy, `force`. Simple reading: a Deny without conditions.
    """
    request = AuthorizationRequest(SET_REPOSITORY_POLICY, ITS_REPOSITORY, caller.context)
    return any(
        statement.get("Effect") == "Deny"
        and not statement.get("Condition")
        and _matches(statement, request, caller, if_not_understood=False)
        for statement in _repository_statements(policy_text)
    )


@lru_cache(maxsize=1024)
def statements_of(policy_text: str) -> tuple[Statement, ...]:
    """The statements of a policy's text."""
    return tuple(as_list(json.loads(policy_text)["Statement"]))


@lru_cache(maxsize=1024)
def _repository_statements(policy_text: str) -> tuple[Statement, ...]:
    return tuple({**statement, "Resource": ITS_REPOSITORY} for statement in statements_of(policy_text))


def _matches(
    statement: Statement, request: AuthorizationRequest, caller: Caller | None, *, if_not_understood: bool
) -> bool:
    return (
        (caller is None or _names_caller(statement, caller, if_not_understood))
        and _names(statement, "Action", request.action.lower(), str.lower, if_not_understood)
        and _names(statement, "Resource", request.resource, str, if_not_understood)
        and conditions_hold(statement.get("Condition", {}), request.context, if_not_understood=if_not_understood)
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


def _names(
    statement: Statement, element: str, value: str, prepare: Callable[[str], str], if_not_understood: bool
) -> bool:
    """Tell whether the element, which may hold * and ?, names the value, or its Not… form does not."""
    given = element if element in statement else f"Not{element}"
    if given not in statement:
        return if_not_understood
    named = any(wildcard_match(value, prepare(pattern)) for pattern in as_list(statement[given]))
    return named is (given == element)
