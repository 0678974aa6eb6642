"""Policies, statement by statement: what differs, who may do more or less for it, and how bad that is."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from model.access import DESTROYING_ACTIONS, Document, document_text
from model.drift.remedies import pulumi_up
from model.drift.rights import (
    Condition,
    Right,
    Statement,
    accounts_of,
    beyond,
    dead_principals,
    denies,
    rights_of,
    severity_of,
    statements_of,
)
from model.findings import Severity
from model.images import Registry
from model.policy_equivalence import same_policy


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
    if same_policy(document_text(declared), live):
        return []
    statements = statements_of(live)
    if statements is None:
        return [PolicyDifference("", declared, {"text": live}, Severity.CRITICAL)]
    found = list(_of_statements(registry, declared["Statement"], statements))
    return found or [PolicyDifference("", declared, json.loads(live), Severity.INFO)]


def heal_policy(stack: str, difference: PolicyDifference) -> str:
    """The remedy; a role that is to hold its right again has to be there first, or ECR refuses to name it."""
    heal = pulumi_up(stack)
    if not difference.dead or difference.severity is Severity.INFO:
        return heal
    return f"{heal}  # once the role is there again: {', '.join(difference.dead)} is gone"


def extra_policy_severity(registry: Registry, live: str) -> Severity:
    """How bad a policy is where none is declared: critical if it lets anybody outside the account in, or denies."""
    statements = statements_of(live)
    if statements is None or any(map(denies, statements)):
        return Severity.CRITICAL
    return severity_of(registry, rights_of(statements), ())


def lost_policy_severity(registry: Registry, declared: Document) -> Severity:
    """How bad it is that a declared policy is gone as a whole."""
    return severity_of(registry, (), rights_of(declared["Statement"]))


@dataclass(frozen=True)
class Acquaintances:
    """Who is meant to reach a registry, by the rights that all its stacks give.

    An account of which anybody holds a right, the registry's own among them, and whoever else holds one under a
    condition. A grant by hand to one of these is a setting, unless it lets another account destroy images; to anybody
    else it lets a stranger in.
    """

    registry: Registry
    accounts: frozenset[str]
    conditional: frozenset[tuple[str, Condition]]

    @classmethod
    def of(cls, registry: Registry, rights: Collection[Right]) -> Self:
        """Those whom these rights tell of."""
        accounts = {registry.account, *(account for right in rights for account in accounts_of(right))}
        elsewhere = frozenset((right.holder, right.condition) for right in rights if not accounts_of(right))
        return cls(registry, frozenset(accounts), elsewhere)

    def strangers(self, policy: str) -> list[str]:
        """Whom else a live policy gives any right."""
        statements = statements_of(policy)
        if statements is None:
            return ["a text that is no policy"]
        return sorted({right.holder for right in rights_of(statements) if self._is_stranger(right)})

    def _is_stranger(self, right: Right) -> bool:
        accounts = accounts_of(right)
        if right.action in DESTROYING_ACTIONS and accounts != {self.registry.account}:
            return True
        known = any(holder == right.holder and one <= right.condition for holder, one in self.conditional)
        return not known and not (accounts and accounts <= self.accounts)


def _of_statements(
    registry: Registry, declared: Sequence[Statement], live: Sequence[Statement]
) -> Iterator[PolicyDifference]:
    every, lives = rights_of(declared), rights_of(live)
    wanted = [one for one in declared if not any(_same(one, other) for other in live)]
    extra = [one for one in live if not any(_same(one, other) for other in declared)]

    def difference(mine: Statement | None, other: Statement | None) -> PolicyDifference:
        gained = beyond(rights_of([other]) if other else (), every)
        lost = beyond(rights_of([mine]) if mine else (), lives)
        denied = other is not None and denies(other)
        severity = Severity.CRITICAL if denied else severity_of(registry, gained, lost)
        dead = dead_principals(other) if other and not gained and not denied else ()
        return PolicyDifference(str((mine or other or {}).get("Sid", "")), mine, other, severity, dead)

    for statement in wanted:
        twin = next((one for one in extra if one.get("Sid") == statement.get("Sid")), None)
        if twin is not None:
            extra.remove(twin)
        yield difference(statement, twin)
    for statement in extra:
        yield difference(None, statement)


def _same(one: Statement, other: Statement) -> bool:
    return same_policy(json.dumps({"Statement": [one]}), json.dumps({"Statement": [other]}))
