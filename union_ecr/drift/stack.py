"""One stack against its registry, as far as the registry could be read."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial

from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.findings import Finding, Found, Kind, Severity, Unknown
from union_ecr.drift.lifecycle import lifecycle_differences
from union_ecr.drift.live import LiveRegistry, LiveRepository, Unreadable
from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.push_role import push_role_findings
from union_ecr.drift.registry import registry_findings
from union_ecr.drift.remedies import adopting, edit, encryption_in_yaml, of_repository, pulumi_up
from union_ecr.drift.repository_policy import PolicyDifference, policy_differences
from union_ecr.drift.subject import Subject
from union_ecr.drift.tag_mutability import weakens_immutability, why_tag_mutability
from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.policy_equivalence import equivalent_policies
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import NAMESPACE
from union_ecr.workspace.shared_registry import SharedRegistry


@dataclass(frozen=True)
class StackInput:
    """A stack, and its registry as all its stacks declare it."""

    name: str
    declared: DeclaredStack
    shared: SharedRegistry

    @property
    def scanning_of(self) -> str | None:
        """The stack whose registry.scanning decides which images are scanned; None where scanOnPush does."""
        settings = self.shared.registry_settings
        return self.shared.owner if settings and settings.scanning else None

    @cached_property
    def principals(self) -> PrincipalNames:
        """How people know the principals of the stack's policies."""
        return PrincipalNames(self.declared.registry, self.declared.data_planes)

    @cached_property
    def policy_differences(self) -> Callable[[str | None, str | None], list[PolicyDifference]]:
        """How a live policy differs from a declared one, both as text. Many repositories share the same two."""
        return cache(
            lambda declared, live: policy_differences(self.principals, declared and json.loads(declared), live)
        )


NO_REPOSITORY = "its images are gone, and every push and pull fails"
NO_CACHE = "builds start without it, and cannot write it"
SCANS = {
    True: "New images are scanned when they are pushed, although the stack turns that off.",
    False: "New images are no longer scanned when they are pushed, unless the registry's own scanning matches them.",
}


def stack_findings(stack: StackInput, live: LiveRegistry) -> Iterator[Found]:
    """Everything the stack declares that is not so in AWS, and what could not be read."""
    declared = stack.declared
    if isinstance(live.repositories, Unreadable):
        what = f"the repositories of {live.registry.label}"
        yield Unknown(what, live.repositories.reason, (stack.name,))
    else:
        if live.unlisted:
            what = f"the repositories of {live.registry.label} that no stack declares"
            yield Unknown(what, live.unlisted.reason, (stack.name,))
        by_name: dict[str, LiveRepository | Unreadable] = {found.name: found for found in live.repositories}
        by_name.update(live.unread)
        for repository in declared.repositories:
            yield from _repository(stack, repository, by_name.get(repository.name))
    yield from push_role_findings(stack.name, declared.push_roles, live, declared.provider_tags)
    if declared.registry_settings:
        yield from registry_findings(stack.name, declared.registry_settings, live, stack.principals)


def _repository(
    stack: StackInput, declared: DeclaredRepository, live: LiveRepository | Unreadable | None
) -> Iterator[Found]:
    registry = stack.declared.registry
    subject = Subject(
        stack.name,
        f"of {declared.name} in {registry.label}",
        ("config", f"{NAMESPACE}:images", declared.cache_of or declared.image),
        Kind.CHANGED,
        repository=declared.name,
        if_it_exists=cache(partial(_if_it_exists, registry, declared, live)),
    )
    if isinstance(live, Unreadable):
        yield Unknown(f"all {subject.name}", live.reason, (stack.name,), declared.name)
        return
    if live is None:
        yield _missing(subject, declared)
        return
    yield from _settings(subject, declared, live, stack.scanning_of)
    yield from _encryption(subject, declared, live)
    if isinstance(live.resource_tags, Unreadable):
        yield subject.unknown("the AWS tags", live.resource_tags)
    else:
        yield from subject.tag_findings(stack.declared.provider_tags, declared.resource_tags, live.resource_tags)
    yield from _policy(subject, stack, declared, live)
    yield from _lifecycle(subject, registry, declared, live)


def _if_it_exists(
    registry: Registry, declared: DeclaredRepository, live: LiveRepository | Unreadable | None
) -> str | None:
    unknown_to_it = isinstance(live, LiveRepository) and _may_be_unknown_to_the_state(declared, live)
    return adopting(declared, registry) if unknown_to_it else None


def _may_be_unknown_to_the_state(declared: DeclaredRepository, live: LiveRepository) -> bool:
    """Whether nothing shows that the stack deployed the repository: neither document lives as declared.

    So it is with a repository that was created by hand, or deleted and created again.
    """
    return not declared.adopt and not any(
        wanted is not None and isinstance(found, str) and equivalent(document_text(wanted), found)
        for wanted, found, equivalent in (
            (declared.policy, live.policy, equivalent_policies),
            (declared.lifecycle, live.lifecycle, equivalent_lifecycle_policies),
        )
    )


