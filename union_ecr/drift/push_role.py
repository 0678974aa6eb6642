"""Push roles against what IAM says of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from union_ecr.declared.push_role import POLICY_NAME, DeclaredPushRole
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import LiveRegistry, LiveRole, Unreadable
from union_ecr.drift.permissions import (
    Statement,
    deleted_principals,
    denies,
    not_covered_by,
    permissions_of,
    statements_of,
)
from union_ecr.drift.remedies import pulumi_up
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.policy_equivalence import equivalent_policies
from union_ecr.stack_file.parse import NAMESPACE
from union_ecr.stack_file.provider_config import ProviderTags


def push_role_findings(
    stack: str, roles: Iterable[DeclaredPushRole], live: LiveRegistry, tags: ProviderTags
) -> Iterator[Finding | Unknown]:
    """What differs of each role: whom it trusts and what it may do is critical, all else a setting."""
    for role in roles:
        found = live.roles.get(role.name)
        if isinstance(found, Unreadable):
            yield Unknown(f"the role {role.name} in {live.registry.account}", found.reason, (stack,))
        elif found is None:
            yield _finding(stack, role, Kind.MISSING, None, role.arn, None, Severity.WARNING, pulumi_up(stack))
        else:
            yield from _changed(stack, role, found, tags)


def _changed(stack: str, role: DeclaredPushRole, live: LiveRole, tags: ProviderTags) -> Iterator[Finding]:
    heal, kind, critical = pulumi_up(stack), Kind.PUSH_ROLE_CHANGED, Severity.CRITICAL
    if role.arn != live.arn:
        yield _finding(stack, role, kind, "path", role.arn, live.arn, Severity.WARNING, heal)
    if not _same_document(role.trust_policy, live.trust_policy):
        dead = _only_dead(role.trust_policy, live.trust_policy)
        told = Kind.DEAD_PRINCIPAL if dead else kind
        severity = _severity(role.trust_policy, live.trust_policy)
        once = pulumi_up(stack, () if severity is Severity.INFO else dead)
        yield _finding(stack, role, told, "trustPolicy", role.trust_policy, live.trust_policy, severity, once)
    own = live.policies.get(POLICY_NAME)
    if own is None or not _same_document(role.policy, own):
        yield _finding(stack, role, kind, "policy", role.policy, own, _severity(role.policy, own), heal)
    for name in sorted({*live.policies} - {POLICY_NAME}):
        yield _finding(stack, role, kind, f"policies.{name}", None, live.policies[name], critical, heal)
    for arn in sorted(live.attached_policies):
        yield _finding(stack, role, kind, "attachedPolicies", None, arn, critical, heal)
    if role.permissions_boundary != live.permissions_boundary:
        boundaries = (role.permissions_boundary, live.permissions_boundary)
        yield _finding(stack, role, kind, "permissionsBoundary", *boundaries, critical, heal)
    if role.max_session_duration != live.max_session_duration:
        durations = (role.max_session_duration, live.max_session_duration)
        yield _finding(stack, role, kind, "maxSessionDuration", *durations, Severity.WARNING, heal)
    wanted, lives = tags.wanted(role.resource_tags), tags.seen(live.resource_tags)
    if wanted != lives:
        yield _finding(stack, role, kind, "resourceTags", wanted, lives, Severity.INFO, heal)


def _finding(
    stack: str,
    role: DeclaredPushRole,
    kind: Kind,
    field: str | None,
    declared: Any,
    live: Any,
    severity: Severity,
    remedy: str,
) -> Finding:
    where = ".".join(filter(None, ("pushRoles", role.key, field)))
    place = ("config", f"{NAMESPACE}:pushRoles", role.key)
    return Finding(stack, None, kind, where, declared, live, severity, remedy, place)


def _severity(declared: Any, live: Any) -> Severity:
    """A document by which nobody may do more or less is cosmetic; what it gives and what it takes are both critical."""
    one, other = _statements(declared), _statements(live)
    same = None not in (one, other) and permissions_of(one or ()) == permissions_of(other or ())
    return Severity.INFO if same and not any(map(denies, other or ())) else Severity.CRITICAL


def _only_dead(declared: Any, live: Any) -> list[str]:
    """Whom a document names who was deleted, if it lets nobody else in for it."""
    statements = _statements(live) or ()
    new = not_covered_by(permissions_of(statements), permissions_of(_statements(declared) or ()))
    return [] if new else sorted({name for one in statements for name in deleted_principals(one)})


def _statements(document: Any) -> list[Statement] | None:
    return statements_of(document_text(document))


def _same_document(declared: Any, live: Any) -> bool:
    return equivalent_policies(document_text(declared), document_text(live))
