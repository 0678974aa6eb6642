"""What the machine refuses `make try` and `make play` is one line, and exit code 2; no traceback."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pulumi import automation

from sandbox import isolation
from sandbox.emulated_aws.process import EmulatedAwsUnavailable
from sandbox.engine import EngineUnavailable
from sandbox.project import ROOT
from sandbox.tryout import __main__ as make_try
from sandbox.tryout.failures import UnexpectedResult, exit_code_of

pytestmark = pytest.mark.slow

COMMAND_FAILED = """
 code: 255
 stdout: Updating (example):
 stderr: error: could not create stack: write /x/state.json: {reason}
"""


def engine_failed(reason: str) -> automation.CommandError:
    result = automation.CommandResult("", COMMAND_FAILED.format(reason=reason), 255)
    return automation.CommandError(result)


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (OSError(28, "No space left on device"), 2, "cannot go on: [Errno 28] No space left on device"),
        (
            PermissionError(13, "Permission denied", "/x\x1b[31m"),
            2,
            r"cannot go on: [Errno 13] Permission denied: '/x\x1b[31m'",
        ),
        (EmulatedAwsUnavailable("no loopback"), 2, "no loopback"),
        (EngineUnavailable(["PATH: no pulumi"]), 2, "PATH: no pulumi"),
        (UnexpectedResult("live \x1b[31mred"), 1, r"Unexpected result: live \x1b[31mred"),
        (
            engine_failed("no space left on device"),
            2,
            "cannot go on: could not create stack: write /x/state.json: no space left on device",
        ),
        (
            engine_failed("access denied"),
            1,
            "Unexpected result: could not create stack: write /x/state.json: access denied",
        ),
    ],
)
def test_each_failure_is_one_line(error: Exception, code: int, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise error

    assert exit_code_of(fail) == code
    assert capsys.readouterr() == ("", f"{line}\n")


def a_file(path: Path) -> None:
    path.write_text("")


def inside_a_file(path: Path) -> None:
    path.parent.rmdir()
    path.parent.write_text("")


@pytest.mark.parametrize("prepare", [a_file, inside_a_file])
def test_a_folder_for_files_that_cannot_be_made_is_one_line(
    prepare: Callable[[Path], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "project" / ".sandbox"
    folder.parent.mkdir()
    prepare(folder)
    monkeypatch.setattr(isolation, "_FOLDERS", folder)
    monkeypatch.setattr(make_try, "obtain_engine", lambda: None)
    assert make_try.try_stack("example") == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err.count("\n")) == ("", 1)
    assert str(folder) in printed.err


@pytest.mark.parametrize("module", ["sandbox.tryout", "sandbox.tryout.play"])
def test_a_closed_stdout_is_one_line(module: str) -> None:
    command = f"exec '{sys.executable}' -m {module} >&-"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (2, "stdout is closed, so there is nowhere to answer\n")


def test_without_stderr_nothing_is_written_to_stdout_instead(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise EmulatedAwsUnavailable("no loopback")

    monkeypatch.setattr(sys, "stderr", None)
    assert exit_code_of(fail) == 2
    assert capsys.readouterr().out == ""
