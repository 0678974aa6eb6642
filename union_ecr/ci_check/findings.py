"""Findings of `union-ecr ci check`, as data."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from union_ecr.drift.findings import Severity, Unknown
from union_ecr.exit_codes import ExitCode


class CiKind(StrEnum):
    """What is wrong."""

    MISSING = "missing"
    """It does not exist."""
    UNDECLARED = "undeclared"
    """A role of CI of no stack."""
    TRUST_TOO_WIDE = "trust-too-wide"
    """More may assume the role than its jobs."""
    TRUST_DIFFERS = "trust-differs"
    """The role's jobs may not assume it."""
    TOO_WIDE = "too-wide"
    """It allows more than the generated documents."""
    TOO_NARROW = "too-narrow"
    """It allows less than the generated documents."""
    UNPROTECTED = "unprotected"
    """The state, or a deployment, is not protected as it should be."""
    NOT_STARTED = "not-started"
    """A job never starts on the deployed branch."""
    NOT_BOOTSTRAPPED = "not-bootstrapped"
    """A stack's account has no bootstrap file."""


@dataclass(frozen=True)
class CiFinding:
    """One finding; `resource` names what it is about, `stack` is None where it is about no stack alone."""

    account: str
    stack: str | None
    resource: str
    kind: CiKind
    severity: Severity
    reason: str
    remedy: str


@dataclass(frozen=True)
class CiReport:
    """All findings, the worst first, and what could not be read."""

    findings: tuple[CiFinding, ...]
    unknown: tuple[Unknown, ...]

    @property
    def exit_code(self) -> ExitCode:
        """0: as declared. 1: findings. 3: something could not be read."""
        return ExitCode.CANNOT_TELL if self.unknown else ExitCode(bool(self.findings))

    def as_json(self) -> Mapping[str, Any]:
        """`ci check --json`."""
        return {
            "findings": [asdict(finding) for finding in self.findings],
            "unknown": [
                {"what": unknown.what, "reason": unknown.reason, "stacks": list(unknown.stacks)}
                for unknown in self.unknown
            ],
        }


def by_severity(findings: list[CiFinding]) -> tuple[CiFinding, ...]:
    """The worst first, then by account and resource."""
    return tuple(
        sorted(findings, key=lambda finding: (-finding.severity.rank, finding.account, finding.resource, finding.kind))
    )
