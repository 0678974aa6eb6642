"""The repositories that live in a registry and that no stack declares."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, partial

from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import LiveRegistry, LiveRepository, Unreadable
from union_ecr.drift.prune_policy import has_unwanted, prune
from union_ecr.drift.registry_comparison import RegistryComparison
from union_ecr.drift.remedies import as_yaml, edit, encryption_in_yaml, of_repository, too_long
from union_ecr.drift.undeclared_registry import undeclared_findings
from union_ecr.ecr.actions import LONGEST_REPOSITORY_POLICY
from union_ecr.ecr.registry import RESERVED_PREFIX
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.registry.repository_names import ROOT, names_below
from union_ecr.settings.repository import EncryptionType
from union_ecr.stack_file.parse import NAMESPACE

Found = Finding | Unknown


def unmanaged_findings(
    stacks: Mapping[str, DeclaredStack], ignore: Collection[str], live: LiveRegistry, wrong: Collection[str] = ()
) -> Iterator[Found]:
    """The repositories that none of a registry's stacks declares, and what opens the registry that none does.

    `stacks` are all stacks of the registry. Not told of: what Union's own image builder keeps below `union/`, what
    ECR itself makes below a mirror's or a template's prefix, and what `ignore` (names with *) says. Untrusted
    access (`TrustedPrincipals`) is always reported, in those repositories too. `wrong` are
    stack files that cannot be used: any of them may declare what seems undeclared, and the remedies say so.
    """
    whole = RegistryComparison(stacks, live, tuple(wrong))
    yield from undeclared_findings(whole, ignore)
    if isinstance(live.repositories, Unreadable):
        return  # told with the stacks
    others = [one for one in live.repositories if one.name not in whole.repositories]
    judged = cache(partial(_without_strangers, whole))  # many repositories have one policy
    for repository in others:
        yield from _strangers(whole, repository, judged)
    if isinstance(live.parts.get("pullThroughCache"), Unreadable):
        return  # any of them may be a mirror's; told with the mirrors
    known = [f"{RESERVED_PREFIX}*", *ignore, *map(names_below, _prefixes(whole))]
    for repository in (one for one in others if not any(subsumes(pattern, one.name) for pattern in known)):
        ignored = f"ignore: [{as_yaml(repository.name)}] in {NAMESPACE}:registry{whole.owner}"
        remedy = edit(f"{_adopted(whole, repository)}, or {ignored}")
        yield whole.finding(Kind.UNMANAGED, None, repository.arn, Severity.WARNING, remedy, repository.name)


def _without_strangers(whole: RegistryComparison, policy: str) -> tuple[bool, str | None]:
    """Whether a policy lets any in, and what remains of it without them."""
    is_unwanted = whole.acquaintances.grants_untrusted_access
    return (True, prune(policy, is_unwanted)) if has_unwanted(policy, is_unwanted) else (False, policy)


def _strangers(
    whole: RegistryComparison, repository: LiveRepository, judged: Callable[[str], tuple[bool, str | None]]
) -> Iterator[Found]:
    if isinstance(repository.policy, Unreadable):
        where = f"the policy of {repository.name} in {whole.registry.words}"
        yield Unknown(where, repository.policy.reason, repository=repository.name)
    elif repository.policy is not None and (found := judged(repository.policy))[0]:
        rest = found[1]
        verb = "set-repository-policy" if rest else "delete-repository-policy"
        call = of_repository(whole.registry, verb, repository.name, rest)
        remedy = too_long(rest, LONGEST_REPOSITORY_POLICY) or call
        live = repository.policy
        yield whole.finding(Kind.EXTRA_POLICY, "policy", live, Severity.CRITICAL, remedy, repository.name)


def _adopted(whole: RegistryComparison, live: LiveRepository) -> str:
    """The entry by which a stack takes the repository over, and what it would lose by that.

    Encryption is said where it could be another by default: ECR fixes it at creation.
    """
    key, settings = live.name, ["adopt: true"]
    if key in whole.images:
        key, settings = f"{live.name}-adopted", [f"repository: {as_yaml(live.name)}", *settings]
    if {live.encryption_type, *whole.encryptions} != {EncryptionType.AES256}:
        settings.append(f"encryption: {encryption_in_yaml(live)}")
    entry = f"{as_yaml(key)}: {{{', '.join(settings)}}} below {NAMESPACE}:images"
    documents = {"policy": live.policy, "lifecycle policy": live.lifecycle}
    replaced = " and ".join(name for name, text in documents.items() if text is not None)
    return f"{entry} (which replaces its {replaced}: write down first what is to stay)" if replaced else entry


def _prefixes(whole: RegistryComparison) -> Iterable[str]:
    """Where ECR makes repositories by itself: below declared mirrors and templates, and live mirrors but one of all."""
    declared = {rule.prefix for one in whole.wide for rule in one.pull_through_cache}
    # A template for mirrors alone makes nothing outside them.
    by_itself = {"REPLICATION", "CREATE_ON_PUSH"}
    declared |= {
        made.prefix for one in whole.wide for made in one.creation_templates if by_itself & {*made.applied_for}
    }
    mirrors = whole.live.parts.get("pullThroughCache")
    return declared | ({*mirrors} - {ROOT} if isinstance(mirrors, Mapping) else set())
