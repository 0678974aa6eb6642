"""Policies, statement by statement: what differs, who may do more or less because of it, and how severe that is."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from union_ecr.drift.findings import Severity
from union_ecr.drift.permissions import (
    Statement,
    deleted_principals,
    denies,
    not_covered_by,
    permissions_of,
    severity_of,
    statements_of,
)
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.ecr.policy_equivalence import equivalent_policies
from union_ecr.ecr.registry import Registry


@dataclass(frozen=True)
class PolicyDifference:
    """One statement that differs, or the whole policy; `declared` or `live` is None where there is none.

    `deleted` names the unique ids of deleted principals, where nobody else may do more because of the difference.
    """

    sid: str
    declared: Any
    live: Any
    severity: Severity
    deleted: tuple[str, ...] = ()


def policy_differences(registry: Registry, declared: Document | None, live: str | None) -> list[PolicyDifference]:
    """How a live policy differs from the declared one; empty exactly where `pulumi up` changes nothing.

    What a statement grants or takes is compared with the whole other policy: another Sid, or the same permissions in
    two statements, is cosmetic.
    """
    if declared is None:
        return [PolicyDifference("", None, live, _extra_severity(registry, live))] if live is not None else []
    if live is None:
        lost = severity_of(registry, (), permissions_of(declared["Statement"]))
        return [PolicyDifference("", declared, None, lost)]
    if equivalent_policies(document_text(declared), live):
        return []
    statements = statements_of(live)
    if statements is None:
        return [PolicyDifference("", declared, {"text": live}, Severity.CRITICAL)]
    found = list(_statement_differences(registry, declared["Statement"], statements))
    return found or [PolicyDifference("", declared, json.loads(live), Severity.INFO)]


def _extra_severity(registry: Registry, live: str) -> Severity:
    """Critical if a policy grants anything outside the account, or denies anything."""
    statements = statements_of(live)
    if statements is None or any(map(denies, statements)):
        return Severity.CRITICAL
    return severity_of(registry, permissions_of(statements), ())


def _statement_differences(
    registry: Registry, declared: Sequence[Statement], live: Sequence[Statement]
) -> Iterator[PolicyDifference]:
    all_declared, all_live = permissions_of(declared), permissions_of(live)
    missing = [wanted for wanted in declared if not any(_equivalent(wanted, found) for found in live)]
    extra = [found for found in live if not any(_equivalent(wanted, found) for wanted in declared)]

    def difference(wanted: Statement | None, found: Statement | None) -> PolicyDifference:
        gained = not_covered_by(permissions_of([found]) if found else (), all_declared)
        lost = not_covered_by(permissions_of([wanted]) if wanted else (), all_live)
        denied = found is not None and denies(found)
        severity = Severity.CRITICAL if denied else severity_of(registry, gained, lost)
        deleted = deleted_principals(found) if found and not gained and not denied else ()
        return PolicyDifference(str((wanted or found or {}).get("Sid", "")), wanted, found, severity, deleted)

    for wanted in missing:
        changed = next((found for found in extra if found.get("Sid") == wanted.get("Sid")), None)
        if changed is not None:
            extra.remove(changed)
        yield difference(wanted, changed)
    for found in extra:
        yield difference(None, found)


def _equivalent(declared: Statement, live: Statement) -> bool:
    return equivalent_policies(json.dumps({"Statement": [declared]}), json.dumps({"Statement": [live]}))
