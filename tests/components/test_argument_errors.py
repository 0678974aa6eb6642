"""How invalid arguments are reported: with the names that the program uses."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pytest
from pulumi.errors import InputPropertiesError

from components.argument_errors import Spelling, invalid_arguments
from union_ecr.stack_file.errors import Violation


class Args(TypedDict):
    source_arns: NotRequired[Sequence[str]]
    tags: NotRequired[Mapping[str, str]]
    github: NotRequired[str]


VIOLATION = Violation(("sourceArns", 0), '"sourceArns"', "breaks sourceArns", "write sourceArns, costCenter or GitHub")


def test_python_sees_its_own_spelling_of_arguments_and_of_nothing_else() -> None:
    error = invalid_arguments("C", "n", Spelling(Args, camel_case=False), [VIOLATION])
    assert isinstance(error, pulumi.RunError)
    expected = 'C n: source_arns[0]: "sourceArns": breaks source_arns; write source_arns, costCenter or GitHub'
    assert str(error) == expected


@pytest.mark.parametrize("part", ["sourceArns", "source_arns"])
def test_other_languages_see_camel_case(part: str) -> None:
    violation = Violation((part, "costCenter"), None, "is wrong", "write sourceArns")
    error = invalid_arguments("C", "n", Spelling(Args, camel_case=True), [violation])
    assert isinstance(error, InputPropertiesError)
    assert error.message == "C n has invalid arguments"
    assert error.errors == [{"property_path": "sourceArns.costCenter", "reason": "is wrong; write sourceArns"}]


@pytest.mark.parametrize("key", ["cost_center", "source_arns", "sourceArns"])
@pytest.mark.parametrize("camel_case", [True, False])
def test_the_key_of_a_mapping_keeps_its_spelling_also_where_an_argument_has_its_name(
    key: str, camel_case: bool
) -> None:
    assert Spelling(Args, camel_case=camel_case).path(Violation(("tags", key), None, "", "")) == f"tags.{key}"


def test_a_violation_is_one_line_whatever_its_value_holds() -> None:
    violation = Violation((), "a\nb", "is wrong", "write y")
    assert str(invalid_arguments("C", "n", Spelling(Args, camel_case=False), [violation])) == (
        "C n: a\\x0ab: is wrong; write y"
    )
