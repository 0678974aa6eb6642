"""The official download: it may be slow, it may not be silent."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.engine import EngineUnavailable
from sandbox.engine.download import INSTALL, Download
from sandbox.engine.engine import VERSION
from tests.sandbox.test_engine_obtain import PULUMI, FakeWay, Machine, alive, eventually

SLOW = f"""
import os, pathlib, sys, time
for beat in range(12):
    with pathlib.Path(os.environ["TMPDIR"], "archive").open("ab") as archive:
        archive.write(b"bytes")
    time.sleep(0.1)
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


def test_a_refused_download_falls_through(machine: Machine) -> None:
    machine.with_environment(https_proxy="http://127.0.0.1:9")
    assert machine.obtain(Download(), FakeWay("next")).origin == "next"
    assert "Connection refused" in machine.said.getvalue()
    assert "urlopen" not in machine.said.getvalue()


def test_a_network_that_swallows_everything_falls_through(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        machine.with_environment(https_proxy=f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert machine.obtain(Download(patience=1), FakeWay("next")).origin == "next"
    assert "download failed: " in machine.said.getvalue()
    assert machine.left_in_cache() == set()


def test_the_installer_itself_gives_up_a_silent_connection(machine: Machine, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        proxy = {"https_proxy": f"http://127.0.0.1:{silent.getsockname()[1]}"}
        command = [sys.executable, "-P", str(INSTALL), str(tmp_path / "root"), VERSION, "0.3"]
        ended = subprocess.run(
            command, env=proxy, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=10
        )
    assert (ended.returncode, ended.stderr) == (1, "timed out\n")


def test_by_itself_it_waits_no_longer_than_eight_seconds() -> None:
    assert Download().patience <= 7


def test_a_slow_download_that_moves_may_finish(machine: Machine, tmp_path: Path) -> None:
    installer = tmp_path / "slow.py"
    installer.write_text(SLOW)
    engine = machine.obtain(Download(patience=0.5, installer=installer))
    assert (engine.origin, engine.version) == ("download", VERSION)
    assert machine.left_in_cache() == set()


def test_a_download_that_stops_moving_is_ended_with_all_it_started(machine: Machine, tmp_path: Path) -> None:
    installer = tmp_path / "hangs.py"
    installer.write_text(HANGS)
    with pytest.raises(EngineUnavailable, match=r"download: nothing arrived for 0\.7 s"):
        machine.obtain(Download(patience=0.7, installer=installer))
    assert eventually(lambda: not alive(int((machine.home / "curl").read_text())))
    assert not machine.surroundings.root.exists()
    assert machine.left_in_cache() == set()
