"""The command line as a whole: exit codes, stdout and stderr, and ten invalid stack files."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

import union_ecr as union_ecr_package
from tests.command_line import UnionEcr
from tests.expected_errors import ExpectedError, assert_errors
from tests.stacks import HEAD, IMAGES
from tests.workspace.bad_stack_files import BAD_STACK_FILES, BadStackFile

GOOD = HEAD + IMAGES
MAIN = [sys.executable, "-c", "from union_ecr.cli.main import main; main()"]
PROJECT = Path(__file__).parents[2]

_NAMES = (
    "200,000 open brackets",
    "everything at once",
    "10 MB",
    "an empty file",
    "UTF-16",
    "an error after a byte order mark and Windows line ends",
    "an unquoted account id with a leading zero",
    "an unknown image field that would steer a terminal",
    "a repository policy over 10,240 characters",
    "registry: several errors at once",
)
TEN = [entry for name in _NAMES for entry in BAD_STACK_FILES if entry.name == name]
"""tests/workspace has all of them; these show that the command line reports what the loader finds."""


def test_all_ten_are_cases_of_the_data_files() -> None:
    assert len(TEN) == len(_NAMES) == 10


def everything_in(folder: Path) -> dict[str, tuple[int, bytes | str]]:
    """What lies in a folder: kind and content."""
    return {
        path.name: (
            path.lstat().st_mode,
            str(path.readlink()) if path.is_symlink() else b"" if path.is_dir() else path.read_bytes(),
        )
        for path in folder.iterdir()
    }


@pytest.mark.parametrize("entry", TEN, ids=lambda entry: entry.name)
def test_a_bad_stack_file_is_a_line_for_each_error_and_exit_code_2(
    entry: BadStackFile, union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_bytes(entry.content)
    before = everything_in(stacks_dir)

    ran = union_ecr("render", "--stacks-dir", stacks_dir)

    assert (ran.code, ran.out) == (2, "")
    assert_errors(ran.err.splitlines(), "stacks/Pulumi.team.yaml", entry.expected)
    assert everything_in(stacks_dir) == before


@pytest.mark.parametrize(
    ("place", "error"),
    [
        (lambda path: path.mkdir(), ExpectedError(None, "", None, "is a folder", "write the stack as a file")),
        (lambda path: path.symlink_to(path.name), ExpectedError(None, "", None, "cannot be read (", "")),
    ],
    ids=["a folder", "a symlink loop"],
)
def test_what_is_no_file_is_one_line_and_exit_code_2(
    place: Callable[[Path], None], error: ExpectedError, union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    place(stacks_dir / "Pulumi.team.yaml")
    ran = union_ecr("render", "--stacks-dir", stacks_dir)
    assert (ran.code, ran.out) == (2, "")
    assert_errors(ran.err.splitlines(), "stacks/Pulumi.team.yaml", [error])


@pytest.mark.skipif(os.geteuid() == 0, reason="this user may read everything; tests/workspace covers what is reported")
def test_a_file_that_may_not_be_read_is_one_line_and_exit_code_2(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    path = stacks_dir / "Pulumi.team.yaml"
    path.write_text(GOOD)
    path.chmod(0)
    ran = union_ecr("render", "--stacks-dir", stacks_dir)
    assert (ran.code, ran.out) == (2, "")
    assert_errors(
        ran.err.splitlines(),
        "stacks/Pulumi.team.yaml",
        [ExpectedError(None, "", None, "may not be read", "change its permissions")],
    )


@pytest.mark.slow
@pytest.mark.parametrize("command", ["stacks", "render", "policy pull"])
def test_an_answer_that_nobody_reads_or_that_fits_nowhere_is_exit_code_2(command: str, stacks_dir: Path) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(GOOD)
    program = [*MAIN, *command.split(), "--stacks-dir", str(stacks_dir)]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    unread, written = os.pipe()
    os.close(unread)
    for stdout in (written, os.open("/dev/full", os.O_WRONLY)):
        ran = subprocess.run(
            program, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60, env=environment, check=False
        )
        os.close(stdout)
        assert (ran.returncode, "Exception ignored" in ran.stderr) == (2, False), ran.stderr


@pytest.mark.slow
@pytest.mark.parametrize("entry", [TEN[0], TEN[1]], ids=lambda entry: entry.name)
def test_a_process_of_its_own_reports_a_bad_stack_file_within_seconds(entry: BadStackFile, stacks_dir: Path) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_bytes(entry.content)

    ran = subprocess.run(
        [*MAIN, "render"], capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(PROJECT)}
    )

    assert (ran.returncode, ran.stdout) == (2, "")
    assert_errors(ran.stderr.splitlines(), "stacks/Pulumi.team.yaml", entry.expected)


@pytest.mark.parametrize("verb", ["render", "stacks"])
@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["text", "json"])
def test_data_goes_to_stdout_and_nothing_to_stderr(
    verb: str, as_json: list[str], union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(GOOD)
    ran = union_ecr(verb, *as_json)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip()


@pytest.mark.parametrize("arguments", [["rendr"], ["render", "--stak", "team"], ["--nonsense"], ["render", "--stack"]])
def test_an_unknown_verb_or_option_is_exit_code_2(arguments: list[str], union_ecr: UnionEcr, stacks_dir: Path) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(GOOD)
    ran = union_ecr(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "No such" in ran.err or "requires an argument" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("arguments", ["render", "render --json", "stacks", "stacks --json"])
def test_a_reader_who_stops_early_sees_no_traceback(arguments: str, stacks_dir: Path) -> None:
    images = ", ".join(f"image-{number}: {{}}" for number in range(300))
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + f"  union-ecr:images: {{{images}}}\n")
    reader, writer = os.pipe()
    os.close(reader)  # nobody reads, so that the first write fails
    with os.fdopen(writer, "wb") as closed:
        ran = subprocess.run(
            [*MAIN, *arguments.split()],
            stdout=closed,
            stderr=subprocess.PIPE,
            timeout=20,
            env={**os.environ, "PYTHONPATH": str(PROJECT)},
        )
    assert ran.stderr == b""


def test_a_defect_is_a_traceback_and_no_finding(union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch) -> None:
    def defect(*_arguments: object) -> None:
        raise ValueError("a defect")

    monkeypatch.setattr("union_ecr.cli.render.read_stack_files", defect)
    ran = union_ecr("render")
    assert ran.code == 3
    assert "ValueError: a defect" in ran.err
    assert ran.out == ""


def test_the_version_is_that_of_the_installed_package(union_ecr: UnionEcr) -> None:
    ran = union_ecr("--version")
    assert (ran.code, ran.out) == (0, f"union-ecr {version('union-ecr')}\n")


def test_without_an_installed_package_the_version_is_that_of_the_checkout_or_unknown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def not_installed(_name: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("importlib.metadata.version", not_installed)
    pyproject = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    assert union_ecr_package.__version__ == pyproject["project"]["version"]
    monkeypatch.setattr(union_ecr_package, "__file__", str(tmp_path / "union_ecr" / "__init__.py"))
    assert union_ecr_package.__version__ == "unknown"
