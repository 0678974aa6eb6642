"""The registry's own settings against what ECR says of them, part by part."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.lifecycle import extra_lifecycle_severity, lifecycle_differences
from union_ecr.drift.live import LiveRegistry, Unreadable
from union_ecr.drift.registry_record import declared_record
from union_ecr.drift.remedies import pulumi_up, put_replication
from union_ecr.drift.repository_policy import (
    extra_policy_severity,
    heal_policy,
    lost_policy_severity,
    policy_differences,
)
from union_ecr.drift.tag_mutability import weakens_immutability
from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.policy_equivalence import equivalent_policies
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import NAMESPACE

_BY_NAME = ("pullThroughCache", "creationTemplates", "accountSettings")
_DOCUMENTS = {"repositoryPolicy": equivalent_policies, "lifecyclePolicy": equivalent_lifecycle_policies}
_UPSTREAM = ("upstreamRegistryUrl", "upstreamRepositoryPrefix")
Part = Mapping[str, Any]


def registry_findings(stack: str, declared: DeclaredRegistry, live: LiveRegistry) -> Iterator[Finding | Unknown]:
    """What differs of the parts that are declared; what is not declared is another's, or nobody's.

    A mirror or a template that is declared and not there, or not so, is told by its prefix, an account setting by its
    name, the policy statement by statement.
    """
    told = _Findings(stack, live.registry)
    for part, wanted in declared_record(declared).items():
        lives = live.parts.get(part)
        if isinstance(lives, Unreadable):
            where = f"{part} of the registry {live.registry.words}"
            yield Unknown(where, lives.reason, (stack,))
        elif part == "policy":
            yield from _policy(told, declared, lives)
        elif part in _BY_NAME:
            yield from _named(told, part, wanted, lives or {})
        elif part == "replication":
            yield from _replication(told, wanted, lives or [])
        elif part == "pullTimeUpdateExclusions":
            for arn in sorted({*wanted} - {*(lives or ())}):
                yield told.finding(part, arn, None)
        elif wanted != lives:
            yield told.finding(part, wanted, lives)


class _Findings:
    """How findings of one stack's registry are told."""

    def __init__(self, stack: str, registry: Registry) -> None:
        self.stack = stack
        self.registry = registry

    def finding(
        self,
        field: str,
        declared: Any,
        live: Any,
        severity: Severity = Severity.WARNING,
        *,
        kind: Kind = Kind.REGISTRY_CHANGED,
        remedy: str | None = None,
    ) -> Finding:
        place = ("config", f"{NAMESPACE}:registry", field.partition(".")[0])
        heal = remedy or pulumi_up(self.stack)
        return Finding(self.stack, None, kind, f"registry.{field}", declared, live, severity, heal, place)


def _policy(told: _Findings, declared: DeclaredRegistry, text: str | None) -> Iterator[Finding]:
    if declared.policy is None:
        return
    if text is None:
        yield told.finding("policy", declared.policy, None, lost_policy_severity(told.registry, declared.policy))
        return
    for one in policy_differences(told.registry, declared.policy, text):
        field = f"policy.{one.sid}" if one.sid else "policy"
        kind = Kind.DEAD_PRINCIPAL if one.dead else Kind.REGISTRY_CHANGED
        remedy = heal_policy(told.stack, one)
        yield told.finding(field, one.declared, one.live, one.severity, kind=kind, remedy=remedy)


def _named(told: _Findings, part: str, wanted: Part, lives: Part) -> Iterator[Finding]:
    for name, one in wanted.items():
        other = lives.get(name)
        if other is None:
            yield told.finding(f"{part}.{name}", one, None, kind=Kind.MISSING)
        elif not _same(one, other):
            yield told.finding(f"{part}.{name}", one, other, _severity(told.registry, one, other))


def _severity(registry: Registry, declared: Any, live: Any) -> Severity:
    """Critical where a mirror brings another's images, or a template is."""
    if not isinstance(declared, dict) or not isinstance(live, dict):
        return Severity.WARNING
    if any(declared.get(key) != live.get(key) for key in _UPSTREAM):
        return Severity.CRITICAL
    return template_severity(registry, declared, live)


