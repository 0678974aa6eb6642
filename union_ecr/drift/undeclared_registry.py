"""What changes a registry as a whole and no stack declares: its policy, replication, templates and cache rules."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from union_ecr.declared.registry_policy import LONGEST_REGISTRY_POLICY
from union_ecr.drift.findings import Finding, Found, Kind, Severity, Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.drift.prune_policy import prune
from union_ecr.drift.registry import replicated_within, replicates_elsewhere, template_severity
from union_ecr.drift.registry_comparison import RegistryComparison
from union_ecr.drift.registry_parts import declared_parts
from union_ecr.drift.registry_reasons import (
    why_cache_rule_is_undeclared,
    why_replication_differs,
    why_template_differs,
)
from union_ecr.drift.remedies import of_cache_rule, of_registry, put_replication, replace_policy
from union_ecr.ecr.actions import LONGEST_REPOSITORY_POLICY
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.registry.repository_names import ROOT, names_below, prefixes_over


def undeclared_findings(comparison: RegistryComparison, ignore: Collection[str]) -> Iterator[Found]:
    """What opens the registry, or affects what is declared in it, and is declared by none of its stacks.

    Anything else is ignored, as are cache rules whose repositories match `ignore` (names with *).
    """
    yield from _policy(comparison)
    yield from _replication(comparison)
    yield from _templates(comparison)
    yield from _cache_rules(comparison, ignore)


def _policy(comparison: RegistryComparison) -> Iterator[Found]:
    text, registry = comparison.live.parts.get("policy"), comparison.registry
    if isinstance(text, Unreadable):
        yield Unknown(f"policy of {comparison.name}", text.reason)
    elif text is None or comparison.declares("policy"):
        return
    elif pruned := prune(text, comparison.trusted.changes_declared):
        remedy = replace_policy(
            pruned.policy,
            LONGEST_REGISTRY_POLICY,
            lambda policy: of_registry(registry, f"put-registry-policy --policy-text {policy}"),
            of_registry(registry, "delete-registry-policy"),
        )
        reason = comparison.describe_unwanted(text, comparison.trusted.changes_declared)
        yield comparison.finding(Kind.EXTRA_POLICY, "registry.policy", text, Severity.CRITICAL, reason, remedy)


def _replication(comparison: RegistryComparison) -> Iterator[Found]:
    """Images are copied to another account, and no stack declares it."""
    rules, registry = comparison.live.parts.get("replication"), comparison.registry
    if isinstance(rules, Unreadable):
        yield Unknown(f"replication of {comparison.name}", rules.reason)
    elif not comparison.declares("replication") and replicates_elsewhere(registry.account, [], rules or []):
        remedy = put_replication(registry, replicated_within(registry.account, rules or []))
        reason = why_replication_differs(registry, [], rules or [])
        yield comparison.finding(
            Kind.REGISTRY_CHANGED, "registry.replication", rules, Severity.CRITICAL, reason, remedy
        )


def _templates(comparison: RegistryComparison) -> Iterator[Found]:
    """Templates that open new repositories to untrusted access, or that apply in place of a declared template.

    ECR applies the template with the longest matching prefix.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
    """
    templates = comparison.live.parts.get("creationTemplates") or {}
    if isinstance(templates, Unreadable):
        yield Unknown(f"creationTemplates of {comparison.name}", templates.reason)
        return
    settings = comparison.shared.registry_settings
    declared = declared_parts(settings).get("creationTemplates", {}) if settings else {}
    for prefix in sorted({*templates} - {*declared}):
        yield from _template(comparison, prefix, templates[prefix], _replaced(declared, prefix, templates[prefix]))


def _template(
    comparison: RegistryComparison, prefix: str, live: Mapping[str, Any], replaced: Mapping[str, Any] | None
) -> Iterator[Finding]:
    registry, policy = comparison.registry, live.get("repositoryPolicy")
    severity = template_severity(comparison.principals, replaced, live) if replaced else None
    reason = why_template_differs(comparison.principals, prefix, replaced, live) if replaced else ""
    remedy = delete = of_registry(registry, f"delete-repository-creation-template --prefix {prefix}")
    if policy and (pruned := comparison.without_untrusted_access(policy)):
        severity = Severity.CRITICAL
        who = comparison.describe_untrusted_access(policy).removesuffix(".")
        reason = f"{who}, in every repository that ECR creates below {prefix}."
        if not replaced:
            update = f"update-repository-creation-template --prefix {prefix} --repository-policy"
            remedy = replace_policy(
                pruned.policy,
                LONGEST_REPOSITORY_POLICY,
                lambda remaining: of_registry(registry, f"{update} {remaining}"),
                delete,
            )
    if severity:
        field = f"registry.creationTemplates.{prefix}"
        yield comparison.finding(Kind.REGISTRY_CHANGED, field, live, severity, reason, remedy)


def _replaced(declared: Mapping[str, Any], prefix: str, live: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The declared template that would apply if this one did not exist."""
    found = [
        (name != ROOT, len(name), name)
        for name, template in declared.items()
        if subsumes(names_below(name), prefix) and {*template["appliedFor"]} & {*live.get("appliedFor", ())}
    ]
    return declared[max(found)[2]] if found else None


def _cache_rules(comparison: RegistryComparison, ignore: Collection[str]) -> Iterator[Found]:
    """Undeclared pull-through cache rules: they import images; critical where they cover declared repositories.

    A rule that covers none is ignored if all its repositories are.
    """
    rules = comparison.live.parts.get("pullThroughCache")
    if isinstance(rules, Unreadable):
        yield Unknown(f"pullThroughCache of {comparison.name}", rules.reason)
    if not isinstance(rules, Mapping):
        return
    settings = comparison.shared.registry_settings
    declared = {rule.prefix for rule in settings.pull_through_cache} if settings else set()
    for prefix in sorted({*rules} - declared):
        covered = sorted(name for name in comparison.repository_names if prefix in prefixes_over(rules, name))
        if not covered and any(subsumes(pattern, names_below(prefix)) for pattern in ignore):
            continue
        remedy = of_cache_rule(comparison.registry, "delete-pull-through-cache-rule", prefix)
        severity = Severity.CRITICAL if covered else Severity.WARNING
        reason = why_cache_rule_is_undeclared(prefix, rules[prefix], covered)
        field = f"registry.pullThroughCache.{prefix}"
        yield comparison.finding(Kind.REGISTRY_CHANGED, field, rules[prefix], severity, reason, remedy)
