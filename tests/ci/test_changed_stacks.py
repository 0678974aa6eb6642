"""Which stacks a change affects."""

import io
import json
import subprocess
from pathlib import Path

import pytest

from ci.changed_stacks import Matrix, changed_files, changed_stacks, deleted_stacks, main

MATRIX: Matrix = {"include": [{"stack": "one", "region": "us-east-1"}, {"stack": "two.b", "region": "eu-west-1"}]}
ONE, TWO = "stacks/Pulumi.one.yaml", "stacks/Pulumi.two.b.yaml"


@pytest.mark.parametrize(
    ("files", "affected"),
    [
        ([], []),
        ([ONE], ["one"]),
        ([TWO, "docs/ci-policies.json"], ["two.b"]),
        (["README.md", "tests/ci/test_changed_stacks.py", "sandbox/live.py"], []),
        ([ONE, "union_ecr/ecr/actions.py"], ["one", "two.b"]),
        (["bootstrap/stacks/Pulumi.acme.yaml", "templates/yaml/Pulumi.yaml"], []),
        (["uv.lock"], ["one", "two.b"]),
        (["stacks/notes.txt"], ["one", "two.b"]),
        (["union_ecr/README.md"], ["one", "two.b"]),
        (["stacks/Pulumi.gone.yaml"], []),
        (None, ["one", "two.b"]),
    ],
)
def test_a_change_affects_its_own_stack_or_none_or_all(files: list[str] | None, affected: list[str]) -> None:
    assert [row["stack"] for row in changed_stacks(MATRIX, files)["include"]] == affected


def test_a_stack_whose_file_was_deleted_is_reported() -> None:
    assert deleted_stacks(MATRIX, [ONE, "stacks/Pulumi.gone.yaml", "README.md"]) == ["gone"]


def test_git_lists_a_renamed_file_as_two_changed_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    (tmp_path / "stacks").mkdir()
    (tmp_path / ONE).write_text("the same text\n" * 20)
    for command in (["init", "-q"], ["add", "-A"], _commit("first"), ["mv", ONE, TWO], _commit("second")):
        subprocess.run(["git", *command], check=True)
    assert changed_files("HEAD^1") == [ONE, TWO]
    assert changed_files("0" * 40) is None
    assert changed_files("--output=stolen") is None
    assert not (tmp_path / "stolen").exists()


def exit_code(monkeypatch: pytest.MonkeyPatch, *stacks: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"include": [{"stack": stack} for stack in stacks]})))
    return main()


def test_a_stack_with_an_invalid_name_fails_the_run_with_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["changed_stacks"])
    assert exit_code(monkeypatch, "one", "two") == 0
    assert json.loads(capsys.readouterr().out) == {"include": [{"stack": "one"}, {"stack": "two"}]}
    assert exit_code(monkeypatch, "one", "One", "a b") == 1
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_the_name_of_a_deleted_file_cannot_begin_a_workflow_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["changed_stacks", "HEAD^1"])
    monkeypatch.setattr("ci.changed_stacks.changed_files", lambda _: ["stacks/Pulumi.a\n::add-mask::b.yaml"])
    assert exit_code(monkeypatch, "one") == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("::warning title=a%0A%3A%3Aadd-mask%3A%3Ab::")


def _commit(message: str) -> list[str]:
    return ["-c", "user.name=x", "-c", "user.email=x", "commit", "-q", "-a", "-m", message]
