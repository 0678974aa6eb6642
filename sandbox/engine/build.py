"""A build of the engine from its Go modules, pinned by go.mod and go.sum beside this file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.engine import children
from sandbox.engine.engine import Installation, SourceFailed, executable_in
from sandbox.engine.go import Go

PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"


@dataclass(frozen=True)
class Build:
    """Fetches the modules (fails when nothing arrives for `stall_seconds`), then compiles.

    Everything is written to the build folder beside the cache. It stays when the build is interrupted or fails, so that
    the next build continues where this one stopped.
    """

    stall_seconds: float = 60.0
    name: str = "build"

    def install(self, installation: Installation) -> None:
        """Build the engine's executable into the folder."""
        go = Go.on_path(installation)
        installation.progress.say(
            f"building Pulumi {installation.version} from its Go modules: some 3 to 5 minutes on two cores, with "
            f"2 GB of memory and, until it is done, 4 GB of disk in {installation.host.build_folder}"
        )
        with installation.progress.step("fetching Go modules"):
            packages = self._fetch(go)
        with installation.progress.step("compiling"):
            _compile(go, packages)

    def _fetch(self, go: Go) -> int:
        """Fetch every module the command needs; return the number of its packages."""
        growth = children.Growth(go.downloads, self.stall_seconds, every=min(2.0, self.stall_seconds / 4))

        def watch(_: Path) -> None:
            growth.check()
            go.installation.progress.tick(f"{growth.megabytes} MB")

        try:
            return go.run(["list", "-deps", PACKAGE], watch).count("\n")
        except children.Stalled as stalled:
            raise SourceFailed(f"fetching Go modules: {stalled}") from None


def _compile(go: Go, packages: int) -> None:
    flags = f"-s -w -X {VERSION_VARIABLE}={go.installation.version}"
    target = executable_in(go.installation.root)
    target.parent.mkdir(parents=True)
    command = ["build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", str(target), PACKAGE]
    go.run(command, _counting(go, packages))


def _counting(go: Go, packages: int) -> Callable[[Path], None]:
    """Show how far the build is: `go build -v` writes a line for each package it compiles."""

    def watch(log: Path) -> None:
        lines = log.read_text(errors="replace").splitlines()
        go.installation.progress.tick(f"{len(lines)} of at most {packages} packages, {lines[-1]}" if lines else "")

    return watch
