"""Rules on one text: what the loader refuses, an editor refuses by the same pattern or words."""

import re
from typing import Annotated, NoReturn

import pytest
from pydantic import StrictStr, TypeAdapter, ValidationError

from union_ecr.settings.constrained_text import OneOf, Pattern, unnamed
from union_ecr.settings.types import AccountId, TagKey
from union_ecr.stack_file.errors import refuse


def _hint(text: str) -> None:
    if text == "Ab":
        refuse("is in capitals", "write ab")


def _otherwise(text: str) -> NoReturn:
    refuse(f"{text} is none of them", "write ON")


WORD = Annotated[StrictStr, Pattern(r"(?P<first>[a-z])[a-z]*", "is no word", "write one", hint=_hint)]
SWITCH = Annotated[StrictStr, OneOf(("ON", "OFF"), _otherwise)]


@pytest.mark.parametrize(
    ("kind", "text", "rule"),
    [
        (WORD, "a1", "is no word"),
        (WORD, "abc\n", "is no word"),
        (WORD, "Ab", "is in capitals"),
        (SWITCH, "on", "on is none of them"),
    ],
)
def test_a_hint_is_reported_instead_of_the_general_rule(kind: type, text: str, rule: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(text)
    assert refused.value.errors()[0]["ctx"]["rule"] == rule


def test_a_valid_text_is_not_changed() -> None:
    assert TypeAdapter(WORD).validate_python("abc") == "abc"
    assert TypeAdapter(SWITCH).validate_python("OFF") == "OFF"


def test_the_json_schema_has_the_pattern_without_group_names_or_the_list_of_words() -> None:
    schema = TypeAdapter(WORD).json_schema()
    assert schema["pattern"] == "^(?:([a-z])[a-z]*)$"
    assert schema["patternErrorMessage"] == "is no word; write one"
    assert TypeAdapter(SWITCH).json_schema() == {"type": "string", "enum": ["ON", "OFF"]}


def test_a_pattern_that_javascript_cannot_read_is_not_in_the_json_schema() -> None:
    schema = TypeAdapter(AccountId).json_schema()
    assert schema["pattern"] == r"^(?:\d{12})$"
    assert schema["patternErrorMessage"].startswith("an AWS account id has 12 digits; write all twelve")
    assert "pattern" not in TypeAdapter(TagKey).json_schema()


def test_patterns_with_the_same_group_names_can_be_combined() -> None:
    assert re.fullmatch(unnamed("(?P<a>x)|(?P<a>y)"), "y")
