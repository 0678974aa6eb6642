"""`union-ecr check --fix` completes stack files."""

import json
import stat
from pathlib import Path

import pytest

from tests.command_line import UnionEcr
from tests.stacks import HEAD

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


@pytest.fixture
def stack(stacks_dir: Path) -> Path:
    path = stacks_dir / "Pulumi.team.yaml"
    path.write_text(f"# ours\n{HEAD}  union-ecr:images:\n    trainer: {{}} # first\n")
    path.chmod(0o640)
    workflow("new", "new", "ml/other")
    return path


def workflow(*names: str) -> None:
    specs = "".join(f'ImageSpec(name="{name}", registry="{HOST}")\n' for name in names)
    Path("train.py").write_text(f"from flytekit import ImageSpec\n{specs}")


def test_the_missing_images_are_added_and_then_everything_fits(stack: Path, union_ecr: UnionEcr) -> None:
    ran = union_ecr("check", "train.py", "--fix", "--json")
    assert ran.code == 0
    assert ran.err == "stacks/Pulumi.team.yaml: added new, ml/other\n"
    assert {image["verdict"] for image in json.loads(ran.out)["images"]} == {"fits"}
    assert stack.read_text() == (
        f"# ours\n{HEAD}  union-ecr:images:\n    trainer: {{}} # first\n    new: {{}}\n    ml/other: {{}}\n"
    )
    assert stat.S_IMODE(stack.stat().st_mode) == 0o640


def test_an_image_that_cannot_be_added_keeps_no_other_from_being_added(stack: Path, union_ecr: UnionEcr) -> None:
    stack.write_text(
        f"{HEAD}  union-ecr:registry: {{pullThroughCache: {{quay: {{upstream: quay.io}}}}}}\n"
        "  union-ecr:images:\n    trainer: {repository: ml/trainer}\n"
    )
    workflow("trainer", "quay/acme/tool", "new")
    ran = union_ecr("check", "train.py", "--fix")
    assert (ran.code, ran.err) == (1, "stacks/Pulumi.team.yaml: added new\n")
    assert stack.read_text().endswith("    trainer: {repository: ml/trainer}\n    new: {}\n")


def test_nothing_missing_changes_nothing(stack: Path, union_ecr: UnionEcr) -> None:
    workflow("trainer")
    before = stack.stat().st_ino
    ran = union_ecr("check", "train.py", "--fix")
    assert (ran.code, ran.err, stack.stat().st_ino) == (0, "", before)


@pytest.mark.parametrize("name", ["union/reserved", "a" * 300, "No Name"])
def test_a_file_that_would_be_invalid_is_not_written(stack: Path, union_ecr: UnionEcr, name: str) -> None:
    before = stack.read_text()
    workflow(name)
    assert union_ecr("check", "train.py", "--fix").code in (1, 2)
    assert stack.read_text() == before


def test_of_several_stacks_of_a_registry_one_must_be_named(stack: Path, union_ecr: UnionEcr) -> None:
    other = stack.with_name("Pulumi.other.yaml")
    other.write_text(f"{HEAD}  union-ecr:images: {{tools: {{}}}}\n")
    before = stack.read_text()
    ran = union_ecr("check", "train.py", "--fix")
    assert ran.code == 1
    assert "new was not added: say which stack is to have it, --stack other or --stack team\n" in ran.err
    assert stack.read_text() == before
    workflow("new", "trainer")
    ran = union_ecr("check", "train.py", "--fix", "--stack", "other")
    assert (ran.code, ran.err) == (0, "stacks/Pulumi.other.yaml: added new\n")
    assert other.read_text() == f"{HEAD}  union-ecr:images: {{tools: {{}}, new: {{}}}}\n"


def test_a_link_stays_a_link(stack: Path, union_ecr: UnionEcr) -> None:
    target = stack.rename(stack.parent.parent / "elsewhere.yaml")
    stack.symlink_to(target)
    assert union_ecr("check", "train.py", "--fix").code == 0
    assert stack.is_symlink()
    assert "new: {}" in target.read_text()
