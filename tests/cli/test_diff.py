"""`union-ecr diff`: the stack files here against those of a commit."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.test_git_files import commit, git
from tests.command_line import UnionEcr
from tests.stacks import HEAD

TEAM = f"{HEAD}  union-ecr:images: {{trainer: {{}}, scorer: {{}}}}\n"
LOSING = TEAM.replace("{trainer: {}", "{trainer: {untaggedDays: 3}")


@pytest.fixture
def project(stacks_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a stack `team` on main, and a branch."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    folder = stacks_dir.parent
    git(folder, "init", "-q", "-b", "main")
    commit(folder, team=TEAM)
    git(folder, "checkout", "-q", "-b", "topic")
    return folder


def write(text: str, stack: str = "team") -> None:
    Path(f"stacks/Pulumi.{stack}.yaml").write_text(text)


def test_it_shows_what_the_files_here_change_committed_or_not(project: Path, union_ecr: UnionEcr) -> None:
    write(LOSING)
    ran = union_ecr("diff", "--base", "main")
    base = git(project, "rev-parse", "main")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "Stack team",
        "  What may be lost",
        "    trainer (lifecycle): Images may go that are kept today: expire untagged images 3 days after they were "
        "pushed, instead of: expire untagged images 14 days after they were pushed.",
        "  What changes",
        "    trainer",
        "      - expiry       Expire untagged images 14 days after they were pushed",
        "      + expiry       Expire untagged images 3 days after they were pushed",
        "",
        f"1 stack differs from {base[:12]}.",
    ]
    commit(project)
    assert union_ecr("diff", "--base", "main").out == ran.out


def test_nothing_differs_from_the_same_files(project: Path, union_ecr: UnionEcr) -> None:
    write(f"# a comment\n{TEAM}")
    ran = union_ecr("diff", "--base", "main")
    assert (ran.code, ran.out.count("\n")) == (0, 1)
    assert ran.out.startswith("No stack differs from ")


def test_json_has_the_losses_the_access_and_the_words_of_each_stack(project: Path, union_ecr: UnionEcr) -> None:
    write(LOSING)
    write(TEAM.replace("us-east-1", "eu-west-1"), "new")
    report = json.loads(union_ecr("diff", "--base", "main", "--json").out)
    assert report["base"] == git(project, "rev-parse", "main")
    assert [(stack["stack"], stack["status"]) for stack in report["stacks"]] == [("new", "added"), ("team", "changed")]
    team = report["stacks"][1]
    assert [(loss["subjects"], loss["field"]) for loss in team["losses"]] == [(["trainer"], "lifecycle")]
    assert team["access"] == []
    assert [(part["title"], part["status"], len(part["lines"])) for part in team["parts"]] == [
        ("trainer", "changed", 2)
    ]
    assert report["invalidInBase"] == []


def test_stacks_can_be_chosen_whether_they_are_new_gone_or_both(project: Path, union_ecr: UnionEcr) -> None:
    Path("stacks/Pulumi.team.yaml").unlink()
    write(TEAM, "new")
    for stack in ("new", "team"):
        report = json.loads(union_ecr("diff", "--base", "main", "--stack", stack, "--json").out)
        assert [found["stack"] for found in report["stacks"]] == [stack]
    ran = union_ecr("diff", "--base", "main", "--stack", "absent")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no such stack" in ran.err


def test_all_stacks_may_be_gone(project: Path, union_ecr: UnionEcr) -> None:
    Path("stacks/Pulumi.team.yaml").unlink()
    ran = union_ecr("diff", "--base", "main")
    assert ran.code == 0
    assert "Stack team (its file is deleted; its resources stay until somebody runs pulumi destroy)" in ran.out


def test_an_invalid_file_here_is_an_error_and_one_of_the_base_is_unknown(project: Path, union_ecr: UnionEcr) -> None:
    write(HEAD)
    assert union_ecr("diff", "--base", "main").code == 2
    broken = commit(project)
    write(TEAM)
    ran = union_ecr("diff", "--base", broken)
    assert ran.code == 3
    assert "Stack team (new)" in ran.out
    assert "CANNOT TELL what changes of team: its file is invalid in the base" in ran.out


def test_a_report_goes_into_a_file_too(project: Path, union_ecr: UnionEcr) -> None:
    ran = union_ecr("diff", "--base", "main", "--output", "diff.json", "--format", "json")
    assert ran.out.startswith("No stack differs")
    assert json.loads((project / "diff.json").read_text())["stacks"] == []


def test_a_base_that_git_does_not_know_is_a_wrong_command(project: Path, union_ecr: UnionEcr) -> None:
    ran = union_ecr("diff", "--base", "absent")
    assert (ran.code, ran.out) == (2, "")
    assert "git does not know absent" in ran.err
