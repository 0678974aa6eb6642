"""The order of the ways to an engine, and what is said when none works. Also home of the fakes."""

import io
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pulumi.automation import PulumiCommand

from sandbox.engine import Engine, EngineUnavailable, HostEnvironment, find_engine, obtain_engine
from sandbox.engine.engine import VERSION, EngineSource, Order, SourceFailed
from sandbox.engine.progress import Progress

PROJECT = Path(__file__).parents[2]
PULUMI = f"#!/bin/sh\necho v{VERSION}\n"
NEWER = "#!/bin/sh\necho v3.999.0\n"


class Machine:
    """A home and a PATH with nothing in it but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.bin = folder / "bin"
        self.home.mkdir()
        self.bin.mkdir()
        for tool in ("cat", "chmod", "cp", "env", "sh", "sleep"):
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        self.surroundings = HostEnvironment({"PATH": str(self.bin), "HOME": str(self.home)}, self.home)
        self.said = io.StringIO()
        self.progress = Progress(self.said)

    def with_environment(self, **more: str) -> HostEnvironment:
        self.surroundings = HostEnvironment({**self.surroundings.environment, **more}, self.home)
        return self.surroundings

    def on_path(self, name: str, script: str) -> Path:
        return write(self.bin / name, script)

    def in_cache(self, script: str = PULUMI) -> Path:
        return write(self.surroundings.root / "bin" / "pulumi", script)

    def obtain(self, *ways: EngineSource) -> Engine:
        return obtain_engine(self.surroundings, ways, self.progress)

    def left_in_cache(self) -> set[str]:
        """Whatever lies beside the engine, but for the lock."""
        return {path.name for path in self.surroundings.versions.iterdir()} - {f".lock-{VERSION}", VERSION}


def write(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


@dataclass
class FakeWay:
    name: str
    script: str | None = PULUMI
    calls: list[str] = field(default_factory=list)

    def make(self, order: Order) -> None:
        self.calls.append(order.version)
        if self.script is None:
            raise SourceFailed(f"no luck with {self.name}")
        write(order.root / "bin" / "pulumi", self.script)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_path_comes_before_the_cache(machine: Machine) -> None:
    executable = machine.on_path("pulumi", NEWER)
    machine.in_cache()
    assert find_engine(machine.surroundings) == Engine(None, executable, "3.999.0", "PATH")
    assert machine.obtain() == Engine(None, executable, "3.999.0", "PATH")
    assert machine.said.getvalue() == ""


def test_cache_comes_before_the_ways(machine: Machine) -> None:
    executable = machine.in_cache()
    way = FakeWay("way")
    assert machine.obtain(way) == Engine(machine.surroundings.root, executable, VERSION, "cache")
    assert way.calls == []


def test_ways_are_tried_in_order_until_one_works(machine: Machine) -> None:
    first, second, third = FakeWay("first", script=None), FakeWay("second"), FakeWay("third")
    engine = machine.obtain(first, second, third)
    assert engine == Engine(machine.surroundings.root, machine.surroundings.root / "bin" / "pulumi", VERSION, "second")
    assert (first.calls, second.calls, third.calls) == ([VERSION], [VERSION], [])
    assert "first failed: no luck with first" in machine.said.getvalue()
    assert machine.left_in_cache() == set()


def test_the_automation_api_takes_the_made_engine(machine: Machine) -> None:
    engine = machine.obtain(FakeWay("way"))
    assert str(PulumiCommand(root=str(engine.root)).version) == VERSION
    assert engine.root == machine.home / ".pulumi" / "versions" / VERSION


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("#!/bin/sh\necho out of order >&2\nexit 3\n", "is broken: `pulumi version` failed with 3: out of order"),
        ("#!/bin/sh\necho hello\n", "is broken: `pulumi version` answered 'hello'"),
        ("#!/nowhere/sh\n", "is broken: `pulumi version` failed with 127"),
        ("#!/bin/sh\nkill -9 $$\n", "is broken: `pulumi version` failed with 137"),
        ("#!/bin/sh\necho v2.25.2\n", "is 2.25.2; the Automation API wants at least 3.1.0 and below 4"),
        ("#!/bin/sh\necho v4.0.0\n", "is 4.0.0; the Automation API wants at least 3.1.0 and below 4"),
    ],
)
def test_an_unusable_pulumi_on_path_is_said_and_skipped(machine: Machine, script: str, why: str) -> None:
    unusable = machine.on_path("pulumi", script)
    cached = machine.in_cache()
    engine = find_engine(machine.surroundings, machine.progress)
    assert engine is not None
    assert engine.executable == cached
    lines = machine.said.getvalue().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{unusable} {why}")


def test_a_pulumi_that_never_answers_is_skipped(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.engine.engine.ANSWER_SECONDS", 0.3)
    machine.on_path("pulumi", "#!/bin/sh\nsleep 60\n")
    assert find_engine(machine.surroundings, machine.progress) is None
    assert "no answer to `pulumi version`" in machine.said.getvalue()


def test_finding_does_no_work(machine: Machine) -> None:
    assert find_engine(machine.surroundings, machine.progress) is None
    assert list(machine.home.iterdir()) == []
    assert machine.said.getvalue() == ""


def test_a_broken_engine_in_the_cache_is_replaced(machine: Machine) -> None:
    machine.in_cache("#!/bin/sh\nexit 1\n")
    assert machine.obtain(FakeWay("way")).origin == "way"
    assert "is broken" in machine.said.getvalue()
    found = find_engine(machine.surroundings)
    assert found is not None
    assert found.origin == "cache"


def test_an_engine_that_does_not_run_never_reaches_the_cache(machine: Machine) -> None:
    with pytest.raises(EngineUnavailable, match=r"way: .* is broken"):
        machine.obtain(FakeWay("way", script="#!/bin/sh\nexit 1\n"))
    assert not machine.surroundings.root.exists()
    assert machine.left_in_cache() == set()


def test_every_ways_reason_is_named_one_a_line(machine: Machine) -> None:
    machine.on_path("pulumi", "#!/bin/sh\necho v1.0.0\n")
    with pytest.raises(EngineUnavailable) as caught:
        machine.obtain(FakeWay("one", script=None), FakeWay("two", script=None))
    path, cache, one, two = str(caught.value).splitlines()
    assert path.startswith(f"PATH: {machine.bin / 'pulumi'} is 1.0.0")
    assert cache == f"cache: no {machine.surroundings.root / 'bin' / 'pulumi'}"
    assert (one, two) == ("one: no luck with one", "two: no luck with two")
    assert caught.value.reasons == (path, cache, one, two)


def test_a_cache_that_cannot_be_written_is_a_reason(machine: Machine) -> None:
    (machine.home / ".pulumi").write_text("a file")
    with pytest.raises(EngineUnavailable, match=r"cache: .*\.pulumi"):
        machine.obtain(FakeWay("way"))


def test_what_a_build_left_is_cleared_away_once_there_is_an_engine(machine: Machine) -> None:
    machine.in_cache()
    (machine.surroundings.workshop / "modules").mkdir(parents=True)
    assert machine.obtain().origin == "cache"
    assert not machine.surroundings.workshop.exists()


def run_main(machine: Machine) -> "subprocess.CompletedProcess[str]":
    """Run `python -m sandbox.engine` there, without a network: its proxy is a closed port."""
    environment = {**machine.surroundings.environment, "https_proxy": "http://127.0.0.1:9"}
    return subprocess.run(
        [sys.executable, "-m", "sandbox.engine"],
        env=environment, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip


def test_the_command_prints_the_path_alone_on_standard_output(machine: Machine) -> None:
    machine.on_path("pulumi", "#!/bin/sh\nexit 1\n")
    executable = machine.in_cache()
    ended = run_main(machine)
    assert (ended.returncode, ended.stdout) == (0, f"{executable}\n")
    assert "is broken" in ended.stderr


def test_the_command_without_an_engine_says_every_reason_and_fails(machine: Machine) -> None:
    ended = run_main(machine)
    assert (ended.returncode, ended.stdout) == (1, "")
    reasons = ended.stderr.split("No Pulumi engine:\n")[1].splitlines()
    assert [line.split(":")[0] for line in reasons] == ["PATH", "cache", "download", "build"]
    assert "Connection refused" in reasons[2]
    assert "no go on PATH: install Go 1." in reasons[3]


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended but was not yet collected does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()


def eventually(holds: Callable[[], bool], seconds: float = 5.0) -> bool:
    """Wait until something holds; False when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
