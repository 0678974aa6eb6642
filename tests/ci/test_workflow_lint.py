"""What the linters find in an invalid workflow."""

import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
ACTIONLINT = PROJECT / ".venv" / "bin" / "actionlint"

GOOD = """\
name: w
on: {pull_request: }
permissions: {}
concurrency: {group: w, cancel-in-progress: true}
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
      - run: echo good
"""
# What each linter must find, and the change of a valid workflow that adds it.
BROKEN = {
    "a needed job that does not exist": ("actionlint", "    runs-on", "    needs: another\n    runs-on"),
    "a misspelt expression": ("actionlint", "echo good", "echo ${{ github.evnt.number }}"),
    "untrusted input in a script": ("zizmor", "echo good", "echo ${{ github.event.pull_request.title }}"),
    "an action pinned by its tag": ("zizmor", "- run: echo good", "- uses: aws-actions/amazon-ecr-login@v2"),
    "permissions of main for a fork": ("zizmor", "pull_request:", "pull_request_target:"),
    "credentials that stay on disk": (
        "zizmor",
        "- run: echo good",
        "- uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1",
    ),
}


def lint(linter: str, workflow: Path) -> int:
    commands: dict[str, list[str | Path]] = {
        "actionlint": [ACTIONLINT, "-shellcheck=", "-pyflakes="],
        "zizmor": [PROJECT / ".venv" / "bin" / "zizmor", "--offline", "--quiet"],
    }
    return subprocess.run([*commands[linter], workflow], capture_output=True, check=False).returncode


def workflow(folder: Path, text: str) -> Path:
    path = folder / ".github" / "workflows" / "w.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", BROKEN)
def test_a_linter_finds(name: str, tmp_path: Path) -> None:
    linter, old, new = BROKEN[name]
    if not (PROJECT / ".venv" / "bin" / linter).exists():
        pytest.skip(f"no {linter}: make lint gets it")
    assert lint(linter, workflow(tmp_path / "good", GOOD)) == 0
    assert lint(linter, workflow(tmp_path / "broken", GOOD.replace(old, new))) != 0


def test_make_lint_covers_every_workflow() -> None:
    command = ["git", "ls-files", "*.github/workflows/*.yml"]
    tracked = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout.splitlines()
    assert {path.partition("/")[0] for path in tracked} == {".github", "templates"}
    makefile = (PROJECT / "Makefile").read_text()
    assert "zizmor --offline --quiet --config .github/zizmor.yml .github templates" in makefile
    assert "$(ACTIONLINT) -shellcheck= -pyflakes= templates/*/.github/workflows/*.yml" in makefile
