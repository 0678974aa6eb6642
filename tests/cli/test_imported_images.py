"""Which interpreter imports the workflows, and what is reported where none can."""

import sys
from pathlib import Path

import pytest

from union_ecr.check.image_use import Problem
from union_ecr.cli.imported_images import CannotImport, imported_images


@pytest.fixture(autouse=True)
def _workflow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    Path("w.py").write_text("x = 1\n")


def interpreter(folder: Path, script: str) -> Path:
    folder.mkdir(parents=True)
    program = folder / "python"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def test_an_interpreter_without_an_sdk_is_reported() -> None:
    with pytest.raises(CannotImport, match="has neither flytekit nor flyte; name the workflows' interpreter with --py"):
        imported_images(["w.py"], Path(sys.executable), {})


def test_an_interpreter_that_is_missing_is_reported() -> None:
    with pytest.raises(CannotImport, match="absent/python cannot be run: No such file or directory"):
        imported_images(["w.py"], Path("absent/python"), {})


def test_a_program_that_is_no_python_is_reported() -> None:
    program = interpreter(Path("tools"), "exit 7")
    with pytest.raises(CannotImport, match=r"tools/python ends with code 7 without importing anything"):
        imported_images(["w.py"], program, {})


def test_without_python_files_nothing_is_run() -> None:
    assert imported_images([], Path("absent/python"), {}).uses == []


def test_the_interpreter_of_the_active_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    interpreter(Path("env", "bin"), "exit 5")
    interpreter(Path("path"), "exit 6").rename("path/python3")
    monkeypatch.setenv("PATH", "path:/usr/bin:/bin")
    monkeypatch.setenv("VIRTUAL_ENV", "env")
    with pytest.raises(CannotImport, match="env/bin/python ends with code 5"):
        imported_images(["w.py"], None, {})
    monkeypatch.delenv("VIRTUAL_ENV")
    with pytest.raises(CannotImport, match="path/python3 ends with code 6"):
        imported_images(["w.py"], None, {})
    monkeypatch.setenv("PATH", "nowhere")
    with pytest.raises(
        CannotImport, match="there is no python3 on PATH; name the workflows' interpreter with --python"
    ):
        imported_images(["w.py"], None, {})


def test_a_file_that_ends_the_interpreter_is_reported_and_the_others_are_tried_without_it() -> None:
    line = 'answer=$(sed "s/.*\\"answer\\": \\"\\([^\\"]*\\).*/\\1/" "$2")'
    tell = 'grep -q w.py "$2" && { echo "{\\"loading\\": \\"w.py\\"}" > "$answer"; exit 9; }'
    program = interpreter(Path("tools"), f'{line}\n{tell}\necho "{{\\"done\\": true}}" > "$answer"')
    Path("x.py").write_text("")
    found = imported_images(["w.py", "x.py"], program, {})
    assert found.problems == [Problem("w.py", 1, "importing it ends the interpreter with code 9")]
    assert found.not_imported == {"w.py"}
