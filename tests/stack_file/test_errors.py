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
def test_an_error_prints_place_key_value_rule_and_remedy(error: ConfigError, line: str) -> None:
    assert str(error) == line


@given(st.text(), st.text(), st.text())
def test_an_error_is_always_one_printable_line(file: str, key: str, given: str) -> None:
    line = str(ConfigError(file, 1, key, given, "rule", "remedy"))
    assert line.isprintable()
    assert len(line.splitlines()) == 1


def test_invalid_stack_files_print_one_line_an_error() -> None:
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
def test_a_value_is_shown_as_json_and_cut_when_long(value: object, text: str) -> None:
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
def test_the_closest_match_ignores_case(word: str, likely: str | None) -> None:
    assert closest_match(word, ["us-east-1", "eu-west-1", "tagMutability"]) == likely


def test_the_suggestion_is_the_closest_match_or_all_known_words() -> None:
    assert suggestion("pul", ["pull", "push"]) == "did you mean pull?"
    assert suggestion("zzz", ["pull", "push"]) == "write one of pull, push"
    assert suggestion("zzz", [], "add one") == "add one"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("config",), "config"),
        (("config", "a"), "a"),
        (("config", "a", "b", 0, "c", 1, 2), "a.b[0].c[1][2]"),
        (("a", "config"), "a.config"),
        ((0, "a"), "[0].a"),
        (("config", "a\nb"), "a\\x0ab"),
        (("config", "a" * 61, "b"), f"{'a' * 59}….b"),
    ],
)
def test_a_key_path_is_dotted(path: tuple[str | int, ...], text: str) -> None:
    assert format_path(path) == text


def test_one_line_escapes_only_what_cannot_be_printed() -> None:
    assert one_line("a é … \t\x00") == "a é … \\x09\\x00"
