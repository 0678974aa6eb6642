"""The verbs: each is imported when it is used, and the list of them says what each says itself."""

import subprocess
import sys

import pytest

from union_ecr.cli.verbs import VERBS, imported_verb

pytestmark = pytest.mark.slow

IMPORTED = (
    "import sys; sys.argv = ['union-ecr', *{arguments!r}]\n"
    + """
from union_ecr.cli.main import app
try:
    app()
except SystemExit:
    print(*(name for name in sys.modules if name.startswith("union_ecr.cli.") or name == "boto3"))
"""
)


@pytest.mark.parametrize("verb", VERBS)
def test_the_list_says_of_a_verb_the_first_sentence_of_its_own_help(verb: str) -> None:
    command = imported_verb(verb)
    assert command.name == verb
    assert " ".join((command.help or "").partition("\n\n")[0].split()) == VERBS[verb]


@pytest.mark.parametrize(("arguments", "verbs"), [(["--help"], set()), (["stacks", "--help"], {"stacks"})])
def test_a_verb_is_imported_only_when_it_is_used(arguments: list[str], verbs: set[str]) -> None:
    program = IMPORTED.format(arguments=arguments)
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    imported = set(result.stdout.splitlines()[-1].split())
    assert "union_ecr.cli.main" in imported
    assert imported & {"boto3", *(f"union_ecr.cli.{name.replace('-', '_')}" for name in VERBS)} == {
        f"union_ecr.cli.{name}" for name in verbs
    }


def test_the_error_for_an_unknown_verb_suggests_the_closest_one() -> None:
    program = IMPORTED.format(arguments=["rendr"])
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "Did you mean 'render'?" in " ".join(result.stderr.replace("│", " ").split())
