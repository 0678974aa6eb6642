"""The workflows: what the linters find in a broken one, and what linters do not know."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((PROJECT / ".github" / "actions").glob("*/action.yml"))
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
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
# What each linter must find, and the change of a good workflow that it must find it in.
BROKEN = {
    "a job that is needed and missing": ("actionlint", "    runs-on", "    needs: another\n    runs-on"),
    "an expression with a typing error": ("actionlint", "echo good", "echo ${{ github.evnt.number }}"),
    "a text of a stranger in a script": ("zizmor", "echo good", "echo ${{ github.event.pull_request.title }}"),
    "an action by its tag": ("zizmor", "- run: echo good", "- uses: aws-actions/amazon-ecr-login@v2"),
    "the rights of main for a fork": ("zizmor", "pull_request:", "pull_request_target:"),
    "credentials that stay on disk": (
        "zizmor",
        "- run: echo good",
        "- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
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
def test_the_linter_finds(name: str, tmp_path: Path) -> None:
    linter, old, new = BROKEN[name]
    if not (PROJECT / ".venv" / "bin" / linter).exists():
        pytest.skip(f"no {linter}: make lint gets it")
    assert lint(linter, workflow(tmp_path / "good", GOOD)) == 0
    assert lint(linter, workflow(tmp_path / "broken", GOOD.replace(old, new))) != 0


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            yield f"{path.stem}.{name}", job


def test_every_action_is_pinned_by_its_commit_with_its_version() -> None:
    used = [line.partition("uses: ")[2] for path in (*WORKFLOWS, *ACTIONS) for line in path.read_text().splitlines()]
    foreign = [one for one in used if one and not one.startswith("./")]
    assert len(foreign) > 10
    assert [one for one in foreign if not PINNED.fullmatch(one)] == []


def test_one_action_has_one_commit() -> None:
    text = "".join(path.read_text() for path in (*WORKFLOWS, *ACTIONS))
    commits = dict(re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40})", text))
    assert {f"{name}@{commit}" for name, commit in commits.items()} == set(
        re.findall(r"uses: ([\w/-]+@[0-9a-f]{40})", text)
    )


def test_no_script_has_an_expression_in_it() -> None:
    for path in (*WORKFLOWS, *ACTIONS):
        for step in _steps(yaml.safe_load(path.read_text())):
            assert "${{" not in str(step.get("run", "")), path.name


def _steps(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield from found.get("steps") or ()
        for value in found.values():
            yield from _steps(value)


def test_no_workflow_knows_a_secret() -> None:
    assert [path.name for path in (*WORKFLOWS, *ACTIONS) if "secrets." in path.read_text()] == []


def test_only_jobs_with_a_role_may_ask_for_a_token_and_no_job_writes_contents() -> None:
    with_token = {name for name, job in jobs() if (job.get("permissions") or {}).get("id-token")}
    assert with_token == {"preview.preview", "up.up", "drift.drift"}
    assert {name for name, job in jobs() if (job.get("permissions") or {}).get("contents") == "write"} == set()


def test_no_credentials_for_forks() -> None:
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    found = dict(jobs())
    assert same in found["preview.preview"]["if"]
    assert same in found["preview.comment"]["if"]
    assert not any("pull_request_target" in path.read_text() for path in WORKFLOWS)


def test_a_stack_is_deployed_in_its_environment_one_run_at_a_time() -> None:
    up = dict(jobs())["up.up"]
    assert up["environment"] == "${{ matrix.stack }}"
    assert up["concurrency"] == {"group": "up-${{ matrix.stack }}", "cancel-in-progress": False}


def test_ci_deploys_with_the_engine_of_the_tests() -> None:
    version = re.search(r"pulumi/pkg/v3 v(\S+)", (PROJECT / "sandbox" / "engine" / "go.mod").read_text())
    assert version
    assert f'pulumi-version: "{version[1]}"' in (PROJECT / ".github/actions/setup/action.yml").read_text()
