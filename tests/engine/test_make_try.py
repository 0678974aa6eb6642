"""`make try` from outside: in an environment full of traps it uses none of them and leaves nothing behind."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox import tryout
from sandbox.engine import Engine
from sandbox.project import EXAMPLES, ROOT
from tests.conftest import USERS_ENVIRONMENT

COMMAND = [sys.executable, "-m", "sandbox.tryout"]
PATIENCE = 600
"""Seconds after which a test gives up; none is meant to come near it, on a slow machine either."""


@pytest.fixture(autouse=True)
def _alone() -> Iterator[None]:
    """No other worker runs `make try` meanwhile: its folder would look like one left behind."""
    with (ROOT / ".sandbox" / "make-try.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Trap:
    """A loopback port that nobody is to knock at."""

    def __init__(self) -> None:
        self.knocks = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.knocks += 1
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


@pytest.fixture
def trapped(tmp_path: Path, engine: Engine, trap: Trap) -> dict[str, str]:
    """A user's environment: logged in to AWS and to Pulumi, behind a proxy; every one of them is the trap."""
    home = tmp_path / "home"
    marker = tmp_path / "credentials-were-asked-for"
    _write(home / ".aws" / "config", f"[default]\ncredential_process = touch {marker}\nregion = eu-north-1\n")
    _write(home / ".aws" / "credentials", "[default]\naws_access_key_id = AKIAREAL\naws_secret_access_key = real\n")
    login = f'{{"current": "{trap.url}", "accessTokens": {{"{trap.url}": "pul-real"}}}}'
    _write(home / ".pulumi" / "credentials.json", login)
    _write(home / ".pulumi" / "workspaces" / "mine.json", '{"stack": "mine"}')
    return {
        "PATH": f"{engine.executable.parent}{os.pathsep}{USERS_ENVIRONMENT['PATH']}",
        "HOME": str(home),
        "AWS_PROFILE": "default",
        "AWS_ACCESS_KEY_ID": "AKIAREAL",
        "AWS_SECRET_ACCESS_KEY": "real",
        "AWS_SESSION_TOKEN": "real",
        "AWS_REGION": "eu-north-1",
        "AWS_ENDPOINT_URL": trap.url,
        "AWS_ENDPOINT_URL_ECR": trap.url,
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": trap.url,
        "PULUMI_ACCESS_TOKEN": "pul-real",
        "PULUMI_BACKEND_URL": trap.url,
        "PULUMI_API": trap.url,
        "PULUMI_HOME": str(home / ".pulumi"),
        "PULUMI_CONFIG_PASSPHRASE_FILE": str(home / "no-such-file"),
        "PULUMI_STACK": "mine",
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"), trap.url),
    }


def test_it_succeeds_without_the_users_credentials_files_or_network(
    trapped: dict[str, str], trap: Trap, tmp_path: Path
) -> None:
    before, folders = _tree(tmp_path), _sandbox_folders()
    status = _git_status()
    done = subprocess.run(
        COMMAND, cwd=ROOT, env=trapped, capture_output=True, text=True, timeout=PATIENCE, start_new_session=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ImageSpec(registry=" in done.stdout
    assert trap.knocks == 0
    assert _tree(tmp_path) == before
    assert _sandbox_folders() == folders
    assert _git_status() == status


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_no_process_and_no_file(trapped: dict[str, str], ended_by: signal.Signals) -> None:
    folders = _sandbox_folders()
    running = subprocess.Popen(
        COMMAND,
        cwd=ROOT,
        env=trapped,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    for line in running.stdout:
        if "creating" in line:
            break
    os.killpg(running.pid, ended_by)  # a terminal's Ctrl-C reaches the whole group, too
    running.stdout.read()
    assert running.wait(timeout=PATIENCE) != 0
    running.stdout.close()
    _wait_until(lambda: not _processes_of_session(running.pid))
    assert _sandbox_folders() == folders


def test_an_unknown_stack_is_one_line_and_exit_code_2() -> None:
    done = subprocess.run([*COMMAND, "--stack", "exampel"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "examples/Pulumi.exampel.yaml: there is no such stack; did you mean example?\n"


def test_a_stack_without_images_is_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n'
    (tmp_path / "Pulumi.hub.yaml").write_text(f"{head}  union-ecr:registry: {{scanning: {{type: BASIC}}}}\n")
    monkeypatch.setattr(tryout, "STACKS", tmp_path)
    assert tryout.try_stack("hub") == 2
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("", "stack hub has no images, and make try needs one: choose another stack\n")


def test_an_unexpected_result_of_a_step_fails_the_command(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tryout, "obtain_engine", lambda: engine)
    monkeypatch.setattr(tryout._Story, "_edit_by_hand", lambda self, repository: iter(()))
    assert tryout.try_stack("example") == 1


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _sandbox_folders() -> set[str]:
    return {path.name for path in (ROOT / ".sandbox").glob("try-*")}


def _git_status() -> str:
    return subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _processes_of_session(session: int) -> list[str]:
    listed = subprocess.run(["ps", "-A", "-o", "sess=,stat=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(maxsplit=2) for line in listed.stdout.splitlines()]
    return [" ".join(row) for row in rows if row[0] == str(session) and not row[1].startswith("Z")]


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("own", "stack", "folder"),
    [
        ((), "example", "examples"),
        ((), "exampel", "examples"),
        (("team",), "team", "stacks"),
        (("team",), "taem", "stacks"),
        (("team",), "example", "examples"),
        (("team", "example"), "example", "stacks"),
    ],
)
def test_a_stack_file_of_the_team_comes_before_an_example(
    own: tuple[str, ...], stack: str, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in own:
        (tmp_path / f"Pulumi.{name}.yaml").touch()
    monkeypatch.setattr(tryout, "STACKS", tmp_path)
    assert tryout._stack_files(stack) == {"stacks": tmp_path, "examples": EXAMPLES}[folder]
