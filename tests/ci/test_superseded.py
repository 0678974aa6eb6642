"""An older commit is not deployed if its stack changes again before the tip of the branch."""

import subprocess
from pathlib import Path

import pytest

from ci.superseded import main


@pytest.fixture
def commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Commits":
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    return Commits(tmp_path)


class Commits:
    """A repository in which each call commits a change of a file; the first commit stays checked out."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._git("init", "-q", "-b", "main")
        self("stacks/Pulumi.one.yaml")
        self._git("checkout", "-q", "--detach")

    def __call__(self, file: str) -> None:
        path = self._folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(path.read_text() + "x" if path.exists() else "x")
        self._git("add", "-A")
        self._git("-c", "user.name=x", "-c", "user.email=x", "commit", "-q", "-m", file)

    def on_main(self, *files: str) -> None:
        """Change these on main, and come back."""
        self._git("checkout", "-q", "main")
        for file in files:
            self(file)
        self._git("checkout", "-q", "--detach", f"main~{len(files)}")

    def _git(self, *arguments: str) -> None:
        subprocess.run(["git", *arguments], check=True, cwd=self._folder)


@pytest.mark.parametrize(
    ("files", "superseded"),
    [
        ((), False),
        (("docs/ci.md", "stacks/Pulumi.two.yaml"), False),
        (("stacks/Pulumi.one.yaml",), True),
        (("docs/ci.md", "union_ecr/ecr/actions.py"), True),
    ],
)
def test_a_commit_is_superseded_by_one_that_changes_its_stack(
    commit: Commits, files: tuple[str, ...], superseded: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    commit.on_main(*files)
    assert main("one", "main") == 0
    output = capsys.readouterr()
    assert output.out == ("true\n" if superseded else "false\n")
    assert ("::notice title=one::superseded by main" in output.err) == superseded


def test_a_tip_that_git_does_not_know_deploys_nothing(commit: Commits, capsys: pytest.CaptureFixture[str]) -> None:
    assert main("one", "origin/main") == 1
    output = capsys.readouterr()
    assert (output.out, output.err.partition("::git")[0]) == ("", "::error title=one")
