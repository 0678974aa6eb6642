"""The official download may be slow, but not stall."""

import os
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from sandbox.engine import EngineUnavailable, children
from sandbox.engine.download import INSTALL, Download
from sandbox.engine.engine import VERSION

from .engine_machine import PULUMI, ClockThatWaitsFor, FakeSource, Machine, alive, eventually

pytestmark = pytest.mark.slow

SLOW = f"""
import os, pathlib, sys
archive = pathlib.Path(os.environ["TMPDIR"], "archive")
for beat in range(5):
    archive.write_bytes(b"bytes" * beat)
made = pathlib.Path(sys.argv[1], "bin", "pulumi")
made.parent.mkdir(parents=True)
made.write_text({PULUMI!r})
made.chmod(0o755)
"""
HANGS = """
import os, pathlib, subprocess, sys
curl = subprocess.Popen(["sleep", "60"])
pathlib.Path(os.environ["HOME"], "curl").write_text(str(curl.pid))
made = pathlib.Path(sys.argv[1], "bin", "pulumi")
made.parent.mkdir(parents=True)
made.write_text("half")
curl.wait()
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_after_a_refused_download_the_next_source_is_used(machine: Machine) -> None:
    machine.with_environment(https_proxy="http://127.0.0.1:9")
    assert machine.obtain(Download(), FakeSource("next")).origin == "next"
    assert "Connection refused" in machine.output.getvalue()
    assert "urlopen" not in machine.output.getvalue()


def test_after_a_silent_network_the_next_source_is_used(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        machine.with_environment(https_proxy=f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert machine.obtain(Download(stall_seconds=0.2), FakeSource("next")).origin == "next"
    assert "download failed: " in machine.output.getvalue()
    assert machine.left_in_cache() == set()


def test_the_installer_itself_fails_on_a_silent_connection(machine: Machine, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = {"https_proxy": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        command = [sys.executable, "-P", str(INSTALL), str(tmp_path / "root"), VERSION, "0.3"]
        ended = subprocess.run(
            command, env=proxy, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
        )
    assert (ended.returncode, ended.stderr) == (1, "timed out\n")


def test_it_fails_after_at_most_seven_seconds_without_data() -> None:
    assert Download().stall_seconds <= 7


def test_a_folder_that_keeps_growing_never_stalls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, archive = 0.0, tmp_path / "archive"
    monkeypatch.setattr(children, "monotonic", lambda: now)
    growth = children.Growth(tmp_path, stall_seconds=6)
    for beat in range(100):
        now += 5
        archive.touch()
        os.truncate(archive, beat * 1_000_000)
        growth.check()
    assert growth.megabytes == 99


@pytest.mark.parametrize(("seconds", "stalls"), [(6.0, False), (6.1, True)])
def test_a_folder_stalls_when_it_stays_the_same_for_longer_than_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: float, stalls: bool
) -> None:
    now = 0.0
    monkeypatch.setattr(children, "monotonic", lambda: now)
    growth = children.Growth(tmp_path, stall_seconds=6)
    now = 1.0
    growth.check()
    now += seconds
    with pytest.raises(children.Stalled, match="nothing arrived for 6 s") if stalls else nullcontext():
        growth.check()


def test_an_installer_that_finishes_leaves_only_the_engine(machine: Machine, tmp_path: Path) -> None:
    installer = tmp_path / "slow.py"
    installer.write_text(SLOW)
    engine = machine.obtain(Download(installer=installer))
    assert (engine.origin, engine.version) == ("download", VERSION)
    assert machine.left_in_cache() == set()


def test_a_download_that_stalls_is_killed_with_everything_it_started(
    machine: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    curl = machine.home / "curl"
    monkeypatch.setattr(children, "monotonic", ClockThatWaitsFor(curl))
    installer = tmp_path / "hangs.py"
    installer.write_text(HANGS)
    with pytest.raises(EngineUnavailable, match="download: nothing arrived for 6 s"):
        machine.obtain(Download(installer=installer))
    assert eventually(lambda: not alive(int(curl.read_text())))
    assert not machine.host.root.exists()
    assert machine.left_in_cache() == set()
