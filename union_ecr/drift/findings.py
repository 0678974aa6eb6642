"""Findings: one difference between what is declared and what lives, or one fault, as data."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.errors import KeyPath


class Severity(StrEnum):
    """What matters first, from the least."""

    INFO = "info"
    """Cosmetic: nobody may do more or less for it, and no image is in danger."""
    WARNING = "warning"
    """A setting is off."""
    CRITICAL = "critical"
    """A stranger may do something, images may be lost, or a data plane can no longer pull."""

    @property
    def rank(self) -> int:
        """Larger is worse."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """What is found; `words` tell what that means."""

    words: str

    def __new__(cls, value: str, words: str) -> Self:  # noqa: D102 - how an enum has more than a value
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.words = words
        return kind

    MISSING = "missing", "A declared repository, push role, mirror or template is not there."
    CHANGED = "changed", "A setting of a repository or push role differs."
    UNMANAGED = "unmanaged", "A live repository that no stack declares."
    EXTRA_POLICY = "extra-policy", "A policy where none is declared."
    EXTRA_LIFECYCLE = "extra-lifecycle", "A lifecycle policy where none is declared."
    POLICY_CHANGED = "policy-changed", "A statement of a repository policy differs, is missing or is one too many."
    LIFECYCLE_CHANGED = "lifecycle-changed", "A lifecycle rule differs, is missing or is one too many."
    DEAD_PRINCIPAL = (
        "dead-principal",
        "A policy names a role or user that was deleted since; it matches nobody, even if made again.",
    )
    REGISTRY_CHANGED = "registry-changed", "A setting of the registry differs, or opens it and nobody declares it."
    PUSH_ROLE_CHANGED = "push-role-changed", "A push role's trust, rights or settings differ."


@dataclass(frozen=True)
class Finding:
    """One finding.

    `stack` is None where no stack is concerned, `repository` where it is not about one; `field` names what differs,
    in the stack file's words. `declared` and `live` are plain values, None where there is none. `remedy` is what to
    do, ready to paste. `place` is where in the stack file it is declared, for those who point at lines; `registry`
    says where it lives, and has to where no stack does.
    """

    stack: str | None
    repository: str | None
    kind: Kind
    field: str | None
    declared: Any
    live: Any
    severity: Severity
    remedy: str
    place: KeyPath = dataclasses.field(default=(), compare=False)
    registry: Registry | None = dataclasses.field(default=None, compare=False)


INTERRUPTED = "broken off"
"""The reason for what a sweep did not get to because somebody ended it."""


@dataclass(frozen=True)
class Unknown:
    """Something that could not be read, so that nothing is said of it: denied, unreachable, or broken off.

    `what` names it as a person would (the policy of ml/trainer in 123456789012 us-east-1), `reason` is AWS's own.
    """

    what: str
    reason: str
    stacks: tuple[str, ...] = ()
    repository: str | None = None


@dataclass(frozen=True)
class Report:
    """A whole sweep: findings, the worst first, and what could not be told."""

    findings: tuple[Finding, ...]
    declared: int
    live: int
    unknown: tuple[Unknown, ...]

    @property
    def interrupted(self) -> bool:
        """Whether somebody ended the sweep before it was through."""
        return any(one.reason == INTERRUPTED for one in self.unknown)

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 3 cannot tell; what is unknown is never clean, and never hides a finding."""
        return 3 if self.unknown else 1 if self.findings else 0

    def from_severity(self, least: Severity) -> Self:
        """The same without what is less severe."""
        findings = tuple(finding for finding in self.findings if finding.severity.rank >= least.rank)
        return dataclasses.replace(self, findings=findings)


def by_severity(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings in the order they are told: by severity, then by stack, repository, kind and field."""

    def order(finding: Finding) -> tuple[Any, ...]:
        names = (finding.stack, finding.repository, finding.kind.value, finding.field)
        return (-finding.severity.rank, *(name or "" for name in names))

    return tuple(sorted(findings, key=order))
