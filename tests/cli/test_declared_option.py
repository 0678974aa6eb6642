"""`--declared FILE`: the JSON of `render --json` in place of stack files."""

import json
from pathlib import Path

import pytest

from tests.check.sample_project import PROJECT
from tests.command_line import UnionEcr

STACKS = PROJECT / "stacks"


def test_it_says_what_the_stack_files_say(union_ecr: UnionEcr, tmp_path: Path) -> None:
    file = tmp_path / "declared.json"
    file.write_text(union_ecr("render", "--json", "--stacks-dir", STACKS).out)
    by_files = union_ecr("check", PROJECT, "--json", "--stacks-dir", STACKS)
    by_json = union_ecr("check", PROJECT, "--json", "--declared", file)
    assert len(json.loads(by_json.out)["images"]) > 100
    assert by_json == by_files


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"stacks": {"a": {}}}', '{"stacks": {"a": {"repositories": [1]}}}'])
def test_another_file_is_refused_in_one_line(union_ecr: UnionEcr, tmp_path: Path, text: str) -> None:
    file = tmp_path / "d"
    file.write_text(text)
    ran = union_ecr("check", PROJECT, "--declared", file)
    assert ran.code == 2
    assert "not what" in " ".join(ran.err.replace("│", " ").split())
    assert "Traceback" not in ran.err


def test_a_file_that_is_not_there_is_refused(union_ecr: UnionEcr, tmp_path: Path) -> None:
    ran = union_ecr("check", PROJECT, "--declared", tmp_path / "absent")
    assert ran.code == 2
    assert "No such file" in " ".join(ran.err.replace("│", " ").split())


@pytest.mark.parametrize("option", [["--fix"], ["--stacks-dir", "."]])
def test_it_goes_with_no_stack_files(union_ecr: UnionEcr, tmp_path: Path, option: list[str]) -> None:
    ran = union_ecr("check", PROJECT, "--declared", tmp_path / "d", *option)
    assert ran.code == 2
    assert f"leave {option[0]} out" in " ".join(ran.err.replace("│", " ").split())
