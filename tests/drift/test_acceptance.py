"""Findings that the stacks of a registry accept."""

import dataclasses
from typing import Any

import pytest

from union_ecr.drift.acceptance import Acceptances
from union_ecr.drift.findings import Finding, Found, Kind, Report, Severity, Unknown
from union_ecr.settings.registry.drift import AcceptedFinding

TODAY = "2026-11-28"
SCAN = Finding("team", "ml/trainer", Kind.CHANGED, "scanOnPush", True, False, Severity.WARNING, "Not scanned.", "up")
OPEN = Finding(None, "legacy", Kind.EXTRA_POLICY, "policy", None, "{}", Severity.CRITICAL, "Anyone can pull.", "aws")
GONE = Finding("team", None, Kind.MISSING, "pushRoles.ci", "arn", None, Severity.WARNING, "No role.", "up")
FOREIGN = Finding(None, "legacy", Kind.UNMANAGED, None, None, "arn", Severity.WARNING, "Undeclared.", "adopt")
EVERY = (SCAN, OPEN, GONE, FOREIGN)


def entry(finding: Finding, **changes: Any) -> dict[str, Any]:
    names = {
        "repository": finding.repository,
        "kind": finding.kind.value,
        "field": finding.field,
        "difference": finding.difference,
    }
    return {**{key: value for key, value in names.items() if value}, "reason": "known", **changes}


def acceptances(*entries: dict[str, Any], today: str = TODAY) -> Acceptances:
    return Acceptances([("platform", [AcceptedFinding.model_validate(given) for given in entries])], today)


def judged(finding: Finding, *entries: dict[str, Any], today: str = TODAY) -> Finding:
    (result,) = acceptances(*entries, today=today).applied_to([finding])
    assert isinstance(result, Finding)
    return result


@pytest.mark.parametrize("finding", EVERY, ids=lambda finding: finding.kind)
def test_what_is_accepted_is_info_and_leaves_the_exit_code_alone(finding: Finding) -> None:
    result = judged(finding, entry(finding))
    assert (result.severity, result.counts) == (Severity.INFO, False)
    assert result.reason == f"{finding.reason} Accepted: known"
    assert Report((finding,), 1, 1, ()).exit_code == 1
    assert Report((result,), 1, 1, ()).exit_code == 0
    assert Report((result,), 1, 1, (Unknown("x", "denied"),)).exit_code == 3


@pytest.mark.parametrize("finding", EVERY, ids=lambda finding: finding.kind)
def test_it_is_accepted_on_the_last_day_and_not_on_the_next(finding: Finding) -> None:
    accepted = entry(finding, until=TODAY)
    assert judged(finding, accepted).reason.endswith(f" Accepted until {TODAY}: known")
    after = judged(finding, accepted, today="2026-11-29")
    assert (after.severity, after.counts) == (finding.severity, True)
    assert after.reason == f"{finding.reason} No longer accepted since the end of {TODAY} (known)."


@pytest.mark.parametrize("changes", [{"live": '{"worse":1}'}, {"declared": "x"}])
def test_a_change_after_the_review_is_reported_with_its_severity(changes: dict[str, Any]) -> None:
    worse = dataclasses.replace(OPEN, **changes)
    result = judged(worse, entry(OPEN))
    assert (result.severity, result.counts) == (Severity.CRITICAL, True)
    assert result.reason == (
        f"Anyone can pull. Accepted is another difference, {OPEN.difference} (known); this is {worse.difference}."
    )


def test_the_order_of_keys_makes_no_other_difference() -> None:
    first, second = (dataclasses.replace(SCAN, live=live) for live in ({"a": 1, "b": 2}, {"b": 2, "a": 1}))
    assert first.difference == second.difference != SCAN.difference


def test_a_pattern_accepts_several_repositories_but_nothing_critical() -> None:
    assert not judged(SCAN, entry(SCAN, repository="ml/*")).counts
    result = judged(OPEN, entry(OPEN, repository="leg*"))
    assert (result.severity, result.counts) == (Severity.CRITICAL, True)
    assert result.reason.endswith("Not accepted by leg*: a critical finding takes its exact repository name.")
    assert not judged(OPEN, entry(OPEN, repository="leg*"), entry(OPEN)).counts


@pytest.mark.parametrize(
    "changes", [{"kind": "policy-changed"}, {"field": "policy"}, {"repository": "other"}, {"repository": "ml"}]
)
def test_an_entry_for_something_else_changes_nothing(changes: dict[str, Any]) -> None:
    assert judged(SCAN, entry(SCAN, **changes)) == SCAN


def test_an_entry_without_a_repository_is_for_findings_of_none() -> None:
    without = {key: value for key, value in entry(SCAN).items() if key != "repository"}
    assert judged(SCAN, without) == SCAN


def test_what_could_not_be_read_is_never_accepted() -> None:
    unknown = Unknown("the policy of legacy", "denied", repository="legacy")
    found: list[Found] = [unknown]
    assert list(acceptances(entry(OPEN), entry(FOREIGN)).applied_to(found)) == found


def test_an_entry_that_accepts_nothing_any_longer_is_reported_without_effect_on_the_exit_code() -> None:
    accepted = acceptances(entry(SCAN), entry(GONE))
    (unused,) = accepted.unused([SCAN])
    assert (unused.kind, unused.severity, unused.counts, unused.stack) == (
        Kind.UNUSED_ACCEPTANCE,
        Severity.INFO,
        False,
        "platform",
    )
    assert unused.reason == "This entry of drift.accepted accepts nothing any longer (missing pushRoles.ci)."
    assert unused.remedy == "in the stack file: remove drift.accepted[1] from union-ecr:registry"
    assert unused.place == ("config", "union-ecr:registry", "drift", "accepted", 1)
    assert list(accepted.unused([SCAN, GONE])) == []
