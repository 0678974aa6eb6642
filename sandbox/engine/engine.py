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
from sandbox.engine.progress import ProgressReporter

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
    """No source has an engine; `reasons` has a line for each source."""

    def __init__(self, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        super().__init__("\n".join(reasons))


class SourceFailed(Exception):
    """A source has no engine; the message is the reason, in one line."""


class NotFound(SourceFailed):
    """There is nothing there: a reason to list at the end, but not to warn about."""


@dataclass(frozen=True)
class HostEnvironment:
    """The environment variables and the home folder in which an engine is looked for and kept."""

    environment: Mapping[str, str]
    home: Path
    version: str = VERSION

    @classmethod
    def of_process(cls) -> "HostEnvironment":
        """Return those of this process."""
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
    def build_folder(self) -> Path:
        """Where a build keeps its files until there is an engine."""
        return self.versions / f".build-{self.version}"


@dataclass(frozen=True)
class Installation:
    """An installation under way: the engine goes to `root`, temporary files to `scratch`."""

    host: HostEnvironment
    progress: ProgressReporter
    root: Path
    scratch: Path

    @property
    def version(self) -> str:
        """The version to install."""
        return self.host.version


class EngineSource(Protocol):
    """Installs an engine where there is none, or raises SourceFailed."""

    @property
    def name(self) -> str:
        """The name in messages."""

    def install(self, installation: Installation) -> None:
        """Put an executable into `installation.root / "bin" / "pulumi"`."""


def on_path(host: HostEnvironment) -> Engine:
    """Return the engine on PATH."""
    found = shutil.which("pulumi", path=host.environment.get("PATH", ""))
    if found is None:
        raise NotFound("no pulumi on PATH")
    executable = Path(found)
    return Engine(None, executable, usable_version(executable, host), "PATH")


def in_cache(host: HostEnvironment) -> Engine:
    """Return the engine in the folder of the Automation API."""
    executable = executable_in(host.root)
    if not executable.exists():
        raise NotFound(f"no {executable}")
    return Engine(host.root, executable, usable_version(executable, host), "cache")


def executable_in(root: Path) -> Path:
    """Return where an engine's executable is in its root folder."""
    return root / "bin" / "pulumi"


def usable_version(executable: Path, host: HostEnvironment) -> str:
    """Return the version of an executable; SourceFailed when it is broken or the SDK cannot drive it."""
    answer = _answer(executable, host)
    try:
        version = VersionInfo.parse(answer.removeprefix("v"))
    except ValueError:
        raise SourceFailed(f"{executable} is broken: `pulumi version` answered {answer[:80]!r}") from None
    if version < MINIMUM or version.major > MINIMUM.major:
        supported = f"at least {MINIMUM} and below {MINIMUM.major + 1}"
        raise SourceFailed(f"{executable} is {version}; the Automation API needs {supported}")
    return str(version)


def _answer(executable: Path, host: HostEnvironment) -> str:
    environment = {**host.environment, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    deadline = time.monotonic() + ANSWER_SECONDS

    def watch() -> None:
        if time.monotonic() > deadline:
            raise SourceFailed(f"{executable} is broken: no answer to `pulumi version` in {ANSWER_SECONDS:.0f} s")

    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        command = [str(executable), "version"]
        code = children.run(command, environment=environment, output=output, errors=errors, watch=watch)
        if code != 0:
            reason = children.last_lines(errors) or children.last_lines(output)
            raise SourceFailed(f"{executable} is broken: `pulumi version` failed with {code}: {reason}")
        output.seek(0)
        return output.read().decode(errors="replace").strip()
