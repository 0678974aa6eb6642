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
from union_ecr.cli.source_files import read_source_files

MOST_FRAMES = 5_000
"""Of Python's own, while modules that import each other are followed: 100 of them in a chain take 1,000."""


@dataclass(frozen=True)
class Workflows:
    """The images that files name, in the order of files and lines, and the files that cannot be followed."""

    uses: tuple[ImageUse, ...]
    problems: tuple[Problem, ...]


def read_workflows(paths: list[Path], environment: Mapping[str, str]) -> Workflows:
    """The images of the files below the paths.

    Raises:
        CannotRead: a path does not exist.
    """
    with _deep_and_without_garbage_collection():
        files = read_source_files(paths)
        uses, problems = images_of(files.python, environment)
        texts = [use for path, text in files.texts.items() for use in images_in_text(path, text)]
        every = sorted([*uses, *texts], key=lambda use: (use.file, use.line))
        return Workflows(tuple(every), (*files.problems, *problems))


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
