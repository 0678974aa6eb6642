"""The registry's own settings against what ECR reports of them, part by part."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.lifecycle import lifecycle_differences
from union_ecr.drift.live import LiveRegistry, Unreadable
from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.registry_parts import declared_parts
from union_ecr.drift.registry_reasons import (
    MISSING,
    why_cache_rule_differs,
    why_replication_differs,
    why_scanning_differs,
    why_template_differs,
    why_template_is_missing,
)
from union_ecr.drift.remedies import put_replication
from union_ecr.drift.repository_policy import policy_differences
from union_ecr.drift.subject import Subject
from union_ecr.drift.tag_mutability import weakens_immutability
from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.policy_equivalence import equivalent_policies
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import NAMESPACE

_BY_NAME = ("pullThroughCache", "creationTemplates", "accountSettings")
_DOCUMENTS = {"repositoryPolicy": equivalent_policies, "lifecyclePolicy": equivalent_lifecycle_policies}
UPSTREAM = ("upstreamRegistryUrl", "upstreamRepositoryPrefix")
"""What of a pull-through cache rule decides whose images it brings."""
Part = Mapping[str, Any]


def registry_findings(
    stack: str, declared: DeclaredRegistry, live: LiveRegistry, principals: PrincipalNames
) -> Iterator[Finding | Unknown]:
    """What differs of the parts that are declared; other parts belong to other stacks, or to nobody.

    A pull-through cache rule or a template that is missing or differs is reported by its prefix, an account setting by
    its name, the policy statement by statement.
    """
    name = f"of the registry {live.registry.label}"
    for part, wanted in declared_parts(declared).items():
        place = ("config", f"{NAMESPACE}:registry", part)
        subject = Subject(stack, name, place, Kind.REGISTRY_CHANGED, field="registry")
        found = live.parts.get(part)
        if isinstance(found, Unreadable):
            yield subject.unknown(part, found)
        elif part == "policy":
            for difference in policy_differences(principals, declared.policy, found):
                yield subject.policy_finding(difference)
        elif part in _BY_NAME:
            yield from _named(subject, principals, part, wanted, found or {})
        elif part == "replication":
            yield from _replication(subject, live.registry, wanted, found or [])
        elif part == "pullTimeUpdateExclusions":
            for arn in sorted({*wanted} - {*(found or ())}):
                reason = f"Pulls by {arn} count as use of an image again, so rules by last pull keep what it pulls."
                yield subject.finding(part, arn, None, reason)
        elif wanted != found:
            yield subject.finding(part, wanted, found, why_scanning_differs(wanted, found or {}))


def _named(subject: Subject, principals: PrincipalNames, part: str, declared: Part, live: Part) -> Iterator[Finding]:
    for name, wanted in declared.items():
        found = live.get(name)
        if found is None:
            reason = _why_missing(part, name, wanted, live)
            yield subject.finding(f"{part}.{name}", wanted, None, reason, kind=Kind.MISSING)
        elif not _equivalent(wanted, found):
            reason = _reason(principals, part, name, wanted, found)
            yield subject.finding(f"{part}.{name}", wanted, found, reason, _severity(principals, wanted, found))


def _why_missing(part: str, name: str, declared: Any, live: Part) -> str:
    if part != "creationTemplates":
        return MISSING[part].format(name=name)
    uses = {prefix: template.get("appliedFor", ()) for prefix, template in live.items()}
    return why_template_is_missing(name, declared.get("appliedFor", ()), uses)


def _reason(principals: PrincipalNames, part: str, name: str, declared: Any, live: Any) -> str:
    if part == "pullThroughCache":
        return why_cache_rule_differs(name, declared, live)
    if part == "creationTemplates":
        return why_template_differs(principals, name, declared, live)
    return f"The account setting {name} is {live} instead of {declared}, for all repositories of the region."


def _severity(principals: PrincipalNames, declared: Any, live: Any) -> Severity:
    """Critical where a cache rule brings images of another upstream, or where a template's severity is."""
    if not isinstance(declared, dict) or not isinstance(live, dict):
        return Severity.WARNING
    if any(declared.get(key) != live.get(key) for key in UPSTREAM):
        return Severity.CRITICAL
    return template_severity(principals, declared, live)


def template_severity(principals: PrincipalNames, declared: Part, live: Part) -> Severity:
    """Critical where new repositories grant untrusted access, lose images or cannot be pulled from, else a warning.

    Images are lost when they expire, or when their tags can be overwritten.
    """
    if weakens_immutability(*_tag_mutability(declared), *_tag_mutability(live)):
        return Severity.CRITICAL
    policies = _document(declared.get("repositoryPolicy")), live.get("repositoryPolicy")
    lifecycles = _document(declared.get("lifecyclePolicy")), live.get("lifecyclePolicy")
    severities = [difference.severity for difference in policy_differences(principals, *policies)]
    severities += [difference.severity for difference in lifecycle_differences(*lifecycles)]
    return max((Severity.WARNING, *severities), key=lambda severity: severity.rank)


def _tag_mutability(template: Part) -> tuple[str, Collection[str]]:
    return template.get("imageTagMutability", "MUTABLE"), template.get("imageTagMutabilityExclusions", ())


def _replication(
    subject: Subject, registry: Registry, declared: list[dict[str, Any]], live: list[dict[str, Any]]
) -> Iterator[Finding]:
    """Critical: images are copied to an account that is not declared, or deleting an image deletes its copies.

    pulumi-aws does not know the latter, so it cannot undo it.
    """
    if any(rule.get("deleteReplication") for rule in live):
        remedy = put_replication(registry, declared)
        reason = "Whoever deletes an image here deletes its copies in the other registries as well."
        yield subject.finding("replication.deleteReplication", False, True, reason, Severity.CRITICAL, remedy=remedy)
    found = [{key: value for key, value in rule.items() if key != "deleteReplication"} for rule in live]
    if declared != found:
        elsewhere = replicates_elsewhere(registry.account, declared, found)
        severity = Severity.CRITICAL if elsewhere else Severity.WARNING
        reason = why_replication_differs(registry, declared, found)
        yield subject.finding("replication", declared, found, reason, severity)


def replicates_elsewhere(own: str, declared: list[dict[str, Any]], live: list[dict[str, Any]]) -> bool:
    """Whether live rules copy images to another account than `own` that the declared rules do not copy there."""
    wanted = _copies(declared)
    return any(
        account != own and not any(account == to and prefix.startswith(covered) for to, covered in wanted)
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
    """The rules with the destinations in this account only."""
    kept = [{**rule, "destinations": [to for to in rule["destinations"] if to[1] == account]} for rule in rules]
    return [rule for rule in kept if rule["destinations"]]


def _equivalent(declared: Any, live: Any) -> bool:
    if not isinstance(declared, dict) or not isinstance(live, dict):
        return bool(declared == live)
    plain = {*declared, *live} - {*_DOCUMENTS, "encryption"}
    return (
        all(declared.get(key) == live.get(key) for key in plain)
        and _same_encryption(declared, live)
        and all(equivalent(declared.get(key), live.get(key)) for key, equivalent in _DOCUMENTS.items())
    )


def _same_encryption(declared: Part, live: Part) -> bool:
    """Where KMS is declared without a key, any key is as declared."""
    wanted, found = declared.get("encryption") or {}, live.get("encryption") or {}
    return all(found.get(key) == value for key, value in wanted.items())


def _document(text: str | None) -> Document | None:
    return json.loads(text) if text else None
