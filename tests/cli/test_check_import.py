"""`union-ecr check --import`: recorded images get the same verdicts, and what is not imported is read."""

import json
from pathlib import Path

import pytest

from tests.command_line import UnionEcr
from tests.sdks import python_with
from tests.stacks import ACCOUNT, HEAD, IMAGES

HOST = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"
WORKFLOW = f"""\
from flytekit import ImageSpec, task
names = open("names.txt").read().split()
specs = [ImageSpec(name=name, registry="{HOST}") for name in names]
@task(container_image=specs[0])
def first(): print("started")
@task(container_image=specs[1])
def second(): pass
"""


@pytest.fixture(autouse=True)
def _project(stacks_dir: Path) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES)
    Path("names.txt").write_text("trainer typo")
    Path("w.py").write_text(WORKFLOW)


@pytest.mark.slow
def test_recorded_images_get_verdicts_and_what_is_not_imported_is_read(union_ecr: UnionEcr) -> None:
    Path("broken.py").write_text(
        f'import none\nfrom flytekit import ImageSpec\nImageSpec("trainer", registry="{HOST}")\n'
    )
    Path("push.sh").write_text(f"docker push {HOST}/trainer:v1\n")
    python = python_with("flytekit")
    ran = union_ecr("check", "w.py", "broken.py", "push.sh", "--import", "--python", python, "--json")
    assert (ran.code, ran.err) == (1, "")
    report = json.loads(ran.out)
    found = [(image["file"], image["line"], image["verdict"], image["name"]) for image in report["images"]]
    assert found == [
        ("broken.py", 1, "unresolved", None),
        ("broken.py", 3, "fits", "trainer"),
        ("push.sh", 1, "fits", "trainer"),
        ("w.py", 3, "fits", "trainer"),
        ("w.py", 3, "undeclared", "typo"),
    ]
    assert report["images"][0]["reason"] == "importing it raises ModuleNotFoundError: No module named 'none'"
    tag = report["images"][3]["reference"].removeprefix(f"{HOST}/trainer:")
    assert len(tag) == 22


def test_without_import_no_code_is_executed(union_ecr: UnionEcr) -> None:
    Path("w.py").write_text('open("executed", "w")\n')
    assert union_ecr("check", "w.py").code == 0
    assert not Path("executed").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--import", "--python", "absent/python"], "absent/python cannot be run: No such file or directory"),
        (["--python", "python3"], "--python goes with --import"),
    ],
)
def test_what_cannot_be_imported_at_all_is_exit_code_2(arguments: list[str], words: str, union_ecr: UnionEcr) -> None:
    ran = union_ecr("check", "w.py", *arguments)
    assert (ran.code, ran.out, words in ran.err) == (2, "", True)


def test_the_help_says_that_import_executes_the_code(union_ecr: UnionEcr) -> None:
    assert "which executes their code" in " ".join(union_ecr("check", "--help").out.replace("│", " ").split())