def template_severity(registry: Registry, declared: Part, live: Part) -> Severity:
    """Critical where repositories to come let strangers in, lose images or cannot be pulled from, else a setting.

    Images are lost by expiry, and where tags can be pushed over.
    """
    if weakens_immutability(*_tags(declared), *_tags(live)):
        return Severity.CRITICAL
    policy = _policy_severity(registry, declared.get("repositoryPolicy"), live.get("repositoryPolicy"))
    lifecycle = _lifecycle_severity(declared.get("lifecyclePolicy"), live.get("lifecyclePolicy"))
    return _worst((Severity.WARNING, policy, lifecycle))


def _tags(template: Part) -> tuple[str, Collection[str]]:
    return template.get("imageTagMutability", "MUTABLE"), template.get("imageTagMutabilityExclusions", ())


def _policy_severity(registry: Registry, declared: str | None, live: str | None) -> Severity:
    if live is None:
        return lost_policy_severity(registry, _document(declared)) if declared else Severity.INFO
    if declared is None:
        return extra_policy_severity(registry, live)
    return _worst(one.severity for one in policy_differences(registry, _document(declared), live))


def _lifecycle_severity(declared: str | None, live: str | None) -> Severity:
    if live is None:
        return Severity.INFO
    if declared is None:
        return extra_lifecycle_severity(live)
    return _worst(one.severity for one in lifecycle_differences(_document(declared), live))


def _replication(told: _Findings, wanted: list[dict[str, Any]], lives: list[dict[str, Any]]) -> Iterator[Finding]:
    """Copies for an account that is not declared are critical, and so is that a deletion here deletes the copies.

    pulumi-aws does not know the latter, so neither does it heal it.
    """
    deletes = [rule for rule in lives if rule.get("deleteReplication")]
    if deletes:
        remedy = put_replication(told.registry, wanted)
        yield told.finding("replication.deleteReplication", False, True, Severity.CRITICAL, remedy=remedy)
    plain = [{key: value for key, value in rule.items() if key != "deleteReplication"} for rule in lives]
    if wanted != plain:
        more = replicates_elsewhere(told.registry.account, wanted, plain)
        yield told.finding("replication", wanted, plain, Severity.CRITICAL if more else Severity.WARNING)


def replicates_elsewhere(own: str, declared: list[dict[str, Any]], live: list[dict[str, Any]]) -> bool:
    """Whether live rules, in the shape of their record, copy to another account what the declared ones do not."""
    given = _copies(declared)
    return any(
        account != own and not any(account == to and prefix.startswith(one) for to, one in given)
        for account, prefix in _copies(live)
    )


def _copies(rules: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """The accounts to which rules copy, with the prefixes of what they copy; no prefix is everything."""
    return {
        (account, prefix)
        for rule in rules
        for _, account in rule["destinations"]
        for prefix in rule["prefixes"] or [""]
    }


def replicated_within(account: str, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What remains of such rules without the copies for other accounts."""
    kept = [{**rule, "destinations": [to for to in rule["destinations"] if to[1] == account]} for rule in rules]
    return [rule for rule in kept if rule["destinations"]]


def _same(declared: Any, live: Any) -> bool:
    if not isinstance(declared, dict) or not isinstance(live, dict):
        return bool(declared == live)
    plain = {*declared, *live} - {*_DOCUMENTS, "encryption"}
    return (
        all(declared.get(key) == live.get(key) for key in plain)
        and _same_encryption(declared, live)
        and all(same(declared.get(key), live.get(key)) for key, same in _DOCUMENTS.items())
    )


def _same_encryption(declared: Part, live: Part) -> bool:
    """Where KMS is declared without a key, any key is as declared."""
    wanted, lives = declared.get("encryption") or {}, live.get("encryption") or {}
    return all(lives.get(key) == value for key, value in wanted.items())


def _worst(severities: Iterable[Severity]) -> Severity:
    return max(severities, key=lambda severity: severity.rank, default=Severity.INFO)


def _document(text: str) -> Document:
    document: Document = json.loads(text)
    return document
