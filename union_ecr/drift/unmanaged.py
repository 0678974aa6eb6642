"""The repositories that live in a registry and that no stack declares."""

from collections.abc import Collection, Iterator, Mapping

from union_ecr.drift.findings import Found, Kind, Severity, Unknown
from union_ecr.drift.live import LiveRegistry, LiveRepository, Unreadable
from union_ecr.drift.registry_comparison import RegistryComparison
from union_ecr.drift.remedies import as_yaml, edit, encryption_in_yaml, of_repository, replace_policy
from union_ecr.drift.undeclared_registry import undeclared_findings
from union_ecr.ecr.actions import LONGEST_REPOSITORY_POLICY
from union_ecr.ecr.registry import RESERVED_PREFIX
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.registry.creation_templates import AppliedFor
from union_ecr.settings.registry.repository_names import ROOT, names_below
from union_ecr.settings.repository import EncryptionType
from union_ecr.stack_file.parse import NAMESPACE
from union_ecr.workspace.shared_registry import SharedRegistry

UNDECLARED = "No stack declares this repository, so nobody reviews who can pull from it and what expires in it."


def unmanaged_findings(shared: SharedRegistry, ignore: Collection[str], live: LiveRegistry) -> Iterator[Found]:
    """The repositories that none of a registry's stacks declares, and what opens the registry that none does.

    Repositories below `union/` (Union's own image builder), those that ECR creates below the prefix of a cache rule or
    a template, and those that match `ignore` (names with *) are not reported. Untrusted access (`TrustedPrincipals`) is
    always reported, in those repositories too. Any invalid file of the registry may declare what seems undeclared, and
    the remedies say so.
    """
    comparison = RegistryComparison(shared, live)
    yield from undeclared_findings(comparison, ignore)
    if isinstance(live.repositories, Unreadable):
        return  # reported with the stacks
    undeclared = [repository for repository in live.repositories if repository.name not in comparison.repository_names]
    for repository in undeclared:
        yield from _untrusted_access(comparison, repository)
    if isinstance(live.parts.get("pullThroughCache"), Unreadable):
        return  # any of them may belong to a cache rule; reported with the cache rules
    expected = [f"{RESERVED_PREFIX}*", *ignore, *map(names_below, _prefixes(comparison))]
    for repository in undeclared:
        if not any(subsumes(pattern, repository.name) for pattern in expected):
            ignored = f"ignore: [{as_yaml(repository.name)}] in {NAMESPACE}:registry{comparison.of_owner}"
            remedy = edit(f"{_adopted(comparison, repository)}, or {ignored}")
            yield comparison.finding(
                Kind.UNMANAGED, None, repository.arn, Severity.WARNING, UNDECLARED, remedy, repository.name
            )


def _untrusted_access(comparison: RegistryComparison, repository: LiveRepository) -> Iterator[Found]:
    registry, name, policy = comparison.registry, repository.name, repository.policy
    if isinstance(policy, Unreadable):
        yield Unknown(f"the policy of {name} in {registry.label}", policy.reason, repository=name)
    elif policy is not None and (pruned := comparison.without_untrusted_access(policy)):
        remedy = replace_policy(
            pruned.policy,
            LONGEST_REPOSITORY_POLICY,
            lambda text: of_repository(registry, "set-repository-policy", name, f" --policy-text {text}"),
            of_repository(registry, "delete-repository-policy", name),
        )
        reason = comparison.describe_untrusted_access(policy)
        yield comparison.finding(Kind.EXTRA_POLICY, "policy", policy, Severity.CRITICAL, reason, remedy, name)


def _adopted(comparison: RegistryComparison, live: LiveRepository) -> str:
    """The entry by which a stack adopts the repository, and what the stack would replace.

    It names the encryption where the default could be another: ECR fixes it at creation.
    """
    key, settings = live.name, ["adopt: true"]
    if key in comparison.images:
        key, settings = f"{live.name}-adopted", [f"repository: {as_yaml(live.name)}", *settings]
    if {live.encryption_type, *comparison.encryptions} != {EncryptionType.AES256}:
        settings.append(f"encryption: {encryption_in_yaml(live)}")
    entry = f"{as_yaml(key)}: {{{', '.join(settings)}}} below {NAMESPACE}:images"
    documents = {"policy": live.policy, "lifecycle policy": live.lifecycle}
    replaced = " and ".join(name for name, text in documents.items() if text is not None)
    return f"{entry} (which replaces its {replaced}: first declare what is to stay)" if replaced else entry


def _prefixes(comparison: RegistryComparison) -> set[str]:
    """The prefixes below which ECR creates repositories: those of cache rules, but not a live ROOT, and of templates.

    A template that applies to cache rules alone creates nothing outside them.
    """
    settings = comparison.shared.registry_settings
    declared = {rule.prefix for rule in settings.pull_through_cache} if settings else set()
    for template in settings.creation_templates if settings else ():
        if {AppliedFor.REPLICATION, AppliedFor.CREATE_ON_PUSH} & {*template.applied_for}:
            declared.add(template.prefix)
    rules = comparison.live.parts.get("pullThroughCache")
    return declared | ({*rules} - {ROOT} if isinstance(rules, Mapping) else set())
