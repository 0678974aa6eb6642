"""All files of a folder, read together."""

import gc
import sys
from pathlib import Path

import pytest

from union_ecr.cli.source_files import CannotRead
from union_ecr.cli.workflows import read_workflows

IMAGE = 'from flytekit import ImageSpec\nImageSpec(name="a", registry=HOST)\n'


def test_the_images_of_all_kinds_of_files_are_in_the_order_of_files(tmp_path: Path) -> None:
    (tmp_path / "z.py").write_text(IMAGE)
    (tmp_path / "Dockerfile").write_text("FROM python\n")
    (tmp_path / "bad.py").write_text(IMAGE + "(")
    found = read_workflows([tmp_path], {})
    assert [(Path(use.file).name, use.line) for use in found.uses] == [("Dockerfile", 1), ("z.py", 2)]
    assert [Path(problem.file).name for problem in found.problems] == ["bad.py"]


def test_a_chain_of_200_imports_is_followed(tmp_path: Path) -> None:
    for number in range(200):
        inner = (
            f"try:\n    from m{number + 1} import HOST\nexcept ValueError:\n    pass\n"
            if number < 199
            else "HOST = 'h'\n"
        )
        (tmp_path / f"m{number}.py").write_text(inner + IMAGE)
    found = read_workflows([tmp_path], {})
    assert found.problems == ()
    assert {use.registry for use in found.uses} == {"h"}


def test_the_interpreter_is_as_it_was_afterwards(tmp_path: Path) -> None:
    before = sys.getrecursionlimit()
    with pytest.raises(CannotRead):
        read_workflows([tmp_path / "absent"], {})
    assert gc.isenabled()
    assert sys.getrecursionlimit() == before
