"""`union-ecr check`: options, exit codes and what goes where."""

import json
from pathlib import Path

import pytest

from tests.command_line import UnionEcr
from tests.stacks import HEAD

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
IMPORT = "from flytekit import ImageSpec\n"
FITS = IMPORT + f'ImageSpec(name="trainer", registry="{HOST}")\n'
UNDECLARED = IMPORT + f'ImageSpec(name="trainr", registry="{HOST}")\n'
UNRESOLVED = IMPORT + f'import os\nImageSpec(name=os.environ["NAME"], registry="{HOST}")\n'


@pytest.fixture
def workflows(stacks_dir: Path) -> Path:
    """A folder for workflows, beside a stack that declares the image trainer."""
    (stacks_dir / "Pulumi.team.yaml").write_text(f"{HEAD}  union-ecr:images: {{trainer: {{}}}}\n")
    folder = stacks_dir.parent / "workflows"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("code", "options", "exit_code"),
    [
        (FITS, [], 0),
        (UNDECLARED, [], 1),
        (UNRESOLVED, [], 0),
        (UNRESOLVED, ["--strict"], 1),
        (UNRESOLVED, ["--strict", "--env", "NAME=trainer"], 0),
        (UNRESOLVED, ["--env", "NAME=trainr"], 1),
        ("x = (", [], 0),
        ("from flytekit import ImageSpec\nx = (", ["--strict"], 1),
        ("", ["--strict"], 0),
    ],
)
def test_the_exit_code_says_whether_an_image_would_fail(
    workflows: Path, union_ecr: UnionEcr, code: str, options: list[str], exit_code: int
) -> None:
    (workflows / "train.py").write_text(code)
    assert union_ecr("check", workflows, *options).code == exit_code


def test_a_tree_names_the_file_the_line_the_verdict_and_what_to_do(workflows: Path, union_ecr: UnionEcr) -> None:
    (workflows / "train.py").write_text(UNDECLARED)
    ran = union_ecr("check", "workflows")
    assert "workflows/train.py\n" in ran.out
    assert f"2  undeclared    {HOST}/trainr\n" in ran.out
    assert "did you mean trainer?; add trainr: {} below union-ecr:images in Pulumi.team.yaml\n" in ran.out
    assert ran.err == ""


def test_json_has_the_fixed_shape(workflows: Path, union_ecr: UnionEcr) -> None:
    (workflows / "train.py").write_text(FITS + "ImageSpec(name=x, registry=x)\n")
    report = json.loads(union_ecr("check", "workflows", "--json").out)
    assert report["unresolved"] == 1
    assert report["images"][0] == {
        "file": "workflows/train.py",
        "line": 2,
        "registry": HOST,
        "name": "trainer",
        "reference": f"{HOST}/trainer",
        "repository": "trainer",
        "stack": "team",
        "verdict": "fits",
        "reason": "trainer of the stack team",
        "remedy": None,
    }
    unresolved = report["images"][1]
    assert [unresolved[key] for key in ("registry", "name", "reference", "repository", "stack")] == [None] * 5


def test_one_run_reports_in_several_formats(workflows: Path, union_ecr: UnionEcr, tmp_path: Path) -> None:
    (workflows / "train.py").write_text(FITS)
    to_files = ["--output", "-", "--format", "github", "--output", tmp_path / "check.json", "--format", "json"]
    ran = union_ecr("check", "workflows", *to_files)
    assert (ran.code, ran.out) == (0, union_ecr("check", "workflows", "--format", "github").out)
    assert (tmp_path / "check.json").read_text() == union_ecr("check", "workflows", "--json").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["absent"], "absent: there is no such file or folder"),
        (["workflows", "--env", "NAME"], "--env NAME: write KEY=VALUE"),
        (["workflows", "--json", "--format", "github"], "--json and --format github are two formats; say one"),
        (["workflows", "--stack", "tema"], "did you mean team?"),
        ([], "Missing argument 'PATH…'"),
    ],
)
def test_a_wrong_command_is_reported_in_one_line(
    workflows: Path, union_ecr: UnionEcr, arguments: list[str], message: str
) -> None:
    ran = union_ecr("check", *arguments)
    assert ran.code == 2
    assert message in " ".join(ran.err.replace("│", " ").split())
    assert ran.out == ""


def test_files_that_cannot_be_followed_are_one_line_each(workflows: Path, union_ecr: UnionEcr) -> None:
    (workflows / "large.py").write_text(IMPORT + "# " + "x" * 5_000_000)
    (workflows / "syntax.py").write_text(IMPORT + "x = (")
    (workflows / "python2.py").write_text(IMPORT + "print 'a'")
    (workflows / "latin.py").write_bytes(IMPORT.encode() + b"x = '\xe9'\n")
    (workflows / "loop.py").symlink_to("loop.py")
    (workflows / "fits.py").write_text(FITS)
    ran = union_ecr("check", "workflows")
    assert ran.code == 0
    assert ran.out.count("unresolved  ") == 3
    assert "large.py" in ran.out
    assert "1 image, 0 would fail, 3 unresolved" in ran.out


def test_a_name_that_could_write_on_the_terminal_is_escaped(workflows: Path, union_ecr: UnionEcr) -> None:
    (workflows / "a\x1b[31m\nb.py").write_text(FITS)
    assert "\x1b" not in union_ecr("check", "workflows").out


def test_ctrl_c_ends_it_without_a_traceback(
    workflows: Path, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("union_ecr.cli.workflows.images_of", interrupted)
    ran = union_ecr("check", "workflows")
    assert (ran.code, ran.out) == (130, "")
    assert "Traceback" not in ran.err
