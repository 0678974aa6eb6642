"""A file is replaced at once, or not at all."""

import os
import stat
from pathlib import Path

import pytest

from union_ecr.cli.replaced_file import replace_file


def test_the_file_has_the_text_and_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "a"
    replace_file(path, "é\r\n", 0o640)
    assert path.read_bytes() == "é\r\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [*tmp_path.iterdir()] == [path]


def test_a_failure_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a"
    path.write_text("before")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        replace_file(path, "after")
    assert path.read_text() == "before"
    assert [*tmp_path.iterdir()] == [path]
