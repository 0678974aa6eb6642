"""Policies, statement by statement: what differs, who may do more or less because of it, and how severe that is."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from union_ecr.drift.access_reasons import COSMETIC, AccessChange, describe_access_change
from union_ecr.drift.findings import Severity
from union_ecr.drift.permissions import (
    Permission,
    Statement,
    deleted_principals,
    denials_of,
    denies,
    denies_unreadably,
    no_longer_held,
    not_covered_by,
    permissions_of,
    severity_of,
    statements_of,
)
from union_ecr.drift.principals import PrincipalNames
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.ecr.policy_equivalence import equivalent_policies


@dataclass(frozen=True)
class PolicyDifference:
    """One statement that differs, or the whole policy; `declared` or `live` is None where there is none.

    `deleted` names the unique ids of deleted principals, where nobody else may do more because of the difference.
    `reason` says in a sentence who may do more and who less.
    """

    sid: str
    declared: Any
    live: Any
    severity: Severity
    reason: str
    deleted: tuple[str, ...] = ()


UNREADABLE = "The live policy is no policy that can be read, so who may do what is not known."


def policy_differences(names: PrincipalNames, declared: Document | None, live: str | None) -> list[PolicyDifference]:
    """How a live policy differs from the declared one; empty exactly where `pulumi up` changes nothing.

    What a statement grants, takes or denies is compared with the whole other policy: another Sid, or the same
    permissions in two statements, is cosmetic. A Deny that is missing, not declared or has other exceptions is
    critical: somebody may do what the stack denies, or can no longer do what it grants.
    """
    if declared is None:
        return [_extra(names, live)] if live is not None else []
    if live is None:
        return [_missing(names, declared)]
    if equivalent_policies(document_text(declared), live):
        return []
    statements = statements_of(live)
    if statements is None:
        return [PolicyDifference("", declared, {"text": live}, Severity.CRITICAL, UNREADABLE)]
    found = list(_statement_differences(names, declared["Statement"], statements))
    return found or [PolicyDifference("", declared, json.loads(live), Severity.INFO, COSMETIC)]


def _missing(names: PrincipalNames, declared: Document) -> PolicyDifference:
    statements = declared["Statement"]
    lost = permissions_of(statements)
    denied = any(map(denies, statements))
    severity = Severity.CRITICAL if denied else severity_of(names.registry, (), lost)
    reason = describe_access_change(names, AccessChange((), lost, no_longer_denied=denials_of(statements)))
    return PolicyDifference("", declared, None, severity, reason)


def _extra(names: PrincipalNames, live: str) -> PolicyDifference:
    """Critical if a policy grants anything outside the account, or denies anything."""
    statements = statements_of(live)
    if statements is None:
        return PolicyDifference("", None, live, Severity.CRITICAL, UNREADABLE)
    gained, unreadable = permissions_of(statements), denies_unreadably(statements)
    severity = Severity.CRITICAL if any(map(denies, statements)) else severity_of(names.registry, gained, ())
    change = AccessChange(gained, (), denied=denials_of(statements), unreadable=unreadable)
    reason = describe_access_change(names, change)
    return PolicyDifference("", None, live, severity, reason)


def _statement_differences(
    names: PrincipalNames, declared: Sequence[Statement], live: Sequence[Statement]
) -> Iterator[PolicyDifference]:
    all_declared, all_live = permissions_of(declared), permissions_of(live)
    denied_by_declared, denied_by_live = denials_of(declared), denials_of(live)
    missing = [wanted for wanted in declared if not any(_equivalent(wanted, found) for found in live)]
    extra = [found for found in live if not any(_equivalent(wanted, found) for wanted in declared)]

    def difference(wanted: Statement | None, found: Statement | None) -> PolicyDifference:
        ungranted = not_covered_by(permissions_of([wanted]) if wanted else (), all_live)
        lost = no_longer_held(names.registry, ungranted, all_live)
        change = AccessChange(
            gained=not_covered_by(permissions_of([found]) if found else (), all_declared),
            lost=lost,
            held_by_others=ungranted - lost,
            declared=all_declared,
            live=all_live,
            denied=denials_of([found] if found else ()) - denied_by_declared,
            no_longer_denied=denials_of([wanted] if wanted else ()) - denied_by_live,
            unreadable=denies_unreadably([found] if found else ()),
        )
        denied = _is_another_denial(found, denied_by_declared) or _is_another_denial(wanted, denied_by_live)
        severity = Severity.CRITICAL if denied else severity_of(names.registry, change.gained, ungranted)
        dead = deleted_principals(found) if found else ()
        deleted = dead if not change.gained and not denied else ()
        reason = describe_access_change(names, change, dead)
        return PolicyDifference(str((wanted or found or {}).get("Sid", "")), wanted, found, severity, reason, deleted)

    for wanted in missing:
        changed = next((found for found in extra if found.get("Sid") == wanted.get("Sid")), None)
        if changed is not None:
            extra.remove(changed)
        yield difference(wanted, changed)
    for found in extra:
        yield difference(None, found)


def _is_another_denial(statement: Statement | None, denied: set[Permission]) -> bool:
    """Whether a statement denies what the other policy does not; one of a form that cannot be read may."""
    if statement is None or not denies(statement):
        return False
    own = denials_of([statement])
    return not own or not own <= denied


def _equivalent(declared: Statement, live: Statement) -> bool:
    return equivalent_policies(json.dumps({"Statement": [declared]}), json.dumps({"Statement": [live]}))
