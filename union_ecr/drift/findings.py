"""Findings: each a difference between declared and live, or a fault, as data."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from union_ecr.ecr.registry import Registry
from union_ecr.exit_codes import ExitCode
from union_ecr.settings.registry.finding_kinds import WITHOUT_DIFFERENCE
from union_ecr.settings.registry.finding_kinds import Kind as Kind
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


@dataclass(frozen=True)
class Finding:
    """One finding.

    `stack` is None for findings of no stack, `repository` where it is not about one; `field` names what differs, as the
    stack file does. `declared` and `live` are plain values, None where there is none. `reason` says in one sentence
    what the difference means, `remedy` is what to do, ready to paste. `place` is the key path in the stack file,
    `registry` where it was found. An accepted finding does not count: it leaves the exit code alone.
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
    counts: bool = True

    @property
    def difference(self) -> str | None:
        """What an entry of drift.accepted names, so that it holds for these declared and live values only.

        None for kinds without values that could become worse.
        """
        if self.kind in WITHOUT_DIFFERENCE:
            return None
        values = json.dumps([self.kind, self.field, self.declared, self.live], sort_keys=True, default=str)
        return f"d-{hashlib.sha256(values.encode()).hexdigest()[:12]}"


INTERRUPTED = "interrupted"
"""The reason of everything that a sweep did not read because somebody interrupted it."""


@dataclass(frozen=True)
class Unknown:
    """Something that could not be read: denied, unreachable, or interrupted. It is neither missing nor clean.

    `what` names it for people (the policy of ml/trainer in 123456789012 us-east-1), `reason` is AWS's own.
    `registries` are those that it is about, all of one account unless the whole sweep is unknown; `whole` says that
    nothing at all is known of them.
    """

    what: str
    reason: str
    stacks: tuple[str, ...] = ()
    repository: str | None = None
    registries: tuple[Registry, ...] = dataclasses.field(default=(), compare=False)
    whole: bool = dataclasses.field(default=False, compare=False)

    @property
    def account(self) -> str | None:
        """The account that it is about, None for several."""
        accounts = {registry.account for registry in self.registries}
        return accounts.pop() if len(accounts) == 1 else None

    @property
    def region(self) -> str | None:
        """The region that it is about, None for several."""
        return self.registries[0].region if len(self.registries) == 1 else None


Found = Finding | Unknown
"""What a comparison yields."""


@dataclass(frozen=True)
class Report:
    """The result of a sweep: findings, the most severe first, and what could not be read.

    `declared` and `live` are numbers of repositories, `accounts` that of the accounts that were to be read.
    """

    findings: tuple[Finding, ...]
    declared: int
    live: int
    unknown: tuple[Unknown, ...]
    accounts: int = 1

    @property
    def interrupted(self) -> bool:
        """Whether somebody interrupted the sweep."""
        return any(unknown.reason == INTERRUPTED for unknown in self.unknown)

    @property
    def exit_code(self) -> ExitCode:
        """0 clean or accepted, 1 findings, 3 if anything is unknown, even beside findings."""
        return ExitCode.CANNOT_TELL if self.unknown else ExitCode(any(finding.counts for finding in self.findings))

    def from_severity(self, least: Severity) -> Self:
        """The report without less severe findings."""
        findings = tuple(finding for finding in self.findings if finding.severity.rank >= least.rank)
        return dataclasses.replace(self, findings=findings)


def by_severity(findings: list[Finding]) -> tuple[Finding, ...]:
    """The findings in the order of a report: by severity, then by stack, registry, repository, kind and field."""

    def order(finding: Finding) -> tuple[Any, ...]:
        place = finding.registry.label if finding.registry else None
        names = (finding.stack, place, finding.repository, finding.kind.value, finding.field)
        return (-finding.severity.rank, *(name or "" for name in names))

    return tuple(sorted(findings, key=order))
