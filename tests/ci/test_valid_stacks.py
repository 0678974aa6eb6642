"""The stacks with valid files, if other files are invalid; `uv run` is this Python."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from ci.valid_stacks import MOST_JOBS, jobs, main

PROJECT = Path(__file__).parents[2]
VALID = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:images: {%s: {}}
"""
UV = """\
#!/bin/sh
shift 2
PYTHONPATH={project} exec {python} -c 'from union_ecr.cli.main import main; main()' "$@"
"""


@pytest.fixture
def stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "uv").write_text(UV.format(project=PROJECT, python=sys.executable))
    (tmp_path / "uv").chmod(0o755)
    (tmp_path / "Pulumi.yaml").write_text("name: union-ecr\n")
    (tmp_path / "stacks").mkdir()
    for name in ("one", "two"):
        (tmp_path / "stacks" / f"Pulumi.{name}.yaml").write_text(VALID % name)
    return tmp_path / "stacks"


def reported(capfd: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """The stacks of the matrix, and the annotations."""
    output = capfd.readouterr()
    rows = [row["stack"] for row in json.loads(output.out)["include"]]
    return rows, [line for line in output.err.splitlines() if line.startswith("::")]


@pytest.mark.slow
def test_all_valid_stacks_are_in_the_matrix(stacks: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert reported(capfd) == (["one", "two"], [])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["invalid", "a name"])
def test_an_invalid_stack_is_reported_and_stops_no_other(
    stacks: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    (stacks / f"Pulumi.{name}.yaml").write_text("config: {}\n")
    assert main() == 2
    rows, commands = reported(capfd)
    assert rows == ["one", "two"]
    assert [command.partition("::stacks/")[0] for command in commands] == [f"::error title={name}"]


@pytest.mark.slow
def test_a_reported_change_starts_the_job_of_its_stack_alone(stacks: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (stacks / "Pulumi.invalid.yaml").write_text("config: {}\n")
    assert main("two") == 0
    assert reported(capfd)[0] == ["two"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["invalid", "gone", "one two", "../one"])
def test_a_reported_change_of_no_valid_stack_starts_no_job_and_fails(
    stacks: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    (stacks / "Pulumi.invalid.yaml").write_text("config: {}\n")
    assert main(name) == 2
    jobs_started, annotations = reported(capfd)
    assert jobs_started == []
    assert any("is no stack here" in line or "Pulumi.invalid.yaml is invalid" in line for line in annotations)


def rows(*stacks: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"stack": stack, "account": account, "region": "us-east-1"} for stack, account in stacks]


def test_a_job_is_for_one_stack() -> None:
    one, two = jobs(rows(("one", "1" * 12), ("two", "1" * 12)))
    assert (one["name"], one["stacks"], one["stack"]) == ("one", "one", "one")
    assert (two["name"], two["account"]) == ("two", "1" * 12)


def test_with_more_stacks_than_jobs_a_job_is_for_one_account_and_no_stack_is_left_out() -> None:
    every = rows(*((f"team-{number}", f"{number % 3:012}") for number in range(MOST_JOBS + 1)))
    matrix = jobs(every)
    assert [job["name"] for job in matrix] == [job["account"] for job in matrix] == [f"{n:012}" for n in range(3)]
    assert sorted(stack for job in matrix for stack in job["stacks"].split()) == sorted(row["stack"] for row in every)
    assert all("stack" not in job for job in matrix)
    assert len(jobs(every[:-1])) == MOST_JOBS


def test_more_accounts_than_jobs_are_an_error_and_nobody_is_left_out_silently() -> None:
    with pytest.raises(SystemExit, match=r"257 accounts.*--role-name"):
        jobs(rows(*((f"team-{number}", f"{number:012}") for number in range(MOST_JOBS + 1))))


@pytest.mark.slow
def test_valid_files_are_read_by_one_command(stacks: Path, capfd: pytest.CaptureFixture[str]) -> None:
    script = (stacks.parent / "uv").read_text()
    (stacks.parent / "uv").write_text(script.replace("shift 2", f"shift 2; echo >> {stacks.parent}/calls"))
    assert main() == 0
    assert (stacks.parent / "calls").read_text() == "\n"


def test_a_failure_of_the_command_is_no_invalid_file(stacks: Path) -> None:
    (stacks.parent / "uv").write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(Exception, match="exit status 3"):
        main()