def _missing(subject: Subject, declared: DeclaredRepository) -> Finding:
    """Its images are lost with it; a missing build cache costs one slow build."""
    severity = Severity.WARNING if declared.cache_of else Severity.CRITICAL
    reason = f"The repository does not exist: {NO_CACHE if declared.cache_of else NO_REPOSITORY}."
    remedy = pulumi_up(subject.stack)
    if declared.adopt:  # the provider refuses to import what does not exist
        remedy = edit(f"remove adopt: true from {declared.image}, then {remedy}")
    return subject.finding(None, declared.arn, None, reason, severity, kind=Kind.MISSING, remedy=remedy)


def _settings(
    subject: Subject, declared: DeclaredRepository, live: LiveRepository, scanning_of: str | None
) -> Iterator[Finding]:
    # Images whose tags can be overwritten can be lost.
    exclusions = sorted(declared.tag_mutability_exclusions), sorted(live.tag_mutability_exclusions)
    weaker = weakens_immutability(declared.tag_mutability, exclusions[0], live.tag_mutability, exclusions[1])
    tags = why_tag_mutability(live.tag_mutability, exclusions[1], weaker=weaker)
    severity = Severity.CRITICAL if weaker else Severity.WARNING
    for field, wanted, found, reason, severe in (
        ("tagMutability", declared.tag_mutability, live.tag_mutability, tags, severity),
        ("tagMutabilityExclusions", *exclusions, tags, severity),
        ("scanOnPush", declared.scan_on_push, live.scan_on_push, *_scans(live, scanning_of)),
    ):
        if wanted != found:
            yield subject.finding(field, wanted, found, reason, severe)


def _scans(live: LiveRepository, scanning_of: str | None) -> tuple[str, Severity]:
    """The filters of registry.scanning replace scanOnPush, whichever stack declares them.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
    """
    if scanning_of:
        reason = f"It has no effect while registry.scanning of the stack {scanning_of} decides what is scanned."
        return reason, Severity.INFO
    return SCANS[live.scan_on_push], Severity.WARNING


def _encryption(subject: Subject, declared: DeclaredRepository, live: LiveRepository) -> Iterator[Finding]:
    """Where KMS is declared without a key, any key that ECR chose is as declared."""
    encryption, key = declared.encryption, live.encryption_key
    wanted = {"type": encryption.type.value} | ({"key": encryption.key} if encryption.key else {})
    found = {"type": live.encryption_type} | ({"key": key} if encryption.key and key else {})
    if wanted != found:
        why = "ECR cannot change it: only a new repository, without the images, would have another"
        remedy = edit(f"encryption: {encryption_in_yaml(live)} on {declared.name}; {why}")
        by = [" with the key ".join(encryption.values()) for encryption in (found, wanted)]
        reason = f"Its images are encrypted by {by[0]} instead of {by[1]}, and ECR never changes that."
        yield subject.finding("encryption", wanted, found, reason, remedy=remedy)


def _policy(subject: Subject, stack: StackInput, declared: DeclaredRepository, live: LiveRepository) -> Iterator[Found]:
    if isinstance(live.policy, Unreadable):
        yield subject.unknown("the policy", live.policy)
        return
    wanted = document_text(declared.policy) if declared.policy else None
    for difference in stack.policy_differences(wanted, live.policy):
        if declared.policy is None:
            remedy = of_repository(stack.declared.registry, "delete-repository-policy", declared.name)
            reason, severity = difference.reason, difference.severity
            yield subject.finding("policy", None, live.policy, reason, severity, kind=Kind.EXTRA_POLICY, remedy=remedy)
        else:
            yield subject.policy_finding(difference, Kind.POLICY_CHANGED)


def _lifecycle(
    subject: Subject, registry: Registry, declared: DeclaredRepository, live: LiveRepository
) -> Iterator[Found]:
    if isinstance(live.lifecycle, Unreadable):
        yield subject.unknown("the lifecycle policy", live.lifecycle)
        return
    extra = declared.lifecycle is None
    kind = Kind.EXTRA_LIFECYCLE if extra else Kind.LIFECYCLE_CHANGED
    remedy = of_repository(registry, "delete-lifecycle-policy", declared.name) if extra else None
    for difference in lifecycle_differences(declared.lifecycle, live.lifecycle):
        field = "lifecycle" if difference.priority is None else f"lifecycle.rules[{difference.priority}]"
        values = (difference.declared, difference.live)
        yield subject.finding(field, *values, difference.reason, difference.severity, kind=kind, remedy=remedy)
