"""A error is one printable line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_ecr.stack_file.errors import (
    ConfigError,
    InvalidStackFiles,
    closest_match,
    format_path,
    format_value,
    one_line,
    suggestion,
)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (ConfigError("F", 3, "a.b", '"x"', "is wrong", "write y"), 'F:3: a.b: "x": is wrong; write y'),
        (ConfigError("F", 3, "a.b", None, "is missing", "add it"), "F:3: a.b: is missing; add it"),
        (ConfigError("F", 3, "", None, "is empty", "fill it"), "F:3: is empty; fill it"),
        (ConfigError("F", None, "", None, "is absent", "write it"), "F: is absent; write it"),
        (ConfigError("F", None, "a", '""', "is empty", "fill it"), 'F: a: "": is empty; fill it'),
        (ConfigError("F\n", 1, "a\x1b", "b\u2028", "c\r", "d\x7f"), "F\\x0a:1: a\\x1b: b\\x2028: c\\x0d; d\\x7f"),
    ],
)
def test_a_mistake_is_place_key_given_rule_and_remedy(error: ConfigError, line: str) -> None:
    assert str(error) == line


@given(st.text(), st.text(), st.text())
def test_a_mistake_is_always_one_printable_line(file: str, key: str, given: str) -> None:
    line = str(ConfigError(file, 1, key, given, "rule", "remedy"))
    assert line.isprintable()
    assert len(line.splitlines()) == 1


def test_wrong_stack_files_are_a_line_a_mistake() -> None:
    errors = [ConfigError("F", line, "", None, "rule", "remedy") for line in (1, 2)]
    wrong = InvalidStackFiles(iter(errors))
    assert wrong.errors == tuple(errors)
    assert str(wrong) == "F:1: rule; remedy\nF:2: rule; remedy"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", '"a"'),
        (None, "null"),
        (True, "true"),
        (14, "14"),
        (["a", 1], '["a", 1]'),
        ({"a": {}}, '{"a": {}}'),
        ("é", '"é"'),
        ("a\nb", '"a\\nb"'),
        ("a" * 58, '"' + "a" * 58 + '"'),
        ("a" * 59, '"' + "a" * 58 + "…"),
    ],
)
def test_a_value_is_shown_as_a_person_would_type_it_and_cut_when_long(value: object, text: str) -> None:
    assert format_value(value) == text


@pytest.mark.parametrize(
    ("word", "likely"),
    [
        ("us-eas-1", "us-east-1"),
        ("US-EAST-1", "us-east-1"),
        ("eu-west1", "eu-west-1"),
        ("tagmutability", "tagMutability"),
        ("zzz", None),
        ("", None),
    ],
)
def test_a_near_miss_is_the_likeliest_word_case_aside(word: str, likely: str | None) -> None:
    assert closest_match(word, ["us-east-1", "eu-west-1", "tagMutability"]) == likely


def test_instead_of_an_unknown_word_is_its_near_miss_or_all_words() -> None:
    assert suggestion("pul", ["pull", "push"]) == "did you mean pull?"
    assert suggestion("zzz", ["pull", "push"]) == "known are: pull, push"
    assert suggestion("zzz", []) == "known are: none"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("config",), ""),
        (("config", "a"), "a"),
        (("config", "a", "b", 0, "c", 1, 2), "a.b[0].c[1][2]"),
        (("a", "config"), "a.config"),
        ((0, "a"), "[0].a"),
        (("config", "a\nb"), "a\\x0ab"),
    ],
)
def test_a_key_path_is_dotted(path: tuple[str | int, ...], text: str) -> None:
    assert format_path(path) == text


def test_text_on_one_line_keeps_what_can_be_printed() -> None:
    assert one_line("a é … \t\x00") == "a é … \\x09\\x00"
