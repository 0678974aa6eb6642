"""Every error of every invalid stack file is reported once, with its line, its rule and its remedy."""

from collections import Counter

import pytest

from tests.expected_errors import ExpectedError, assert_errors
from tests.stacks import HEAD, IMAGES
from tests.workspace.bad_stack_files import BAD_STACK_FILES, BadStackFile, read_cases
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.declared_stacks import validate_together
from union_ecr.workspace.load import validate

FILE = "stacks/Pulumi.team.yaml"


@pytest.mark.parametrize("entry", BAD_STACK_FILES, ids=lambda entry: entry.name)
def test_exactly_the_expected_errors_are_reported(entry: BadStackFile) -> None:
    files = {"team": parse_stack_file(FILE, lambda: entry.content)}
    errors = validate_together(files, ["team"]).errors
    assert_errors([str(error) for error in errors], FILE, entry.expected)


@pytest.mark.parametrize(
    ("reason", "rule", "remedy"),
    [
        (FileNotFoundError(2, "No such file or directory"), "does not exist", "write it, or correct"),
        (IsADirectoryError(21, "Is a directory"), "is a folder", "write the stack as a file of that name"),
        (OSError(40, "Too many levels of symbolic links"), "cannot be read (", "fix it"),
        (PermissionError(13, "Permission denied"), "may not be read", "change its permissions"),
    ],
    ids=["a missing file", "a folder", "a symlink loop", "no permission"],
)
def test_a_file_that_cannot_be_read_is_one_error(reason: OSError, rule: str, remedy: str) -> None:
    def read() -> bytes:
        raise reason

    _, errors = validate(parse_stack_file(FILE, read))
    assert_errors([str(error) for error in errors], FILE, [ExpectedError(None, "", None, rule, remedy)])


def test_the_head_and_the_images_of_the_cases_are_valid() -> None:
    _, errors = validate(parse_stack_file("F", (HEAD + IMAGES).encode))
    assert errors == ()


def test_no_case_is_there_twice() -> None:
    names = Counter(entry.name for entry in BAD_STACK_FILES)
    contents = Counter(entry.content for entry in BAD_STACK_FILES)
    assert [case for counted in (names, contents) for case, count in counted.items() if count > 1] == []


def test_an_expected_error_belongs_to_the_line_above_it() -> None:
    (whole, below_head) = read_cases(
        "--- # a whole file\n# ^  |  | of the file | a\nconfig:\n# ^ k | 1 | of line 1 | b\nx: y\n"
        "--- # below the head\n  a: b\n# ^ a | | of line 4 | c\n# ^ a | | of line 4, too | d\n"
    )
    assert whole.content == b"config:\nx: y\n"
    assert whole.expected == (
        ExpectedError(None, "", None, "of the file", "a"),
        ExpectedError(1, "k", "1", "of line 1", "b"),
    )
    assert below_head.content == f"{HEAD}  a: b\n".encode()
    assert [error.line for error in below_head.expected] == [4, 4]
