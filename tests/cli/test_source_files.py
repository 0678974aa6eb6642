"""Which files the check reads."""

import subprocess
from pathlib import Path

import pytest

from union_ecr.cli.source_files import CannotRead, read_source_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "a.py",
        "b.ipynb",
        "c.yaml",
        "d.txt",
        "sub/Dockerfile.gpu",
        "sub/e.sh",
        ".venv/f.py",
        "env/pyvenv.cfg",
        "env/lib/g.py",
        "node_modules/h.py",
        "odd name é\n.py",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"cells": []}')
    return tmp_path


def names(folder: Path) -> set[str]:
    found = read_source_files([folder])
    assert found.problems == []
    return {Path(path).relative_to(folder).as_posix() for path in {**found.python, **found.texts}}


EXPECTED = {"a.py", "b.ipynb", "c.yaml", "sub/Dockerfile.gpu", "sub/e.sh", "odd name é\n.py"}


def test_virtual_environments_and_other_kinds_of_files_are_left_out(folder: Path) -> None:
    assert names(folder) == EXPECTED


def test_what_git_ignores_is_left_out(folder: Path) -> None:
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    (folder / ".gitignore").write_text("sub/\n")
    assert names(folder) == EXPECTED - {"sub/Dockerfile.gpu", "sub/e.sh"}
    assert "a.py" in names(folder)


def test_a_loop_of_links_ends(folder: Path) -> None:
    (folder / "loop").symlink_to(folder)
    (folder / "self.py").symlink_to("self.py")
    (folder / "gone.py").symlink_to("nowhere")
    assert names(folder) == EXPECTED


def test_a_file_that_is_named_is_read_wherever_it_is(folder: Path) -> None:
    assert list(read_source_files([folder / ".venv/f.py"]).python) == [(folder / ".venv/f.py").as_posix()]


def test_a_path_that_does_not_exist_is_an_error(folder: Path) -> None:
    with pytest.raises(CannotRead, match="there is no such file"):
        read_source_files([folder / "absent"])


def test_bytes_that_are_not_utf_8_and_a_byte_order_mark_are_no_problem(folder: Path) -> None:
    (folder / "a.py").write_bytes(b"\xef\xbb\xbfx = '\xff'")
    source = read_source_files([folder / "a.py"]).python[(folder / "a.py").as_posix()]
    assert source.read() == "x = '\ufffd'"


def test_a_broken_notebook_is_a_problem(folder: Path) -> None:
    (folder / "b.ipynb").write_text("{")
    (problem,) = read_source_files([folder]).problems
    assert "it is not a notebook" in problem.reason


def test_a_file_without_permission_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.open

    def refuse(path: Path, *given: object, **options: object) -> object:
        if path.name in ("a.py", "c.yaml", "b.ipynb"):
            raise PermissionError(13, "Permission denied")
        return original(path, *given, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    found = read_source_files([folder])
    assert sorted(Path(problem.file).name for problem in found.problems) == ["a.py", "b.ipynb", "c.yaml"]
    assert {problem.reason for problem in found.problems} == {"it cannot be read: Permission denied"}
