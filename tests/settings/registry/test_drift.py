"""What drift accepts, as the stack file says it."""

import pytest

from union_ecr.settings.registry.drift import AcceptedFinding


@pytest.mark.parametrize("day", ["2026-11-28", "2028-02-29", "2027-12-31"])
def test_a_day_of_the_calendar_is_a_date(day: str) -> None:
    accepted = AcceptedFinding.model_validate(
        {"kind": "unmanaged", "repository": "legacy/*", "reason": "x", "until": day}
    )
    assert accepted.until == day


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "missing", "repository": "old"},
        {"kind": "missing", "field": "pushRoles.ci"},
        {"kind": "registry-changed", "field": "registry.scanning", "difference": "d-0123456789ab"},
        {"kind": "changed", "repository": "a/*", "field": "scanOnPush", "difference": "d-0123456789ab"},
    ],
)
def test_whatever_has_a_name_can_be_accepted(given: dict[str, str]) -> None:
    assert AcceptedFinding.model_validate({**given, "reason": "x"}).until is None
