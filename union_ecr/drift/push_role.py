"""Push roles against what IAM reports of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from union_ecr.declared.push_role import POLICY_NAME, DeclaredPushRole
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import LivePushRole, LiveRegistry, Unreadable
from union_ecr.drift.permissions import (
    Statement,
    deleted_principals,
    denies,
    not_covered_by,
    permissions_of,
    statements_of,
)
from union_ecr.drift.principals import PrincipalNames, enumerated
from union_ecr.drift.push_role_reasons import why_boundary_differs, why_permissions_differ, why_trust_differs
from union_ecr.drift.remedies import pulumi_up
from union_ecr.drift.subject import Subject
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.policy_equivalence import equivalent_policies
from union_ecr.ecr.registry import Registry
from union_ecr.settings.provider_tags import ProviderTags
from union_ecr.stack_file.parse import NAMESPACE


def push_role_findings(
    stack: str, roles: Iterable[DeclaredPushRole], live: LiveRegistry, tags: ProviderTags
) -> Iterator[Finding | Unknown]:
    """What differs of each role. Whom it trusts and what it may do is critical, any other field a warning."""
    for role in roles:
        subject = Subject(
            stack,
            f"{role.name} in {live.registry.account}",
            ("config", f"{NAMESPACE}:pushRoles", role.key),
            Kind.PUSH_ROLE_CHANGED,
            field=f"pushRoles.{role.key}",
        )
        found = live.roles.get(role.name)
        if isinstance(found, Unreadable):
            yield subject.unknown("the role", found)
        elif found is None:
            reason = f"The role does not exist: no job can assume it and push {enumerated(role.images)}."
            yield subject.finding(None, role.arn, None, reason, kind=Kind.MISSING)
        else:
            yield from _trust(subject, role, found, live.registry)
            yield from _permissions(subject, role, found, live.registry)
            yield from _settings(subject, role, found)
            yield from subject.tag_findings(tags, role.resource_tags, found.resource_tags)


def _trust(subject: Subject, role: DeclaredPushRole, live: LivePushRole, registry: Registry) -> Iterator[Finding]:
    if _equivalent(role.trust_policy, live.trust_policy):
        return
    severity = _severity(role.trust_policy, live.trust_policy)
    deleted = _only_deleted(role.trust_policy, live.trust_policy)
    yield subject.finding(
        "trustPolicy",
        role.trust_policy,
        live.trust_policy,
        why_trust_differs(PrincipalNames(registry, {}), role.trust_policy, live.trust_policy),
        severity,
        kind=Kind.DEAD_PRINCIPAL if deleted else None,
        remedy=pulumi_up(subject.stack, () if severity is Severity.INFO else deleted),
    )


def _permissions(subject: Subject, role: DeclaredPushRole, live: LivePushRole, registry: Registry) -> Iterator[Finding]:
    policy, names = live.policies.get(POLICY_NAME), PrincipalNames(registry, {}, f"role {role.name}")
    if policy is None or not _equivalent(role.policy, policy):
        reason = why_permissions_differ(names, role.policy, policy)
        yield subject.finding("policy", role.policy, policy, reason, _severity(role.policy, policy))
    for name in sorted({*live.policies} - {POLICY_NAME}):
        reason = why_permissions_differ(names, None, live.policies[name])
        yield subject.finding(f"policies.{name}", None, live.policies[name], reason, Severity.CRITICAL)
    for arn in sorted(live.attached_policies):
        reason = f"Role {role.name} can also do what the attached policy {arn} allows."
        yield subject.finding("attachedPolicies", None, arn, reason, Severity.CRITICAL)
    if role.permissions_boundary != live.permissions_boundary:
        boundaries = (role.permissions_boundary, live.permissions_boundary)
        reason = why_boundary_differs(live.permissions_boundary)
        yield subject.finding("permissionsBoundary", *boundaries, reason, Severity.CRITICAL)


def _settings(subject: Subject, role: DeclaredPushRole, live: LivePushRole) -> Iterator[Finding]:
    if role.arn != live.arn:
        reason = f"The role's ARN is {live.arn}: a job that assumes {role.arn} fails."
        yield subject.finding("path", role.arn, live.arn, reason)
    if role.max_session_duration != live.max_session_duration:
        shorter = live.max_session_duration < role.max_session_duration
        meaning = "so a job that asks for more fails" if shorter else "longer than the stack allows"
        reason = f"A session of the role lasts at most {live.max_session_duration // 60} minutes, {meaning}."
        yield subject.finding("maxSessionDuration", role.max_session_duration, live.max_session_duration, reason)


def _severity(declared: Any, live: Any) -> Severity:
    """Info where both documents allow the same and neither denies; whatever one grants more or less is critical."""
    wanted, found = _statements(declared), _statements(live)
    if wanted is None or found is None or any(map(denies, found)):
        return Severity.CRITICAL
    return Severity.INFO if permissions_of(wanted) == permissions_of(found) else Severity.CRITICAL


def _only_deleted(declared: Any, live: Any) -> list[str]:
    """The deleted principals that a document names; none if it also allows more than the declared one."""
    statements = _statements(live) or ()
    gained = not_covered_by(permissions_of(statements), permissions_of(_statements(declared) or ()))
    return [] if gained else sorted({name for statement in statements for name in deleted_principals(statement)})


def _statements(document: Any) -> list[Statement] | None:
    return statements_of(document_text(document))


def _equivalent(declared: Any, live: Any) -> bool:
    return equivalent_policies(document_text(declared), document_text(live))
