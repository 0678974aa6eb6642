"""Finds and reads the source files of workflows."""

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from union_ecr.check.image_use import Problem
from union_ecr.check.python_modules import Source
from union_ecr.check.text_files import MOST_CHARACTERS, Notebook

_LEFT_OUT = {
    ".git",
    "node_modules",
    "__pycache__",
    "site-packages",
    ".venv",
    "venv",
    ".tox",
    ".mypy_cache",
    ".ruff_cache",
}
_TEXT_ENDINGS = (".yaml", ".yml", ".sh", ".bash", ".dockerfile")
_TEXT_NAMES = ("dockerfile", "containerfile", "makefile", "jenkinsfile")


class CannotRead(Exception):
    """A path that was given cannot be read."""

    def __init__(self, path: Path, error: OSError) -> None:
        missing = isinstance(error, FileNotFoundError)
        super().__init__(f"{path}: {'there is no such file or folder' if missing else error.strerror}")


@dataclass
class SourceFiles:
    """Python files and notebooks by path, other texts by path, and what could not be read."""

    python: dict[str, Source] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_source_files(paths: list[Path]) -> SourceFiles:
    """The source files below the paths.

    Left out: what git ignores, virtual environments, and links to folders.

    Raises:
        CannotRead: a path does not exist.
    """
    found = SourceFiles()
    for path in dict.fromkeys(file for given in paths for file in _files(given)):
        name = path.name.lower()
        shown = path.as_posix()
        is_python, is_notebook = name.endswith(".py"), name.endswith(".ipynb")
        if not (is_python or is_notebook or name.endswith(_TEXT_ENDINGS) or name.startswith(_TEXT_NAMES)):
            continue
        try:
            text = _text(path)
        except OSError as error:
            found.problems.append(Problem(shown, 1, f"it cannot be read: {error.strerror}"))
            continue
        if is_python:
            found.python[shown] = Source(shown, partial(str, text))
        elif is_notebook:
            _add_notebook(found, shown, text)
        else:
            found.texts[shown] = text
    return found


def _files(given: Path) -> Iterator[Path]:
    if not given.is_dir():
        try:
            given.stat()
        except OSError as error:
            raise CannotRead(given, error) from None
        yield given
        return
    listed = _git_files(given)
    if listed is not None:
        environments = {path.parent for path in listed if path.name == "pyvenv.cfg"}
        yield from (
            path
            for path in listed
            if not _LEFT_OUT & set(path.relative_to(given).parts)
            and environments.isdisjoint(path.parents)
            and path.is_file()
        )
        return
    for folder, folders, names in os.walk(given):
        folders[:] = sorted(
            name for name in folders if name not in _LEFT_OUT and not Path(folder, name, "pyvenv.cfg").exists()
        )
        yield from (path for path in (Path(folder, name) for name in sorted(names)) if path.is_file())


def _git_files(folder: Path) -> list[Path] | None:
    """The files that git knows or would add; None outside of a repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    except OSError:
        return None
    if listed.returncode != 0 or not listed.stdout:
        return None
    return [folder / os.fsdecode(name) for name in sorted(set(listed.stdout.split(b"\0"))) if name]


def _text(path: Path) -> str:
    """The text of a file; bytes that are not UTF-8 matter in comments and strings only."""
    with path.open(encoding="utf-8", errors="replace", newline=None) as file:
        return file.read(MOST_CHARACTERS + 1).removeprefix("\ufeff")


def _add_notebook(found: SourceFiles, shown: str, text: str) -> None:
    try:
        notebook = Notebook(text)
    except (ValueError, RecursionError) as error:
        found.problems.append(Problem(shown, 1, f"it is not a notebook: {error}"))
        return
    found.python[shown] = Source(shown, lambda: notebook.code, notebook.line_of)
