"""A build of the engine from its Go modules, pinned by go.mod and go.sum beside this file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sandbox.engine import children
from sandbox.engine.engine import Order, SourceFailed, executable_in
from sandbox.engine.go import Go

PACKAGE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_VARIABLE = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"


@dataclass(frozen=True)
class Build:
    """Fetches the modules (given up once nothing arrived for `patience` seconds), then compiles.

    All it writes is in the workshop folder beside the cache. That stays when the build is interrupted or
    fails, so that the next one goes on where this one stopped.
    """

    patience: float = 60.0
    name: str = "build"

    def make(self, order: Order) -> None:
        """Build the engine's executable into the folder."""
        go = Go.on_path(order)
        order.progress.say(
            f"building Pulumi {order.version} from its Go modules: some 3 to 5 minutes on two cores, with "
            f"2 GB of memory and, until it is done, 4 GB of disk in {order.surroundings.workshop}"
        )
        with order.progress.step("fetching Go modules"):
            packages = self._fetch(go)
        with order.progress.step("compiling"):
            _compile(go, packages)

    def _fetch(self, go: Go) -> int:
        """Fetch every module the command needs; return how many packages it is made of."""
        growth = children.Growth(go.downloads, self.patience, every=min(2.0, self.patience / 4))

        def watch(_: Path) -> None:
            growth.check()
            go.order.progress.tick(f"{growth.megabytes} MB")

        try:
            return go.run(["list", "-deps", PACKAGE], watch).count("\n")
        except children.Stalled as stalled:
            raise SourceFailed(f"fetching Go modules: {stalled}") from None


def _compile(go: Go, packages: int) -> None:
    flags = f"-s -w -X {VERSION_VARIABLE}={go.order.version}"
    target = executable_in(go.order.root)
    target.parent.mkdir(parents=True)
    command = ["build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", str(target), PACKAGE]
    go.run(command, _counting(go, packages))


def _counting(go: Go, packages: int) -> Callable[[Path], None]:
    """Tell how far it is: `go build -v` writes one line a package it compiles."""

    def watch(said: Path) -> None:
        lines = said.read_text(errors="replace").splitlines()
        go.order.progress.tick(f"{len(lines)} of at most {packages} packages, {lines[-1]}" if lines else "")

    return watch
