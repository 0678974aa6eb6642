"""Which of the changed stacks are previewed."""

import io
import json
import subprocess
from pathlib import Path

import pytest
import yaml

from ci.previews import main

PROJECT = Path(__file__).parents[2]
MATRIX = {"include": [{"stack": "hub", "assumesRoles": True}, {"stack": "own", "assumesRoles": False}]}
ONLY_OWN = {"include": MATRIX["include"][1:]}


@pytest.mark.parametrize("allowed", [[], [""], ["false"], ["True"]])
def test_a_stack_that_assumes_roles_is_left_out_with_a_notice(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], allowed: list[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(MATRIX)))
    main(allowed)
    output = capsys.readouterr()
    assert output.out == f'matrix={json.dumps(ONLY_OWN)}\nleft-out=["hub"]\n'
    assert output.err.startswith("::notice title=hub::hub is not previewed: ")


def test_a_stack_that_assumes_roles_is_previewed_if_allowed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(MATRIX)))
    main(["true"])
    assert capsys.readouterr() == (f"matrix={json.dumps(MATRIX)}\nleft-out=[]\n", "")


def test_the_workflow_previews_the_remaining_stacks_and_comments_the_others() -> None:
    jobs = yaml.safe_load((PROJECT / ".github" / "workflows" / "preview.yml").read_text())["jobs"]
    changed = next(step for step in jobs["declared"]["steps"] if step.get("id") == "changed")
    assert changed["env"] == {"ALLOWED": "${{ vars.PREVIEW_ASSUMED_ROLES }}"}
    assert 'python -m ci.previews "$ALLOWED" < ../changed.json >> "$GITHUB_OUTPUT"' in changed["run"]
    assert jobs["declared"]["outputs"]["matrix"] == "${{ steps.changed.outputs.matrix }}"
    assert jobs["preview"]["strategy"]["matrix"] == "${{ fromJSON(needs.declared.outputs.matrix) }}"
    (comment,) = (step for step in jobs["comment"]["steps"] if "ci.preview_comment" in step.get("run", ""))
    assert "needs.declared.outputs.left-out" in comment["env"]["LEFT_OUT"]


def test_an_invalid_stack_file_fails_the_step(tmp_path: Path) -> None:
    """The exit code of `union-ecr stacks` must not be lost in a pipe."""
    jobs = yaml.safe_load((PROJECT / ".github" / "workflows" / "preview.yml").read_text())["jobs"]
    changed = next(step for step in jobs["declared"]["steps"] if step.get("id") == "changed")
    (tmp_path / "job" / "stacks").mkdir(parents=True)
    (tmp_path / "job" / "stacks" / "Pulumi.team.yaml").touch()
    (tmp_path / "uv").write_text("#!/bin/sh\nexit 2\n")
    (tmp_path / "python").write_text("#!/bin/sh\ncat\n")
    for name in ("uv", "python"):
        (tmp_path / name).chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "ALLOWED": "", "GITHUB_OUTPUT": str(tmp_path / "output")}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", changed["run"]]
    assert subprocess.run(command, cwd=tmp_path / "job", env=environment, check=False).returncode == 2
