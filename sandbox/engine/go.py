"""The Go command, kept to the workshop folder: what it fetches, compiles and counts stays in there."""

import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.engine import children
from sandbox.engine.engine import Order, SourceFailed

MODULE = Path(__file__).parent
"""The folder with go.mod and go.sum."""

FETCHES_NEWER_GO = (1, 21)
"""Since this release Go fetches the newer one a go.mod asks for, unless GOTOOLCHAIN forbids it."""

Watch = Callable[[Path], None]
"""Called all the while with the file that takes the command's standard error."""


@dataclass(frozen=True)
class Go:
    """A Go command that is new enough, at work for one order."""

    executable: str
    order: Order

    @classmethod
    def on_path(cls, order: Order) -> "Go":
        """Take the one on PATH, ready to work; SourceFailed without one or with one that is too old."""
        advice = f"install Go {required()} or newer"
        executable = shutil.which("go", path=order.surroundings.environment.get("PATH", ""))
        if executable is None:
            raise SourceFailed(f"no go on PATH: {advice}")
        go = cls(executable, order)
        go._prepare()
        version = go._version()
        if version < FETCHES_NEWER_GO:
            raise SourceFailed(f"{executable} is Go {_spelled(version)}, too old: {advice}")
        if version < _parsed(required()):
            order.progress.say(f"{executable} is Go {_spelled(version)}: it has to fetch Go {required()} first")
        return go

    @property
    def workshop(self) -> Path:
        """The folder that takes all it writes."""
        return self.order.surroundings.workshop

    @property
    def downloads(self) -> Path:
        """Where fetched modules arrive."""
        return self.workshop / "modules" / "cache" / "download"

    def run(self, arguments: Sequence[str], watch: Watch = lambda _: None, toolchain: str = "") -> str:
        """Run a Go command and return what it wrote on standard output; SourceFailed with its last words."""
        environment = self._environment() | ({"GOTOOLCHAIN": toolchain} if toolchain else {})
        said = self.order.scratch / "go.err"
        with (self.order.scratch / "go.out").open("w+b") as output, said.open("w+b") as errors:
            code = children.run(
                [self.executable, *arguments],
                environment=environment,
                cwd=MODULE,
                output=output,
                errors=errors,
                watch=lambda: watch(said),
            )
            if code != 0:
                raise SourceFailed(f"go {arguments[0]} failed with {code}: {self._why(children.last_words(errors))}")
            output.seek(0)
            return output.read().decode(errors="replace")

    def _why(self, said: str) -> str:
        return f"{said}; install Go {required()} or newer" if "GOTOOLCHAIN" in said else said

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
        return self.workshop / "tmp"

    @property
    def _telemetry(self) -> Path:
        return self.workshop / "telemetry"

    def _environment(self) -> dict[str, str]:
        """Keep the user's settings (proxies, checksums, toolchain), but for what would break or stray."""
        environment = dict(self.order.surroundings.environment)
        for target in ("GOOS", "GOARCH"):
            environment.pop(target, None)
        return environment | {
            "CGO_ENABLED": "0",
            "GO111MODULE": "on",
            "GOCACHE": str(self.workshop / "compiled"),
            "GOFLAGS": "-mod=readonly -modcacherw",
            "GOMODCACHE": str(self.workshop / "modules"),
            "GOPATH": str(self.workshop / "path"),
            "GOTMPDIR": str(self._temporary),
            "GOWORK": "off",
            "TEST_TELEMETRY_DIR": str(self._telemetry),  # the one way to move Go's telemetry alone
            "TMPDIR": str(self._temporary),
        }


def required() -> str:
    """Read from go.mod the Go release it asks for."""
    found = re.search(r"^go (\S+)$", (MODULE / "go.mod").read_text(), re.MULTILINE)
    if found is None:
        raise SourceFailed(f"{MODULE / 'go.mod'} names no Go version")
    return found[1]


def _parsed(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _spelled(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
