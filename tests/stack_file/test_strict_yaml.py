"""The reader: it never raises, and what it accepts every other reader understands in the same way."""

import json

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from union_ecr.stack_file.strict_yaml import UNREAD, YamlDocument, as_written, read_yaml

_PIECES = (
    "a b config: union-ecr:images: - -\n \n\n  \n    \n {} [] { } [ ] , : ? | > ' \" # & * &a *a ! !!str % @ ` ~ << "
    "--- ... \t 0 1 012 0x1F 1e3 1_000 .5 1.5 1:30 2026-01-01 yes no true null = é \u2028 \\ \\n \\ud800 \0 \x07 \x85"
).split(" ")
yaml_like = st.lists(st.sampled_from([*_PIECES, " ", "\n", "\n  ", "a: ", "b:\n  "]), max_size=25).map("".join)
numbers_and_words = st.text(alphabet="0123456789.:_-+eExoOabfTZ~=yYnN ", min_size=1, max_size=8)


def as_yaml(value: object) -> str:
    """A value as YAML that can be read in one way only."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"? {as_yaml(key)} : {as_yaml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_yaml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08x}" for c in value) + '"'
    return json.dumps(value)


def accepted_alike(text: str) -> None:
    document = read_yaml("F", text)
    for error in document.errors:
        assert error.rule
        assert error.remedy
        assert str(error).isprintable()
    if not document.errors:
        assert read_yaml("F", as_yaml(document.value)).value == document.value
        assert yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)) == document.value


@given(st.text())
@example("[" * 5000)
@example("? [" * 500)
@example("&a " * 3)
@example("- " * 300)
def test_any_text_is_accepted_as_everybody_reads_it_or_refused(text: str) -> None:
    accepted_alike(text)


@given(yaml_like)
@example("? \n")
@example("a: |\n  b\n")
@example("{a: 1, a: 2}")
def test_any_yaml_is_accepted_as_everybody_reads_it_or_refused(text: str) -> None:
    accepted_alike(text)


@given(numbers_and_words)
def test_any_unquoted_word_is_accepted_as_everybody_reads_it_or_refused(word: str) -> None:
    accepted_alike(f"a: {word}")
    accepted_alike(f"{word}: a")


@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
@given(text=yaml_like)
def test_without_the_c_reader_the_python_reader_is_used(loader: str, text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        if loader == "SafeLoader":
            patched.delattr(yaml, "CSafeLoader", raising=False)
        accepted_alike(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: b", {"a": "b"}),
        ("a: 1", {"a": 1}),
        ("a: -7", {"a": -7}),
        ("a: 0", {"a": 0}),
        ("a: 999999999999999", {"a": 999_999_999_999_999}),
        ("a: true", {"a": True}),
        ("a: False", {"a": False}),
        ("a:", {"a": None}),
        ("a: ~", {"a": None}),
        ("a: null", {"a": None}),
        ("a: '012'", {"a": "012"}),
        ('a: "yes"', {"a": "yes"}),
        ("a: v1.2", {"a": "v1.2"}),
        ("a: 1.2.3", {"a": "1.2.3"}),
        ("a: us-east-1", {"a": "us-east-1"}),
        ("a: arn:aws:iam::1:root", {"a": "arn:aws:iam::1:root"}),
        ("a: [b, 1, {c: d}]", {"a": ["b", 1, {"c": "d"}]}),
        ("a: >-\n  b\n  c\n", {"a": "b c"}),
        ("a: é_1_000", {"a": "é_1_000"}),
        ("'1': a", {"1": "a"}),
        ("---\na: b\n", {"a": "b"}),
        ("a: b\n...\n", {"a": "b"}),
        ("", None),
    ],
)
def test_what_all_readers_agree_on_is_accepted(text: str, value: object) -> None:
    document = read_yaml("F", text)
    assert (document.value, document.errors) == (value, [])


def test_every_key_and_entry_has_its_line() -> None:
    document = read_yaml("F", "# first\na:\n  b: 1\n  c:\n    - x\n    -\n      - y\nd: {e: 1,\n  f: 2}\n")
    assert document.lines == {
        (): 2,
        ("a",): 2,
        ("a", "b"): 3,
        ("a", "c"): 4,
        ("a", "c", 0): 5,
        ("a", "c", 1): 7,
        ("a", "c", 1, 0): 7,
        ("d",): 8,
        ("d", "e"): 8,
        ("d", "f"): 9,
    }


def refused(text: str) -> YamlDocument:
    document = read_yaml("F", text)
    assert document.errors
    return document


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: yes, b: 1}", {"a": UNREAD, "b": 1}),
        ("{a: {b: 012, c: 1}}", {"a": {"b": UNREAD, "c": 1}}),
        ("{a: [1.5, x]}", {"a": [UNREAD, "x"]}),
        ('{a: "b\\n", c: 1}', {"a": UNREAD, "c": 1}),
        ("{a: 1_0.5e_1, c: 1}", {"a": UNREAD, "c": 1}),
        ("{a: &x {b: {c: d}}, e: 1}", {"a": UNREAD, "e": 1}),
        ("{a: !t [b, [c]], e: 1}", {"a": UNREAD, "e": 1}),
        ("{<<: {b: c}, e: 1}", {"<<": UNREAD, "e": 1}),
        ("{012: {b: c}, e: 1}", {"012": UNREAD, "e": 1}),
        ("!t [b]", UNREAD),
    ],
)
def test_a_refused_value_is_marked_and_the_rest_is_kept(text: str, value: object) -> None:
    document = refused(text)
    assert len(document.errors) == 1
    assert document.value == value


def test_of_a_key_that_stands_twice_the_first_is_kept() -> None:
    assert refused("{a: 1, a: {b: yes}, c: 2}").value == {"a": 1, "c": 2}


def test_of_two_documents_the_first_is_kept() -> None:
    assert refused("a: 1\n---\nb: yes\n--- c\n").value == {"a": 1}


@pytest.mark.parametrize("text", ["[" * 1000, "a: &x " + "[" * 1000, "? " + "{a: " * 1000, "--- a\n--- " + "[" * 1000])
def test_reading_stops_where_nesting_has_no_end(text: str) -> None:
    assert len(refused(text).errors) == 1


@pytest.mark.parametrize("text", ["main", "ml/x", "1.0", "0x1f", "yes", "null", "*-a", "-x", "a: b", "a #b", "12", ""])
def test_a_text_as_written_is_read_as_that_text(text: str) -> None:
    assert read_yaml("F", f"key: {as_written(text)}").value == {"key": text}


@pytest.mark.parametrize("text", ["main", "ml/x", "a-b", "v1.0"])
def test_a_text_that_is_no_other_value_is_written_without_quotes(text: str) -> None:
    assert as_written(text) == text
