"""Findings: each a difference between declared and live, or a fault, as data."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.errors import KeyPath


class Severity(StrEnum):
    """How urgent a finding is, from the least."""

    INFO = "info"
    """Cosmetic: it changes nobody's permissions, and no image is at risk."""
    WARNING = "warning"
    """A setting differs."""
    CRITICAL = "critical"
    """Somebody untrusted has access, images may be lost, or a data plane can no longer pull."""

    @property
    def rank(self) -> int:
        """Larger is worse."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """What is found, each with its meaning for people."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:  # noqa: D102 - how an enum has more than a value
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.meaning = meaning
        return kind

    MISSING = "missing", "A declared repository, push role, pull-through cache rule or template does not exist."
    CHANGED = "changed", "A setting of a repository or push role differs."
    UNMANAGED = "unmanaged", "A live repository that no stack declares."
    EXTRA_POLICY = "extra-policy", "A policy where none is declared."
    EXTRA_LIFECYCLE = "extra-lifecycle", "A lifecycle policy where none is declared."
    POLICY_CHANGED = "policy-changed", "A statement of a repository policy differs, is missing or is not declared."
    LIFECYCLE_CHANGED = "lifecycle-changed", "A lifecycle rule differs, is missing or is not declared."
    DEAD_PRINCIPAL = (
        "dead-principal",
        "A policy names a deleted role or user; it matches nobody, even if one of that name is created again.",
    )
    REGISTRY_CHANGED = "registry-changed", "A setting of the registry differs, or opens it and no stack declares it."
    PUSH_ROLE_CHANGED = "push-role-changed", "A push role's trust policy, permissions or settings differ."


@dataclass(frozen=True)
class Finding:
    """One finding.

    `stack` is None for findings of no stack, `repository` where it is not about one; `field` names what differs, as the
    stack file does. `declared` and `live` are plain values, None where there is none. `reason` says in one sentence
    what the difference means, `remedy` is what to do, ready to paste. `place` is the key path in the stack file;
    `registry` is set where `stack` is None.
    """

    stack: str | None
    repository: str | None
    kind: Kind
    field: str | None
    declared: Any
    live: Any
    severity: Severity
    reason: str
    remedy: str
    place: KeyPath = dataclasses.field(default=(), compare=False)
    registry: Registry | None = dataclasses.field(default=None, compare=False)


INTERRUPTED = "broken off"
"""The reason of everything that a sweep did not read because somebody interrupted it."""


@dataclass(frozen=True)
class Unknown:
    """Something that could not be read: denied, unreachable, or interrupted. It is neither missing nor clean.

    `what` names it for people (the policy of ml/trainer in 123456789012 us-east-1), `reason` is AWS's own.
    """

    what: str
    reason: str
    stacks: tuple[str, ...] = ()
    repository: str | None = None


Found = Finding | Unknown
"""What a comparison yields."""


@dataclass(frozen=True)
class Report:
    """The result of a sweep: findings, the most severe first, and what could not be read."""

    findings: tuple[Finding, ...]
    declared: int
    live: int
    unknown: tuple[Unknown, ...]

    @property
    def interrupted(self) -> bool:
        """Whether somebody interrupted the sweep."""
        return any(unknown.reason == INTERRUPTED for unknown in self.unknown)

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings, 3 if anything is unknown, even beside findings."""
        return 3 if self.unknown else 1 if self.findings else 0

    def from_severity(self, least: Severity) -> Self:
        """The report without less severe findings."""
        findings = tuple(finding for finding in self.findings if finding.severity.rank >= least.rank)
        return dataclasses.replace(self, findings=findings)


def by_severity(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of a report: by severity, then by stack, repository, kind and field."""

    def order(finding: Finding) -> tuple[Any, ...]:
        names = (finding.stack, finding.repository, finding.kind.value, finding.field)
        return (-finding.severity.rank, *(name or "" for name in names))

    return tuple(sorted(findings, key=order))
