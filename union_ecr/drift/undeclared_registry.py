"""What changes a registry as a whole and no stack declares: its policy, replication, templates and mirrors."""

import shlex
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from union_ecr.declared.registry_policy import LONGEST_REGISTRY_POLICY
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.drift.prune_policy import has_unwanted, prune
from union_ecr.drift.registry import replicated_within, replicates_elsewhere, template_severity
from union_ecr.drift.registry_comparison import RegistryComparison
from union_ecr.drift.registry_record import declared_record
from union_ecr.drift.remedies import of_mirror, of_registry, put_replication, too_long
from union_ecr.ecr.actions import LONGEST_REPOSITORY_POLICY
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.registry.repository_names import ROOT, names_below

Found = Finding | Unknown


def undeclared_findings(whole: RegistryComparison, ignore: Collection[str]) -> Iterator[Found]:
    """What opens the registry, or acts on what is declared in it, and is declared by none of its stacks.

    What does neither is somebody else's business. `ignore` (names with *) are repositories that are, too.
    """
    yield from _policy(whole)
    yield from _replication(whole)
    yield from _templates(whole)
    yield from _mirrors(whole, ignore)


def _policy(whole: RegistryComparison) -> Iterator[Found]:
    text = whole.live.parts.get("policy")
    is_unwanted = whole.acquaintances.changes_declared
    if isinstance(text, Unreadable):
        yield Unknown(f"policy of {whole.words}", text.reason)
    elif text is not None and not whole.declares("policy") and has_unwanted(text, is_unwanted):
        rest = prune(text, is_unwanted)
        call = f"put-registry-policy --policy-text {shlex.quote(rest)}" if rest else "delete-registry-policy"
        remedy = too_long(rest, LONGEST_REGISTRY_POLICY) or of_registry(whole.registry, call)
        yield whole.finding(Kind.EXTRA_POLICY, "registry.policy", text, Severity.CRITICAL, remedy)


def _replication(whole: RegistryComparison) -> Iterator[Found]:
    """Images that are copied to another account, and nobody says so."""
    rules = whole.live.parts.get("replication")
    if isinstance(rules, Unreadable):
        yield Unknown(f"replication of {whole.words}", rules.reason)
    elif not whole.declares("replication") and replicates_elsewhere(whole.registry.account, [], rules or []):
        remedy = put_replication(whole.registry, replicated_within(whole.registry.account, rules or []))
        yield whole.finding(Kind.REGISTRY_CHANGED, "registry.replication", rules, Severity.CRITICAL, remedy)


def _templates(whole: RegistryComparison) -> Iterator[Found]:
    """Templates by which repositories to come are open to strangers, or are not as a declared template says.

    Of several templates ECR takes the one with the longest prefix.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
    """
    templates = whole.live.parts.get("creationTemplates") or {}
    if isinstance(templates, Unreadable):
        yield Unknown(f"creationTemplates of {whole.words}", templates.reason)
        return
    declared: dict[str, Any] = {}
    for one in whole.wide:
        declared |= declared_record(one).get("creationTemplates", {})
    for prefix in sorted({*templates} - {*declared}):
        live = templates[prefix]
        policy, above = live.get("repositoryPolicy"), _above(declared, prefix, live)
        field = f"registry.creationTemplates.{prefix}"
        delete = of_registry(whole.registry, f"delete-repository-creation-template --prefix {prefix}")
        if policy and has_unwanted(policy, whole.acquaintances.grants_untrusted_access):
            remedy = delete if above else _without_strangers(whole, prefix, policy) or delete
            yield whole.finding(Kind.REGISTRY_CHANGED, field, live, Severity.CRITICAL, remedy)
        elif above:
            severity = template_severity(whole.registry, above, live)
            yield whole.finding(Kind.REGISTRY_CHANGED, field, live, severity, delete)


def _above(declared: Mapping[str, Any], prefix: str, live: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The declared template that would serve if this one were not there."""
    found = [
        (name != ROOT, len(name), name)
        for name, one in declared.items()
        if subsumes(names_below(name), prefix) and {*one["appliedFor"]} & {*live.get("appliedFor", ())}
    ]
    return declared[max(found)[2]] if found else None


def _without_strangers(whole: RegistryComparison, prefix: str, policy: str) -> str | None:
    """The remedy that leaves a template its policy for the others; None where there are none."""
    rest = prune(policy, whole.acquaintances.grants_untrusted_access)
    if rest is None:
        return None
    call = f"update-repository-creation-template --prefix {prefix} --repository-policy {shlex.quote(rest)}"
    return too_long(rest, LONGEST_REPOSITORY_POLICY) or of_registry(whole.registry, call)


def _mirrors(whole: RegistryComparison, ignore: Collection[str]) -> Iterator[Found]:
    """Mirrors that nobody declares: others' images come in by them, critical where declared repositories may be meant.

    Another one whose repositories are ignored as a whole is nobody's business.
    """
    mirrors = whole.live.parts.get("pullThroughCache")
    if isinstance(mirrors, Unreadable):
        yield Unknown(f"pullThroughCache of {whole.words}", mirrors.reason)
    if not isinstance(mirrors, Mapping):
        return
    declared = {rule.prefix for one in whole.wide for rule in one.pull_through_cache}
    for prefix in sorted({*mirrors} - declared):
        own = any(subsumes(names_below(prefix), name) for name in whole.repositories)
        if not own and any(subsumes(one, names_below(prefix)) for one in ignore):
            continue
        remedy = of_mirror(whole.registry, "delete-pull-through-cache-rule", prefix)
        severity = Severity.CRITICAL if own else Severity.WARNING
        field = f"registry.pullThroughCache.{prefix}"
        yield whole.finding(Kind.REGISTRY_CHANGED, field, mirrors[prefix], severity, remedy)
