"""What lives in a registry and no stack declares."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from model.declared import DeclaredStack
from model.drift.policies import extra_policy_severity
from model.drift.remedies import ecr, edit
from model.findings import CannotTell, Finding, Kind, Severity
from model.images import RESERVED_PREFIX
from model.live import LiveRegistry, Unread
from model.registry_wide.values import ROOT
from model.stack_file import NAMESPACE


def unmanaged_findings(
    stacks: Mapping[str, DeclaredStack], ignore: Collection[str], live: LiveRegistry
) -> Iterator[Finding | CannotTell]:
    """The repositories that none of a registry's stacks declares, and a registry policy that none does.

    `stacks` are all stacks of the registry. Not told of: what Union's own image builder keeps below `union/`, what
    ECR itself makes below a mirror's or a template's prefix, and what `ignore` (names with *) says.
    """
    yield from _registry_policy(stacks, live)
    if isinstance(live.repositories, Unread):
        return  # told with the stacks
    declared = {repository.name for stack in stacks.values() for repository in stack.repositories}
    patterns = [_pattern(f"{RESERVED_PREFIX}*"), *map(_pattern, ignore), *map(_below, _prefixes(stacks.values(), live))]
    for repository in live.repositories:
        if repository.name in declared or any(pattern.fullmatch(repository.name) for pattern in patterns):
            continue
        remedy = edit(
            f"{repository.name}: {{adopt: true}} below {NAMESPACE}:images, "
            f"or ignore: [{repository.name}] in {NAMESPACE}:registry"
        )
        place = ("config", f"{NAMESPACE}:images")
        where = (place, live.registry)
        yield Finding(
            None, repository.name, Kind.UNMANAGED, None, None, repository.arn, Severity.WARNING, remedy, *where
        )


def _registry_policy(stacks: Mapping[str, DeclaredStack], live: LiveRegistry) -> Iterator[Finding | CannotTell]:
    text = live.parts.get("policy")
    if any(stack.registry_wide and stack.registry_wide.policy for stack in stacks.values()):
        return
    if isinstance(text, Unread):
        yield CannotTell(f"policy of the registry {live.registry.account} {live.registry.region}", text.reason)
    elif text is not None:
        severity = extra_policy_severity(live.registry, text)
        remedy = ecr(live.registry, "delete-registry-policy")
        where = ((), live.registry)
        yield Finding(None, None, Kind.EXTRA_POLICY, "registry.policy", None, text, severity, remedy, *where)


def _prefixes(stacks: Iterable[DeclaredStack], live: LiveRegistry) -> set[str]:
    """Where ECR makes repositories by itself: below declared mirrors and templates, and live mirrors."""
    wide = [stack.registry_wide for stack in stacks if stack.registry_wide]
    declared = {rule.prefix for one in wide for rule in one.pull_through_cache}
    # A template for mirrors alone makes nothing outside them.
    by_itself = {"REPLICATION", "CREATE_ON_PUSH"}
    declared |= {made.prefix for one in wide for made in one.creation_templates if by_itself & {*made.applied_for}}
    mirrors = live.parts.get("pullThroughCache")
    return declared | ({*mirrors} if isinstance(mirrors, Mapping) else set())


def _below(prefix: str) -> re.Pattern[str]:
    return _pattern("*" if prefix == ROOT else f"{prefix}/*")


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*"))
