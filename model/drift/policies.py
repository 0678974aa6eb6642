"""Policies, statement by statement: what differs, who may do more or less for it, and how bad that is."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from model.access import ACTIONS, Access, Document, document_text
from model.findings import Severity
from model.images import Registry
from model.policy_equivalence import same_policy

Statement = dict[str, Any]
Right = tuple[str, str, str]
"""A holder, an action, and the condition as text."""

# Unique ids of roles and users; a policy shows them where the principal it named was deleted.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
_UNIQUE_ID = ("AROA", "AIDA")


@dataclass(frozen=True)
class PolicyDifference:
    """One statement that differs; `declared` or `live` is None where it is missing or one too many.

    `dead` names the unique ids of principals that were deleted, where that is all that differs.
    """

    sid: str
    declared: Statement | None
    live: Statement | None
    severity: Severity
    dead: tuple[str, ...] = ()


def policy_differences(registry: Registry, declared: Document, live: str) -> list[PolicyDifference]:
    """Where a live policy says something else than the declared one; empty exactly where `pulumi up` is silent."""
    if same_policy(document_text(declared), live):
        return []
    statements = _statements(live)
    if statements is None:
        return [PolicyDifference("", declared, {"text": live}, Severity.CRITICAL)]
    found = list(_of_statements(registry, declared["Statement"], statements))
    return found or [PolicyDifference("", declared, json.loads(live), Severity.INFO)]


def extra_policy_severity(registry: Registry, live: str) -> Severity:
    """How bad a policy is where none is declared: critical if it lets anybody outside the account in, or denies."""
    statements = _statements(live)
    if statements is None or any(statement.get("Effect") != "Allow" for statement in statements):
        return Severity.CRITICAL
    return _of_rights(registry, set().union(*map(_rights, statements)) if statements else set(), set())


def dead_principals(statement: Statement) -> tuple[str, ...]:
    """The principals of a statement that are gone: unique ids instead of ARNs."""
    return tuple(sorted(name for name in _principals(statement) if name.startswith(_UNIQUE_ID)))


def _of_statements(
    registry: Registry, declared: Sequence[Statement], live: Sequence[Statement]
) -> Iterator[PolicyDifference]:
    wanted = [one for one in declared if not any(_same(one, other) for other in live)]
    extra = [one for one in live if not any(_same(one, other) for other in declared)]
    for statement in wanted:
        twin = next((one for one in extra if one.get("Sid") == statement.get("Sid")), None)
        if twin is not None:
            extra.remove(twin)
        dead = dead_principals(twin) if twin else ()
        only_dead = dead and twin and _rights(_without(twin, dead)) <= _rights(statement)
        severity = _severity(registry, statement, twin)
        yield PolicyDifference(statement["Sid"], statement, twin, severity, dead if only_dead else ())
    for statement in extra:
        yield PolicyDifference(str(statement.get("Sid", "")), None, statement, _severity(registry, None, statement))


def _severity(registry: Registry, declared: Statement | None, live: Statement | None) -> Severity:
    if live is not None and live.get("Effect") != "Allow":
        return Severity.CRITICAL  # a Deny wins over every grant
    wanted = _rights(declared) if declared else set()
    lives = _rights(live) if live else set()
    return _of_rights(registry, lives - wanted, wanted - lives)


def _of_rights(registry: Registry, gained: set[Right], lost: set[Right]) -> Severity:
    """A right of anybody outside the account, or a pull that is lost, is critical; any other right is a warning."""
    own = f":iam::{registry.account}:"
    strangers = any(own not in holder for holder, _, _ in gained)
    pulls = any(action in ACTIONS[Access.PULL] for _, action, _ in lost)
    if strangers or pulls:
        return Severity.CRITICAL
    return Severity.WARNING if gained or lost else Severity.INFO


def _rights(statement: Statement) -> set[Right]:
    """Who may do what under which condition; a holder that the condition lists is told one by one."""
    condition = json.dumps(statement.get("Condition", {}), sort_keys=True)
    actions = _listed(statement.get("Action", f"NotAction {statement.get('NotAction')}"))
    return set(product(_principals(statement), map(str, actions), [condition]))


def _principals(statement: Statement) -> list[str]:
    principal = statement.get("Principal", {"Not": json.dumps(statement.get("NotPrincipal"))})
    if isinstance(principal, str):
        return [principal]
    return [str(name) for names in principal.values() for name in _listed(names)]


def _without(statement: Statement, dead: Sequence[str]) -> Statement:
    alive = [name for name in _principals(statement) if name not in dead]
    return {**statement, "Principal": {"AWS": alive}}


def _same(one: Statement, other: Statement) -> bool:
    wrap: Callable[[Statement], str] = lambda statement: json.dumps({"Statement": [statement]})  # noqa: E731
    return same_policy(wrap(one), wrap(other))


def _statements(text: str) -> list[Statement] | None:
    try:
        found = json.loads(text).get("Statement", [])
    except (ValueError, AttributeError):
        return None
    statements = _listed(found)
    return statements if all(isinstance(one, dict) for one in statements) else None


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
