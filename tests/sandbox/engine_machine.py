"""A machine to get an engine on: a home and a PATH with fake tools, and processes to wait for."""

import io
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sandbox.engine import Engine, HostEnvironment, obtain_engine
from sandbox.engine.engine import VERSION, EngineSource, Installation, SourceFailed
from sandbox.engine.progress import ProgressReporter

PROJECT = Path(__file__).parents[2]
PULUMI = f"#!/bin/sh\necho v{VERSION}\n"


class Machine:
    """A home and a PATH with only what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.bin = folder / "bin"
        self.home.mkdir()
        self.bin.mkdir()
        for tool in ("cat", "chmod", "cp", "env", "sh", "sleep"):
            (self.bin / tool).symlink_to(shutil.which(tool) or tool)
        self.host = HostEnvironment({"PATH": str(self.bin), "HOME": str(self.home)}, self.home)
        self.output = io.StringIO()
        self.progress = ProgressReporter(self.output)

    def with_environment(self, **more: str) -> HostEnvironment:
        self.host = HostEnvironment({**self.host.environment, **more}, self.home)
        return self.host

    def on_path(self, name: str, script: str) -> Path:
        return write(self.bin / name, script)

    def in_cache(self, script: str = PULUMI) -> Path:
        return write(self.host.root / "bin" / "pulumi", script)

    def obtain(self, *sources: EngineSource) -> Engine:
        return obtain_engine(self.host, sources, self.progress)

    def left_in_cache(self) -> set[str]:
        """What is in the folder of engines besides the engine and the lock."""
        return {path.name for path in self.host.versions.iterdir()} - {f".lock-{VERSION}", VERSION}


def write(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)
    return path


@dataclass
class FakeSource:
    name: str
    script: str | None = PULUMI
    calls: list[str] = field(default_factory=list)

    def install(self, installation: Installation) -> None:
        self.calls.append(installation.version)
        if self.script is None:
            raise SourceFailed(f"no luck with {self.name}")
        write(installation.root / "bin" / "pulumi", self.script)


class ClockThatWaitsFor:
    """A clock that stands still until a file has content, and then runs 100 seconds at every look."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._now = 0.0

    def __call__(self) -> float:
        if self._file.exists() and self._file.read_text().strip():
            self._now += 100
        return self._now


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except FileNotFoundError:
        return not Path("/proc/self").exists()


def eventually(holds: Callable[[], bool], seconds: float = 60.0) -> bool:
    """Wait until a condition holds; False when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
