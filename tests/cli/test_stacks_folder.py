"""`--stacks-dir` of a git repository says the same as the folder, in every verb that reads stack files."""

import subprocess
from pathlib import Path

import pytest

from tests.check.sample_project import PROJECT
from tests.cli.test_git_folder import git
from tests.command_line import UnionEcr

STACKS = PROJECT / "stacks"


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a repository with the sample project's stack files, and with an invalid one on another branch."""
    path = tmp_path_factory.mktemp("platform")
    git(path, "init", "--quiet", "--initial-branch=main")
    subprocess.run(["cp", "-R", str(STACKS), str(path)], check=True)
    git(path, "add", "--all")
    git(path, "commit", "--quiet", "--message", "1")
    git(path, "checkout", "--quiet", "-b", "invalid")
    (path / "stacks" / "Pulumi.team.yaml").write_text("config: {aws:region: us-eas-1}\n")
    git(path, "commit", "--quiet", "--all", "--message", "2")
    return f"git+file://{path}"


@pytest.mark.parametrize("verb", [("check", str(PROJECT), "--json"), ("render", "--json"), ("stacks",)])
def test_a_git_repository_says_what_its_folder_says(verb: tuple[str, ...], union_ecr: UnionEcr, platform: str) -> None:
    by_folder = union_ecr(*verb, "--stacks-dir", STACKS)
    assert by_folder.out
    assert union_ecr(*verb, "--stacks-dir", f"{platform}@main") == by_folder


def test_an_error_names_the_repository_the_ref_and_the_file(union_ecr: UnionEcr, platform: str) -> None:
    ran = union_ecr("stacks", "--stacks-dir", f"{platform}@invalid")
    assert ran.code == 2
    assert f"{platform.removeprefix('git+')}@invalid#stacks/Pulumi.team.yaml:1: aws:region: " in ran.err
    assert "did you mean us-east-1?" in ran.err


def test_an_unreachable_repository_is_cannot_tell(union_ecr: UnionEcr, tmp_path: Path) -> None:
    ran = union_ecr("check", PROJECT, "--stacks-dir", f"git+file://{tmp_path}/absent")
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (3, "", 1)
    assert ran.err.startswith("cannot tell: ")


def test_nothing_is_written_into_a_repository(union_ecr: UnionEcr, platform: str) -> None:
    ran = union_ecr("check", PROJECT, "--fix", "--stacks-dir", platform)
    assert ran.code == 2
    assert "--fix writes stack files: give a folder" in " ".join(ran.err.replace("│", " ").split())


def test_a_comparison_with_a_commit_needs_a_folder(union_ecr: UnionEcr, platform: str) -> None:
    ran = union_ecr("diff", "--stacks-dir", platform)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "--stacks-dir: this verb reads a local folder; clone the repository and name its stacks folder\n"


def test_a_shell_completes_no_names_of_a_repository(
    union_ecr: UnionEcr, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_UNION_ECR_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"union-ecr render --stacks-dir {platform} --stack ")
    monkeypatch.setenv("COMP_CWORD", "5")
    assert union_ecr().out.split() == []
