"""Every error of every bad stack file is told, exactly once, with its place, its rule and its remedy."""

from collections import Counter
from pathlib import Path

import pytest

from tests.expected_errors import assert_errors
from tests.workspace.bad_stack_files import HEAD, IMAGES, BadStackFile, Condition
from tests.workspace.every_bad_stack_file import EVERY_BAD_STACK_FILE
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import validate


@pytest.mark.parametrize("entry", EVERY_BAD_STACK_FILE, ids=lambda entry: entry.name)
def test_every_mistake_is_told_once_with_its_rule_and_remedy(entry: BadStackFile, tmp_path: Path) -> None:
    path = tmp_path / "Pulumi.team.yaml"
    entry.place(path)

    def read() -> bytes:
        if entry.content is Condition.NO_PERMISSION:  # whoever runs this may be allowed to read everything
            raise PermissionError(13, "Permission denied")
        return path.read_bytes()

    _, errors = validate(parse_stack_file("stacks/Pulumi.team.yaml", read))

    assert_errors([str(error) for error in errors], "stacks/Pulumi.team.yaml", entry.told)


def test_what_the_bad_stack_files_are_made_of_is_right() -> None:
    _, errors = validate(parse_stack_file("F", (HEAD + IMAGES).encode))
    assert errors == ()


def test_the_table_has_no_entry_twice() -> None:
    names = Counter(entry.name for entry in EVERY_BAD_STACK_FILE)
    contents = Counter(entry.content for entry in EVERY_BAD_STACK_FILE)
    assert [entry for counted in (names, contents) for entry, count in counted.items() if count > 1] == []
