"""The Go command, confined to the build folder: what it fetches, compiles and counts stays there."""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sandbox.engine import children
from sandbox.engine.engine import Installation, SourceFailed

MODULE = Path(__file__).parent
"""The folder with go.mod and go.sum."""

FETCHES_NEWER_GO = (1, 21)
"""Since this release Go fetches the newer one a go.mod asks for, unless GOTOOLCHAIN forbids it."""

Watch = Callable[[Path], None]
"""Called repeatedly with the file of the command's standard error."""


@dataclass(frozen=True)
class Go:
    """A Go command that is new enough, for one installation."""

    executable: str
    installation: Installation

    @classmethod
    def on_path(cls, installation: Installation) -> "Go":
        """Return the Go on PATH; SourceFailed when there is none or it is too old."""
        advice = f"install Go {required()} or newer"
        executable = shutil.which("go", path=installation.host.environment.get("PATH", ""))
        if executable is None:
            raise SourceFailed(f"no go on PATH: {advice}")
        go = cls(executable, installation)
        go._prepare()
        version = go._version()
        if version < FETCHES_NEWER_GO:
            raise SourceFailed(f"{executable} is Go {_formatted(version)}, too old: {advice}")
        if version < _parsed(required()):
            installation.progress.say(
                f"{executable} is Go {_formatted(version)}: it has to fetch Go {required()} first"
            )
        return go

    @property
    def build_folder(self) -> Path:
        """The folder for everything that Go writes."""
        return self.installation.host.build_folder

    @property
    def downloads(self) -> Path:
        """Where fetched modules are stored."""
        return self.build_folder / "modules" / "cache" / "download"

    def run(self, arguments: Sequence[str], watch: Watch = lambda _: None, toolchain: str = "") -> str:
        """Run a Go command and return its standard output; SourceFailed with the end of its standard error."""
        environment = self._environment() | ({"GOTOOLCHAIN": toolchain} if toolchain else {})
        log = self.installation.scratch / "go.err"
        with (self.installation.scratch / "go.out").open("w+b") as output, log.open("w+b") as errors:
            code = children.run(
                [self.executable, *arguments],
                environment=environment,
                cwd=MODULE,
                output=output,
                errors=errors,
                watch=lambda: watch(log),
            )
            if code != 0:
                raise SourceFailed(f"go {arguments[0]} failed with {code}: {self._reason(errors)}")
            output.seek(0)
            return output.read().decode(errors="replace")

    def _reason(self, errors: IO[bytes]) -> str:
        reason = children.last_lines(errors)
        return f"{reason}; install Go {required()} or newer" if "GOTOOLCHAIN" in reason else reason

    def _version(self) -> tuple[int, ...]:
        answer = self.run(["version"], toolchain="local")  # not the newer one that go.mod asks for
        found = re.search(r"\bgo(\d+(?:\.\d+)+)", answer)
        if found is None:
            raise SourceFailed(f"{self.executable} is broken: `go version` answered {answer[:80]!r}")
        return _parsed(found[1])

    def _prepare(self) -> None:
        shutil.rmtree(self._temporary, ignore_errors=True)  # of a build that was interrupted
        self._temporary.mkdir(parents=True)
        self._telemetry.mkdir(exist_ok=True)
        (self._telemetry / "mode").write_text("off 2025-01-01\n")

    @property
    def _temporary(self) -> Path:
        return self.build_folder / "tmp"

    @property
    def _telemetry(self) -> Path:
        return self.build_folder / "telemetry"

    def _environment(self) -> dict[str, str]:
        """Keep the user's settings (proxies, checksums, toolchain) that neither break the build nor write elsewhere."""
        environment = dict(self.installation.host.environment)
        for target in ("GOOS", "GOARCH"):
            environment.pop(target, None)
        return environment | {
            "CGO_ENABLED": "0",
            "GO111MODULE": "on",
            "GOCACHE": str(self.build_folder / "compiled"),
            "GOFLAGS": "-mod=readonly -modcacherw",
            "GOMODCACHE": str(self.build_folder / "modules"),
            "GOPATH": str(self.build_folder / "path"),
            "GOTMPDIR": str(self._temporary),
            "GOWORK": "off",
            "TEST_TELEMETRY_DIR": str(self._telemetry),  # the one way to move Go's telemetry alone
            "TMPDIR": str(self._temporary),
        }


def required() -> str:
    """Return the Go release that go.mod requires."""
    found = re.search(r"^go (\S+)$", (MODULE / "go.mod").read_text(), re.MULTILINE)
    if found is None:
        raise SourceFailed(f"{MODULE / 'go.mod'} names no Go version")
    return found[1]


def _parsed(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _formatted(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
