"""`make try` and `make play` from outside: amid traps they use none of them, and they leave nothing behind."""

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

from sandbox.engine import Engine
from sandbox.project import ROOT
from sandbox.tryout import __main__ as make_try
from sandbox.tryout import chosen_stack, story
from tests.conftest import USERS_ENVIRONMENT

COMMAND = [sys.executable, "-m", "sandbox.tryout"]
PLAY = [sys.executable, "-m", "sandbox.tryout.play"]
SCREEN = 40
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
    assert [line[:2] for line in done.stdout.splitlines() if line[:1].isdigit()] == ["1.", "2.", "3.", "4.", "5."]
    assert len(done.stdout.splitlines()) <= SCREEN
    assert trap.knocks == 0
    assert _tree(tmp_path) == before
    assert _sandbox_folders() == folders
    assert _git_status() == status


@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_leaves_no_process_and_no_file(trapped: dict[str, str], ended_by: signal.Signals) -> None:
    folders = _sandbox_folders()
    running = subprocess.Popen(
        [*COMMAND, "--verbose"],
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


_HUB = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:registry:
    pullThroughCache: {public: {upstream: public.ecr.aws}}
    drift: {accepted: [{repository: made-by-hand, kind: unmanaged, reason: belongs to the data team}]}
"""


def test_a_stack_of_registry_settings_alone_is_tried_with_a_pull_through_its_cache_rule(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.hub.yaml").write_text(_HUB)
    monkeypatch.setattr(chosen_stack, "STACKS", tmp_path)
    monkeypatch.setattr(make_try, "obtain_engine", lambda: engine)
    assert make_try.try_stack("hub") == 0
    printed = capsys.readouterr().out
    assert "docker pull 123456789012.dkr.ecr.us-east-1.amazonaws.com/public/acme/tool:1.0" in printed
    assert "aws ecr delete-pull-through-cache-rule --ecr-repository-prefix public" in printed


_PLAYED = """\
union-ecr drift || exit 10
python -c 'import boto3; boto3.client("ecr").delete_repository_policy(repositoryName="simple-example-image")'
union-ecr drift --json && exit 11
sed -i 's/simple-example-image: {}/&\\n    another: {}/' stacks/Pulumi.example.yaml
pulumi up --refresh --yes || exit 12
union-ecr drift || exit 13
pwd
exit 7
"""


def test_in_a_shell_of_make_play_pulumi_union_ecr_and_boto3_work_on_the_same_aws(
    trapped: dict[str, str], trap: Trap, tmp_path: Path
) -> None:
    before, folders = _tree(tmp_path), _sandbox_folders("play")
    done = subprocess.run(
        PLAY, cwd=ROOT, env=trapped, input=_PLAYED, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 7, done.stdout + done.stderr
    assert '"kind": "policy-changed"' in done.stdout
    assert not Path(done.stdout.splitlines()[-1]).exists()
    assert (trap.knocks, _tree(tmp_path), _sandbox_folders("play")) == (0, before, folders)


def test_an_unexpected_result_of_a_step_fails_the_command(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_try, "obtain_engine", lambda: engine)
    monkeypatch.setattr(story, "edits", lambda declared: [])
    assert make_try.try_stack("example") == 1


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _sandbox_folders(purpose: str = "try") -> set[str]:
    return {path.name for path in (ROOT / ".sandbox").glob(f"{purpose}-*")}


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
