"""Records the images of Python files with the real SDKs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.check.sample_project import ENVIRONMENT, HOST
from tests.sdks import python_with
from union_ecr.cli.imported_images import Imported, imported_images

Record = Callable[..., Imported]
FLYTEKIT = f"""\
import sys
from flytekit import ContainerTask, ImageSpec, dynamic, task, workflow
print("out"), sys.stderr.write("err")
HOST = "{HOST}"
base = ImageSpec(name="Base", registry=HOST)
"""
FLYTE = f"""\
import flyte
from flyte import Image
HOST = "{HOST}"
"""


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Records the images of files, given by name and text."""
    monkeypatch.chdir(tmp_path)

    def run(sdk: str, files: dict[str, str], seconds: float = 60) -> Imported:
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text)
        modules = [name for name in files if name.endswith(".py")]
        return imported_images(modules, python_with(sdk), ENVIRONMENT, seconds)

    return run


def references(recorded: Imported) -> list[tuple[int, str, str, str | None]]:
    """Line, purpose, repository or path, and the tag where it is fixed."""
    return [(use.line, str(use.purpose), str(use.name), use.tag) for use in recorded.uses]
