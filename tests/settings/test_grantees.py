"""Grantees by themselves; tests/workspace/bad has the errors of invalid ones."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from union_ecr.settings.grantees import Grantee, OrganizationalUnit, OrganizationId

UNIT = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"


@pytest.mark.parametrize("written", [f"{UNIT}", f"{UNIT}/", f"{UNIT}/*"])
def test_the_path_of_an_organizational_unit_may_end_with_a_slash_and_a_wildcard(written: str) -> None:
    assert TypeAdapter(OrganizationalUnit).validate_python(written) == UNIT


def test_a_unit_below_a_unit_has_the_same_root() -> None:
    below = f"{UNIT}/ou-ab12-22222222"
    assert TypeAdapter(OrganizationalUnit).validate_python(below) == below


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (OrganizationId, "o-short"),
        (OrganizationId, "o-" + 33 * "a"),
        (OrganizationId, "o-a1b2c3d4e5\n"),
        (OrganizationId, "*"),
        (OrganizationalUnit, f"{UNIT}/**"),
        (OrganizationalUnit, "o-a1b2c3d4e5/r-ab12/*"),
        (OrganizationalUnit, "o-*/r-ab12/ou-ab12-11111111"),
        (OrganizationalUnit, "o-a1b2c3d4e5/r-ab12/ou-cd34-11111111"),
        (OrganizationalUnit, f"{UNIT}/ou-cd34-22222222"),
        (OrganizationalUnit, "o-a1b2c3d4e5/r-ab12/ou-ab1-211111111"),
    ],
)
def test_values_that_would_match_more_than_they_name_or_nothing_are_refused(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


def test_units_name_their_organization() -> None:
    assert Grantee(organizational_units=(UNIT, "o-zzzzzzzzzz/r-zz99/ou-zz99-11111111")).organizations == {
        "o-a1b2c3d4e5",
        "o-zzzzzzzzzz",
    }
    assert Grantee(organization_id="o-a1b2c3d4e5").organizations == {"o-a1b2c3d4e5"}
    assert Grantee(principals=("111122223333",)).organizations == frozenset()
