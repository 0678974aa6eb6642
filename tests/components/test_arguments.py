"""How a component reports invalid arguments."""

from typing import Annotated, Any

import pulumi
import pytest
from pydantic import Field

from components.validate_args import raise_violations, validated
from union_ecr.settings.types import AccountId, TagKey
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import Violation


class Inner(StrictModel):
    account_ids: Annotated[tuple[AccountId, ...], Field(min_length=1)] = ("111122223333",)


class Arguments(StrictModel):
    inner: Inner = Inner()
    days: Annotated[int, Field(ge=1, le=9)] = 1
    tags: dict[TagKey, str] = Field(default_factory=dict)


def lines(**args: object) -> list[str]:
    with pytest.raises(pulumi.RunError) as refused:
        validated("Component", "name", Arguments, args)
    return str(refused.value).splitlines()


def test_valid_arguments_are_the_model_in_snake_case_and_camel_case() -> None:
    expected = Arguments(inner=Inner(account_ids=("444455556666",)), days=9)
    for spelling in ("account_ids", "accountIds"):
        assert validated("C", "n", Arguments, {"inner": {spelling: ["444455556666"]}, "days": 9}) == expected


def test_each_invalid_argument_is_a_line_with_path_value_rule_and_remedy() -> None:
    assert lines(inner={"account_ids": ["111122223333", "1"]}, days=10) == [
        'Component name: inner.account_ids[1]: "1": an AWS account id has 12 digits; '
        'write all twelve, in quotes: "123456789012"',
        "Component name: days: 10: must be at most 9; write a smaller number",
    ]


@pytest.mark.parametrize("args", [None, [], "account"])
def test_arguments_that_are_no_mapping_are_one_line(args: Any) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        validated("Component", "name", Arguments, args, {"days": 2})
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"Component name: {args!r}: is no mapping of arguments; ")


def test_defaults_hold_where_an_argument_is_left_out() -> None:
    assert validated("C", "n", Arguments, {}, {"days": 2}).days == 2
    assert validated("C", "n", Arguments, {"days": 3}, {"days": 2}).days == 3


def test_a_list_of_invalid_entries_is_not_reported_as_too_short() -> None:
    (line,) = lines(inner={"account_ids": ["1"]})
    assert line.startswith("Component name: inner.account_ids[0]: ")


def test_an_empty_list_is_reported_as_too_short() -> None:
    (line,) = lines(inner={"account_ids": []})
    assert line == "Component name: inner.account_ids: []: must have at least 1 entry; add one"


def test_an_invalid_key_of_a_mapping_is_reported_at_that_key() -> None:
    (line,) = lines(tags={"aws:x": "y"})
    assert line.startswith('Component name: tags.aws:x: "aws:x": a tag key has ')


def test_a_key_that_is_no_text_is_reported() -> None:
    (line,) = lines(inner={1: "x"})
    assert line.endswith(": has a key that is not text; write plain words as keys")


def test_each_violation_is_a_line_and_without_violations_nothing_is_raised() -> None:
    raise_violations("Component", "name", [])
    with pytest.raises(pulumi.RunError) as refused:
        raise_violations(
            "Component",
            "name",
            [Violation(("a", 0, "b"), '"x"', "is invalid", "write y"), Violation((), None, "is too long", "cut it")],
        )
    assert str(refused.value).splitlines() == [
        'Component name: a[0].b: "x": is invalid; write y',
        "Component name: is too long; cut it",
    ]


def test_an_output_of_another_resource_is_reported_as_not_known_yet() -> None:
    """It has no value in the preview, where the documents are judged."""
    output = pulumi.Output.from_input("123456789012")
    args = {"account": output, "grants": [{"principals": [output]}]}
    with pytest.raises(pulumi.RunError) as refused:
        validated("PrivateRepository", "trainer", Arguments, args)
    assert str(refused.value).splitlines() == [
        "PrivateRepository trainer: account: is not known before it is deployed; "
        "write a plain value: documents are rendered in the preview",
        "PrivateRepository trainer: grants[0].principals[0]: is not known before it is deployed; "
        "write a plain value: documents are rendered in the preview",
    ]
