"""The exit codes that every verb keeps."""

import re

import pytest

from tests.command_line import UnionEcr
from union_ecr.exit_codes import ExitCode


@pytest.mark.parametrize("verb", ["check", "diff", "drift", "login"])
def test_the_help_of_a_verb_names_only_codes_that_exist(verb: str, union_ecr: UnionEcr) -> None:
    described = union_ecr(verb, "--help").out.partition("Exit codes:")[2]
    codes = {int(code) for code in re.findall(r"^\W*(\d):? ", described, re.MULTILINE)}
    assert {ExitCode.CLEAN, ExitCode.INVALID, ExitCode.CANNOT_TELL} <= codes <= set(ExitCode)
