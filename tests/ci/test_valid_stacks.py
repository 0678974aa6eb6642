"""The stacks that can be looked at although the files of others are wrong; `uv run` is this Python."""

import json
import os
import sys
from pathlib import Path

import pytest

from ci.valid_stacks import main

PROJECT = Path(__file__).parents[2]
RIGHT = """\
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
        (tmp_path / "stacks" / f"Pulumi.{name}.yaml").write_text(RIGHT % name)
    return tmp_path / "stacks"


def looked_at(capfd: pytest.CaptureFixture[str]) -> tuple[list[str], list[str]]:
    """The stacks of the matrix, and the commands to GitHub."""
    told = capfd.readouterr()
    rows = [row["stack"] for row in json.loads(told.out)["include"]]
    return rows, [line for line in told.err.splitlines() if line.startswith("::")]


def test_where_all_are_right_all_are_looked_at(stacks: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main() == 0
    assert looked_at(capfd) == (["one", "two"], [])


@pytest.mark.parametrize("name", ["wrong", "a name"])
def test_a_wrong_one_is_told_and_stops_none_of_the_others(
    stacks: Path, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    (stacks / f"Pulumi.{name}.yaml").write_text("config: {}\n")
    assert main() == 2
    rows, commands = looked_at(capfd)
    assert rows == ["one", "two"]
    assert [command.partition("::stacks/")[0] for command in commands] == [f"::error title={name}"]


def test_a_fault_of_ours_is_no_wrong_file(stacks: Path) -> None:
    (stacks.parent / "uv").write_text("#!/bin/sh\nexit 3\n")
    with pytest.raises(Exception, match="exit status 3"):
        main()
