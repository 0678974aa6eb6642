"""Policies, statement by statement: what differs, who may do more or less for it, and how bad that is."""

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
from union_ecr.drift.remedies import pulumi_up
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.ecr.policy_equivalence import equivalent_policies
from union_ecr.ecr.registry import Registry


@dataclass(frozen=True)
class PolicyDifference:
    """One statement that differs; `declared` or `live` is None where it is missing or one too many.

    `dead` names the unique ids of principals that were deleted, where nobody who lives may do more for it.
    """

    sid: str
    declared: Statement | None
    live: Any
    severity: Severity
    dead: tuple[str, ...] = ()


def policy_differences(registry: Registry, declared: Document, live: str) -> list[PolicyDifference]:
    """Where a live policy says something else than the declared one; empty exactly where `pulumi up` is silent.

    What a statement gives or takes is judged against the whole other policy: another Sid, or the same rights in two
    statements, is cosmetic.
    """
    if equivalent_policies(document_text(declared), live):
        return []
    statements = statements_of(live)
    if statements is None:
        return [PolicyDifference("", declared, {"text": live}, Severity.CRITICAL)]
    found = list(_of_statements(registry, declared["Statement"], statements))
    return found or [PolicyDifference("", declared, json.loads(live), Severity.INFO)]


def heal_policy(stack: str, difference: PolicyDifference) -> str:
    """The remedy; a role that is to hold its right again has to be there first, or ECR refuses to name it."""
    return pulumi_up(stack, () if difference.severity is Severity.INFO else difference.dead)


def extra_policy_severity(registry: Registry, live: str) -> Severity:
    """How bad a policy is where none is declared: critical if it lets anybody outside the account in, or denies."""
    statements = statements_of(live)
    if statements is None or any(map(denies, statements)):
        return Severity.CRITICAL
    return severity_of(registry, permissions_of(statements), ())


def lost_policy_severity(registry: Registry, declared: Document) -> Severity:
    """How bad it is that a declared policy is gone as a whole."""
    return severity_of(registry, (), permissions_of(declared["Statement"]))


def _of_statements(
    registry: Registry, declared: Sequence[Statement], live: Sequence[Statement]
) -> Iterator[PolicyDifference]:
    every, lives = permissions_of(declared), permissions_of(live)
    wanted = [one for one in declared if not any(_same(one, other) for other in live)]
    extra = [one for one in live if not any(_same(one, other) for other in declared)]

    def difference(mine: Statement | None, other: Statement | None) -> PolicyDifference:
        gained = not_covered_by(permissions_of([other]) if other else (), every)
        lost = not_covered_by(permissions_of([mine]) if mine else (), lives)
        denied = other is not None and denies(other)
        severity = Severity.CRITICAL if denied else severity_of(registry, gained, lost)
        dead = deleted_principals(other) if other and not gained and not denied else ()
        return PolicyDifference(str((mine or other or {}).get("Sid", "")), mine, other, severity, dead)

    for statement in wanted:
        twin = next((one for one in extra if one.get("Sid") == statement.get("Sid")), None)
        if twin is not None:
            extra.remove(twin)
        yield difference(statement, twin)
    for statement in extra:
        yield difference(None, statement)


def _same(one: Statement, other: Statement) -> bool:
    return equivalent_policies(json.dumps({"Statement": [one]}), json.dumps({"Statement": [other]}))
