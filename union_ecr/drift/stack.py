"""One stack against its registry, as far as the registry could be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.lifecycle import extra_lifecycle_severity, lifecycle_differences
from union_ecr.drift.live import LiveRegistry, LiveRepository, Unreadable
from union_ecr.drift.push_role import push_role_findings
from union_ecr.drift.registry import registry_findings
from union_ecr.drift.remedies import edit, encryption_in_yaml, of_repository, pulumi_up
from union_ecr.drift.repository_policy import (
    extra_policy_severity,
    heal_policy,
    lost_policy_severity,
    policy_differences,
)
from union_ecr.drift.tag_mutability import weakens_immutability
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import NAMESPACE
from union_ecr.stack_file.provider_config import ProviderTags

Found = Finding | Unknown


@dataclass(frozen=True)
class StackInput:
    """A stack with what else decides how it shall live."""

    name: str
    declared: DeclaredStack
    tags: ProviderTags


def stack_findings(stack: StackInput, live: LiveRegistry) -> Iterator[Found]:
    """Everything the stack declares that does not live so, and what could not be told."""
    declared = stack.declared
    if isinstance(live.repositories, Unreadable):
        where = f"the repositories of {live.registry.words}"
        yield Unknown(where, live.repositories.reason, (stack.name,))
    else:
        by_name = {repository.name: repository for repository in live.repositories}
        for repository in declared.repositories:
            yield from _repository(stack, repository, by_name.get(repository.name))
    yield from push_role_findings(stack.name, declared.push_roles, live, stack.tags)
    if declared.registry_wide:
        yield from registry_findings(stack.name, declared.registry_wide, live)


def _repository(stack: StackInput, declared: DeclaredRepository, live: LiveRepository | None) -> Iterator[Found]:
    place = ("config", f"{NAMESPACE}:images", declared.cache_of or declared.image)
    told = _Findings(stack.name, declared.name, place)
    if live is None:
        # Its images are gone with it; a cache costs one slow build.
        severity = Severity.WARNING if declared.cache_of else Severity.CRITICAL
        heal = pulumi_up(stack.name)
        if declared.adopt:  # the provider refuses to import what is not there
            heal = edit(f"take adopt: true off {declared.image}, then {heal}")
        yield told.finding(Kind.MISSING, None, declared.arn, None, severity, heal)
        return
    yield from _settings(told, declared, live)
    yield from _tags(told, stack, declared, live)
    yield from _policy(told, stack.declared.registry, declared, live)
    yield from _lifecycle(told, stack.declared.registry, declared, live)


@dataclass(frozen=True)
class _Findings:
    stack: str
    repository: str
    place: tuple[str, ...]

    def finding(
        self, kind: Kind, field: str | None, declared: Any, live: Any, severity: Severity, remedy: str
    ) -> Finding:
        return Finding(self.stack, self.repository, kind, field, declared, live, severity, remedy, self.place)

    def unread(self, what: str, reason: Unreadable, registry: Registry) -> Unknown:
        where = f"{what} of {self.repository} in {registry.words}"
        return Unknown(where, reason.reason, (self.stack,), self.repository)


def _settings(told: _Findings, declared: DeclaredRepository, live: LiveRepository) -> Iterator[Finding]:
    heal = pulumi_up(told.stack)
    # Tags that can be pushed over are images that can be lost.
    exclusions = sorted(declared.tag_mutability_exclusions), sorted(live.tag_mutability_exclusions)
    looser = weakens_immutability(declared.tag_mutability, exclusions[0], live.tag_mutability, exclusions[1])
    for field, wanted, lives, critical in (
        ("tagMutability", declared.tag_mutability, live.tag_mutability, looser),
        ("tagMutabilityExclusions", *exclusions, looser),
        ("scanOnPush", declared.scan_on_push, live.scan_on_push, False),
    ):
        if wanted != lives:
            severity = Severity.CRITICAL if critical else Severity.WARNING
            yield told.finding(Kind.CHANGED, field, wanted, lives, severity, heal)
    yield from _encryption(told, declared, live)


def _encryption(told: _Findings, declared: DeclaredRepository, live: LiveRepository) -> Iterator[Finding]:
    """Where KMS is declared without a key, whatever key ECR chose is as declared."""
    encryption, key = declared.encryption, live.encryption_key
    wanted = {"type": encryption.type.value} | ({"key": encryption.key} if encryption.key else {})
    lives = {"type": live.encryption_type} | ({"key": key} if encryption.key and key else {})
    if wanted != lives:
        why = "ECR changes it only by a new repository, which loses the images"
        remedy = edit(f"encryption: {encryption_in_yaml(live)} on {told.repository}; {why}")
        yield told.finding(Kind.CHANGED, "encryption", wanted, lives, Severity.WARNING, remedy)


def _tags(told: _Findings, stack: StackInput, declared: DeclaredRepository, live: LiveRepository) -> Iterator[Found]:
    if isinstance(live.resource_tags, Unreadable):
        yield told.unread("the AWS tags", live.resource_tags, stack.declared.registry)
        return
    wanted, lives = stack.tags.wanted(declared.resource_tags), stack.tags.seen(live.resource_tags)
    if wanted != lives:
        heal = pulumi_up(told.stack)
        yield told.finding(Kind.CHANGED, "resourceTags", wanted, lives, Severity.INFO, heal)


def _policy(told: _Findings, registry: Registry, declared: DeclaredRepository, live: LiveRepository) -> Iterator[Found]:
    if isinstance(live.policy, Unreadable):
        yield told.unread("the policy", live.policy, registry)
    elif declared.policy is None and live.policy is not None:
        remedy = of_repository(registry, "delete-repository-policy", declared.name)
        severity = extra_policy_severity(registry, live.policy)
        yield told.finding(Kind.EXTRA_POLICY, "policy", None, live.policy, severity, remedy)
    elif declared.policy is not None and live.policy is None:
        heal = pulumi_up(told.stack)
        severity = lost_policy_severity(registry, declared.policy)
        yield told.finding(Kind.POLICY_CHANGED, "policy", declared.policy, None, severity, heal)
    elif declared.policy is not None and live.policy is not None:
        for one in policy_differences(registry, declared.policy, live.policy):
            kind = Kind.DEAD_PRINCIPAL if one.dead else Kind.POLICY_CHANGED
            field = f"policy.{one.sid}" if one.sid else "policy"
            remedy = heal_policy(told.stack, one)
            yield told.finding(kind, field, one.declared, one.live, one.severity, remedy)


def _lifecycle(
    told: _Findings, registry: Registry, declared: DeclaredRepository, live: LiveRepository
) -> Iterator[Found]:
    if isinstance(live.lifecycle, Unreadable):
        yield told.unread("the lifecycle policy", live.lifecycle, registry)
    elif declared.lifecycle is None and live.lifecycle is not None:
        remedy = of_repository(registry, "delete-lifecycle-policy", declared.name)
        severity = extra_lifecycle_severity(live.lifecycle)
        yield told.finding(Kind.EXTRA_LIFECYCLE, "lifecycle", None, live.lifecycle, severity, remedy)
    elif declared.lifecycle is not None and live.lifecycle is None:
        heal = pulumi_up(told.stack)
        yield told.finding(Kind.LIFECYCLE_CHANGED, "lifecycle", declared.lifecycle, None, Severity.WARNING, heal)
    elif declared.lifecycle is not None and live.lifecycle is not None:
        for one in lifecycle_differences(declared.lifecycle, live.lifecycle):
            field = "lifecycle" if one.priority is None else f"lifecycle.rules[{one.priority}]"
            heal = pulumi_up(told.stack)
            yield told.finding(Kind.LIFECYCLE_CHANGED, field, one.declared, one.live, one.severity, heal)
