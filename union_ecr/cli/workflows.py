"""Reads what a folder of workflows names as images."""

import gc
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from union_ecr.check.image_use import ImageUse, Problem
from union_ecr.check.python_images import images_of
from union_ecr.check.text_files import images_in_text
from union_ecr.cli.imported_images import imported_images
from union_ecr.cli.source_files import SourceFiles, read_source_files

MOST_FRAMES = 5_000
"""Of Python's own, while modules that import each other are followed: 100 of them in a chain take 1,000."""


@dataclass(frozen=True)
class Workflows:
    """The images that files name, in the order of files and lines, and the files that cannot be followed."""

    uses: tuple[ImageUse, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Import:
    """That Python files are to be imported; `python` is the interpreter, None to find one."""

    python: Path | None


def read_workflows(paths: list[Path], environment: Mapping[str, str], importing: Import | None = None) -> Workflows:
    """The images of the files below the paths.

    Python files are imported if that is asked for. Those that cannot be, notebooks and other texts are read.

    Raises:
        CannotRead: a path does not exist.
        CannotImport: no file can be imported.
    """
    with _deep_and_without_garbage_collection():
        files = read_source_files(paths)
        python = _imported(files, environment, importing) if importing else images_of(files.python, environment)
        uses, problems = python
        texts = [use for path, text in files.texts.items() for use in images_in_text(path, text)]
        every = sorted([*uses, *texts], key=lambda use: (use.file, use.line))
        return Workflows(tuple(every), (*files.problems, *problems))


def _imported(
    files: SourceFiles, environment: Mapping[str, str], importing: Import
) -> tuple[list[ImageUse], list[Problem]]:
    modules = [path for path in files.python if path.endswith(".py")]
    imported = imported_images(modules, importing.python, environment)
    left = imported.not_imported | (files.python.keys() - set(modules))
    read, problems = images_of(files.python, environment) if left else ([], [])
    known = {problem.file for problem in imported.problems}
    uses = [*imported.uses, *(use for use in read if use.file in left)]
    return uses, [*imported.problems, *(problem for problem in problems if problem.file in left - known)]


@contextmanager
def _deep_and_without_garbage_collection() -> Iterator[None]:
    """Syntax trees are many objects that stay: to look for garbage among them would take two thirds of the time."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, MOST_FRAMES))
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        sys.setrecursionlimit(limit)
