"""What an engine is: an executable that answers `pulumi version` with a version the SDK can drive."""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Protocol

from pulumi.automation._minimum_version import _MINIMUM_VERSION as MINIMUM
from semver import VersionInfo  # comes with pulumi, which compares versions with it too

from sandbox.engine import children
from sandbox.engine.progress import Progress

VERSION = installed_version("pulumi")
"""The engine's version: that of the SDK in the lock, so the two are the same release."""

ANSWER_SECONDS = 20.0


@dataclass(frozen=True)
class Engine:
    """A usable engine; `root` is what `PulumiCommand(root=…)` takes, None when `pulumi` is on PATH."""

    root: Path | None
    executable: Path
    version: str
    origin: str


class EngineUnavailable(Exception):
    """No way led to an engine; `reasons` says why, one line a way."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(reasons))


class SourceFailed(Exception):
    """One way did not lead to an engine; its text is the reason, in one line."""


class Absent(SourceFailed):
    """There is simply nothing there: a reason worth listing at the end, not worth a warning."""


@dataclass(frozen=True)
class HostEnvironment:
    """Where an engine is looked for and kept."""

    environment: Mapping[str, str]
    home: Path
    version: str = VERSION

    @classmethod
    def of_process(cls) -> "HostEnvironment":
        """Those of this very process."""
        return cls(environment=dict(os.environ), home=Path.home())

    @property
    def versions(self) -> Path:
        """The folder the Automation API keeps its engines in."""
        return self.home / ".pulumi" / "versions"

    @property
    def root(self) -> Path:
        """The cached engine's root folder; its executable is `bin/pulumi` in it."""
        return self.versions / self.version

    @property
    def workshop(self) -> Path:
        """Where a build keeps what it has so far; gone once there is an engine."""
        return self.versions / f".build-{self.version}"


@dataclass(frozen=True)
class Order:
    """What a way is asked to make: an engine in `root`, with two folders to work in."""

    surroundings: HostEnvironment
    progress: Progress
    root: Path
    scratch: Path

    @property
    def version(self) -> str:
        """The version to make."""
        return self.surroundings.version


class EngineSource(Protocol):
    """One way to make an engine where there is none; a failing one raises SourceFailed."""

    @property
    def name(self) -> str:
        """What people call it."""

    def make(self, order: Order) -> None:
        """Leave an executable in `order.root / "bin" / "pulumi"`."""


def on_path(surroundings: HostEnvironment) -> Engine:
    """Look where the user's PATH leads."""
    found = shutil.which("pulumi", path=surroundings.environment.get("PATH", ""))
    if found is None:
        raise Absent("no pulumi on PATH")
    executable = Path(found)
    return Engine(None, executable, usable_version(executable, surroundings), "PATH")


def in_cache(surroundings: HostEnvironment) -> Engine:
    """Look in the Automation API's own folder."""
    executable = executable_in(surroundings.root)
    if not executable.exists():
        raise Absent(f"no {executable}")
    return Engine(surroundings.root, executable, usable_version(executable, surroundings), "cache")


def executable_in(root: Path) -> Path:
    """Say where an engine's executable lies in its root folder."""
    return root / "bin" / "pulumi"


def usable_version(executable: Path, surroundings: HostEnvironment) -> str:
    """Ask an executable its version; SourceFailed when it is broken or the SDK cannot drive it."""
    answer = _answer(executable, surroundings)
    try:
        version = VersionInfo.parse(answer.removeprefix("v"))
    except ValueError:
        raise SourceFailed(f"{executable} is broken: `pulumi version` answered {answer[:80]!r}") from None
    if version < MINIMUM or version.major > MINIMUM.major:
        wanted = f"at least {MINIMUM} and below {MINIMUM.major + 1}"
        raise SourceFailed(f"{executable} is {version}; the Automation API wants {wanted}")
    return str(version)


def _answer(executable: Path, surroundings: HostEnvironment) -> str:
    environment = {**surroundings.environment, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    deadline = time.monotonic() + ANSWER_SECONDS

    def watch() -> None:
        if time.monotonic() > deadline:
            raise SourceFailed(f"{executable} is broken: no answer to `pulumi version` in {ANSWER_SECONDS:.0f} s")

    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        command = [str(executable), "version"]
        code = children.run(command, environment=environment, output=output, errors=errors, watch=watch)
        if code != 0:
            said = children.last_words(errors) or children.last_words(output)
            raise SourceFailed(f"{executable} is broken: `pulumi version` failed with {code}: {said}")
        output.seek(0)
        return output.read().decode(errors="replace").strip()
