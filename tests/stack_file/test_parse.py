"""A stack file's text and what stands beside `config:`."""

import errno

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_ecr.stack_file.parse import LARGEST_FILE, StackFile, parse_stack_file, stack_file_name, stack_of


def parsed(text: str | bytes) -> StackFile:
    return parse_stack_file("F", text.encode if isinstance(text, str) else lambda: text)


@given(st.binary() | st.text().map(str.encode) | st.binary().map(lambda rest: b"config:\n  " + rest))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    file = parsed(content)
    assert file.config or file.errors or b"config" in content
    for error in file.errors:
        assert str(error).isprintable()
        assert error.file == "F"
        assert error.line is None or 1 <= error.line <= len(content) + 1


def test_the_keys_that_pulumi_keeps_beside_config_are_no_errors() -> None:
    file = parsed(
        "secretsprovider: awskms://alias/x\nencryptedkey: abc\nencryptionsalt: v1:abc\nenvironment: [dev]\n"
        "config: {aws:region: us-east-1}\n"
    )
    assert (file.config, file.errors) == ({"aws:region": "us-east-1"}, ())


def test_the_line_of_a_missing_key_is_that_of_the_nearest_key_around_it() -> None:
    file = parsed("config:\n  union-ecr:images:\n    ab: {}\n")
    images = ("config", "union-ecr:images")
    assert file.line((*images, "ab")) == 3
    assert file.line((*images, "ab", "encryption", "key")) == 3
    assert file.line((*images, "other")) == 2
    assert file.line(("config", "aws:region")) == 1
    assert file.line(("other",)) is None
    assert file.line(()) is None


def test_the_error_about_a_secret_does_not_show_its_value() -> None:
    file = parsed("config:\n  union-ecr:images: {ab: {resourceTags: {team: {secure: hunter2}}}}\n")
    (error,) = file.errors
    assert "hunter2" not in str(error)


def test_the_key_secure_beside_other_keys_is_no_secret() -> None:
    assert parsed("config:\n  union-ecr:images: {a: {secure: b, c: d}}\n").errors == ()


def test_a_file_of_the_largest_size_is_read() -> None:
    start = "config: {aws:region: us-east-1}\n#"
    assert parsed(start + "x" * (LARGEST_FILE - len(start))).errors == ()
    assert len(parsed(start + "x" * (LARGEST_FILE - len(start) + 1)).errors) == 1


@pytest.mark.parametrize(
    ("error", "rule"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file"), "does not exist"),
        (IsADirectoryError(errno.EISDIR, "Is a directory"), "is a folder"),
        (PermissionError(errno.EACCES, "Permission denied"), "may not be read"),
        (OSError(errno.EIO, "Input/output error"), "cannot be read (Input/output error)"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory"), "cannot be read (Not a directory)"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_error(error: OSError, rule: str) -> None:
    def read() -> bytes:
        raise error

    file = parse_stack_file("F", read)
    assert [(error.rule, error.line) for error in file.errors] == [(rule, None)]
    assert file.config == {}


def test_the_file_of_a_stack_has_the_name_that_pulumi_gives_it() -> None:
    assert stack_file_name("team") == "Pulumi.team.yaml"


@pytest.mark.parametrize(
    ("file", "stack"),
    [
        ("Pulumi.team.yaml", "team"),
        ("Pulumi.two.b.yaml", "two.b"),
        ("Pulumi..yaml", None),
        ("Pulumi.yaml", None),
        ("Pulumi.team.yml", None),
        ("team.yaml", None),
    ],
)
def test_the_stack_of_a_file_follows_from_its_name(file: str, stack: str | None) -> None:
    assert stack_of(file) == stack
