"""Vulnerability scanning, which ECR configures for a whole registry."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import KeyPath, Violation, format_value


class ScanType(StrEnum):
    """Who scans: ECR itself, or Amazon Inspector (which charges for each image)."""

    BASIC = "BASIC"
    ENHANCED = "ENHANCED"


class ScanFrequency(StrEnum):
    """When the repositories of a rule are scanned."""

    SCAN_ON_PUSH = "SCAN_ON_PUSH"
    CONTINUOUS_SCAN = "CONTINUOUS_SCAN"
    MANUAL = "MANUAL"


# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegistryScanningRule.html (scanFrequency)
_FREQUENCIES = {
    ScanType.BASIC: (ScanFrequency.SCAN_ON_PUSH, ScanFrequency.MANUAL),
    ScanType.ENHANCED: (ScanFrequency.SCAN_ON_PUSH, ScanFrequency.CONTINUOUS_SCAN),
}

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ScanningRepositoryFilter.html; written without nested
# repetition, which would take exponential time: no two of . _ - / in a row, and none at the end.
ScanningFilter = Annotated[
    StrictStr,
    Pattern(
        r"(?=.{1,255}$)[a-z0-9*]+([._/-][a-z0-9*]+)*",
        "a scanning filter is part of a repository name, in lowercase, with * for any characters",
        "write one such as team/*, or *",
    ),
]


class ScanningRule(StrictModel):
    """Repositories, and when they are scanned."""

    frequency: ScanFrequency
    """BASIC has SCAN_ON_PUSH and MANUAL, ENHANCED has SCAN_ON_PUSH and CONTINUOUS_SCAN."""
    filters: Annotated[tuple[ScanningFilter, ...], Field(min_length=1, max_length=100)]
    """Repository names with *; a filter without one matches every name that contains it."""


class Scanning(StrictModel):
    """Scanning of the whole registry; its filters then replace the scanOnPush of the images of all stacks.

    A repository that no filter matches is scanned only manually (BASIC) or not at all (ENHANCED).
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
    """

    type: ScanType
    """BASIC: ECR itself scans, without charge. ENHANCED: Amazon Inspector does, and charges for it."""
    rules: Annotated[tuple[ScanningRule, ...], Field(max_length=2)] = ()
    """At most one for each frequency; where both match, CONTINUOUS_SCAN applies."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - holds in every registry
        """Each frequency belongs to the scan type and has one rule; ENHANCED scanning needs a rule."""
        seen: set[ScanFrequency] = set()
        for number, rule in enumerate(self.rules):
            place: KeyPath = ("rules", number, "frequency")
            if rule.frequency in seen:
                message, remedy = "another rule already has this frequency", "put their filters into one rule"
                yield Violation(place, format_value(rule.frequency), message, remedy)
            elif rule.frequency not in _FREQUENCIES[self.type]:
                yield Violation(place, format_value(rule.frequency), *self._unknown_frequency(rule.frequency))
            seen.add(rule.frequency)
        if self.type is ScanType.ENHANCED and not self.rules:
            remedy = 'add a rule with filters: ["*"]'
            yield Violation((), None, "ENHANCED scanning without rules scans nothing", remedy)

    def _unknown_frequency(self, frequency: ScanFrequency) -> tuple[str, str]:
        if frequency is ScanFrequency.MANUAL:
            remedy = "leave the rule out: ECR does not scan repositories that no filter matches"
        else:
            remedy = f"write one of {', '.join(_FREQUENCIES[self.type])}"
        return f"{self.type} scanning has no {frequency}", remedy
