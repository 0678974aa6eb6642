"""What a stack file says of vulnerability scanning, which ECR configures for a whole registry."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from union_ecr.settings.registry.types import ScanningFilter
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import KeyPath, Violation, format_value


class ScanType(StrEnum):
    """Who scans: ECR itself, or Amazon Inspector (which costs money an image)."""

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


class ScanningRule(StrictModel):
    """Repositories, and when they are scanned."""

    frequency: ScanFrequency
    """BASIC knows SCAN_ON_PUSH and MANUAL, ENHANCED SCAN_ON_PUSH and CONTINUOUS_SCAN."""
    filters: Annotated[tuple[ScanningFilter, ...], Field(min_length=1, max_length=100)]
    """Repository names with *; a filter without one matches every name that contains it."""


class Scanning(StrictModel):
    """Scanning of the whole registry; from then on its filters decide, not an image's scanOnPush.

    A repository that no filter matches is scanned by hand only (BASIC) or not at all (ENHANCED).
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
    """

    type: ScanType
    """BASIC: ECR itself scans, without charge. ENHANCED: Amazon Inspector does, and charges for it."""
    rules: Annotated[tuple[ScanningRule, ...], Field(max_length=2)] = ()
    """At most one for each frequency; where both match, CONTINUOUS_SCAN counts."""


def broken_scanning(scanning: Scanning) -> Iterator[Violation]:
    """What the fields of scanning break together; paths are relative to it."""
    known = _FREQUENCIES[scanning.type]
    seen: dict[ScanFrequency, KeyPath] = {}
    for number, rule in enumerate(scanning.rules):
        place: KeyPath = ("rules", number, "frequency")
        if (first := seen.setdefault(rule.frequency, place)) != place:
            broken, remedy = "is the frequency of another rule already", "put their filters into one rule"
            yield Violation(place, format_value(rule.frequency), broken, remedy, (place, first))
        elif rule.frequency not in known:
            remedy = f"write one of {', '.join(known)}"
            if rule.frequency is ScanFrequency.MANUAL:
                remedy = "leave the rule out: what no filter matches is not scanned"
            broken = f"{scanning.type} scanning has no {rule.frequency}"
            yield Violation(place, format_value(rule.frequency), broken, remedy, (place, ("type",)))
    if scanning.type is ScanType.ENHANCED and not scanning.rules:
        remedy = 'add a rule with filters: ["*"]'
        yield Violation((), None, "ENHANCED scanning without rules scans nothing", remedy, (("type",), ("rules",)))
