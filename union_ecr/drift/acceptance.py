"""Findings that a registry's stacks accept (`drift.accepted`), and what each entry still holds for."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence

from union_ecr.drift.findings import Finding, Found, Kind, Severity
from union_ecr.drift.remedies import edit
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.registry.drift import AcceptedFinding
from union_ecr.stack_file.parse import NAMESPACE

_PLACE = ("config", f"{NAMESPACE}:registry", "drift", "accepted")


class Acceptances:
    """What the stacks of one registry accept on one day (YYYY-MM-DD).

    Only findings can be accepted: what could not be read stays unknown.
    """

    def __init__(self, accepted: Iterable[tuple[str, Sequence[AcceptedFinding]]], today: str) -> None:
        self._today = today
        self._entries = [(stack, place, entry) for stack, own in accepted for place, entry in enumerate(own)]

    def applied_to(self, found: Iterable[Found]) -> Iterator[Found]:
        """What is found: accepted findings as info that does not count, others with what keeps an entry from them."""
        for result in found:
            yield self._judged(result) if isinstance(result, Finding) and self._entries else result

    def unused(self, found: Iterable[Found]) -> Iterator[Finding]:
        """A finding, which does not count, for each entry that concerns nothing of what is found."""
        findings = [result for result in found if isinstance(result, Finding)]
        for stack, place, entry in self._entries:
            if not any(_concerns(entry, finding) for finding in findings):
                field = f"registry.drift.accepted[{place}]"
                yield Finding(
                    stack,
                    entry.repository,
                    Kind.UNUSED_ACCEPTANCE,
                    field,
                    None,
                    None,
                    Severity.INFO,
                    f"This entry of drift.accepted accepts nothing any longer ({_named(entry)}).",
                    edit(f"remove {field[len('registry.') :]} from {NAMESPACE}:registry"),
                    (*_PLACE, place),
                    counts=False,
                )

    def _judged(self, finding: Finding) -> Finding:
        refusals = []
        for _, _, entry in self._entries:
            if not _concerns(entry, finding):
                continue
            refusal = self._refusal(entry, finding)
            if refusal is None:
                until = f" until {entry.until}" if entry.until else ""
                reason = f"{finding.reason} Accepted{until}: {entry.reason}"
                return dataclasses.replace(finding, severity=Severity.INFO, reason=reason, counts=False)
            refusals.append(refusal)
        return dataclasses.replace(finding, reason=" ".join([finding.reason, *refusals])) if refusals else finding

    def _refusal(self, entry: AcceptedFinding, finding: Finding) -> str | None:
        """Why an entry that concerns a finding does not accept it; None where it does."""
        if entry.difference != finding.difference:
            return f"Accepted is another difference, {entry.difference} ({entry.reason}); this is {finding.difference}."
        if finding.severity is Severity.CRITICAL and "*" in (entry.repository or ""):
            return f"Not accepted by {entry.repository}: a critical finding takes its exact repository name."
        if entry.until is not None and self._today > entry.until:
            return f"No longer accepted since the end of {entry.until} ({entry.reason})."
        return None


def _concerns(entry: AcceptedFinding, finding: Finding) -> bool:
    if entry.kind is not finding.kind or entry.field not in (None, finding.field):
        return False
    if entry.repository is None or finding.repository is None:
        return entry.repository is finding.repository
    return subsumes(entry.repository, finding.repository)


def _named(entry: AcceptedFinding) -> str:
    return " ".join(filter(None, (entry.repository, entry.kind.value, entry.field)))
