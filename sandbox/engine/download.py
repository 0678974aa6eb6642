"""The official download, by the Automation API's own installer."""

import sys
from dataclasses import dataclass
from pathlib import Path

from sandbox.engine import children
from sandbox.engine.engine import Installation, SourceFailed

INSTALL = Path(__file__).with_name("_install.py")


@dataclass(frozen=True)
class Download:
    """Fails when nothing arrives for `stall_seconds`; the whole download may take as long as it needs."""

    stall_seconds: float = 6.0
    installer: Path = INSTALL
    name: str = "download"

    def install(self, installation: Installation) -> None:
        """Let the installer fill the folder, watching the bytes arrive on disk."""
        progress = installation.progress
        progress.say(f"downloading Pulumi {installation.version} (some 150 MB, a minute or so)")
        growth = children.Growth(installation.scratch.parent, self.stall_seconds)

        def watch() -> None:
            growth.check()
            progress.tick(f"{growth.megabytes} MB")

        command = [
            sys.executable,
            "-P",
            str(self.installer),
            str(installation.root),
            installation.version,
            str(self.stall_seconds),
        ]
        environment = {**installation.host.environment, "TMPDIR": str(installation.scratch)}
        with (installation.scratch / "log").open("w+b") as log, progress.step("downloading"):
            try:
                code = children.run(command, environment=environment, output=log, watch=watch)
            except children.Stalled as stalled:
                raise SourceFailed(str(stalled)) from None
            if code != 0:
                raise SourceFailed(children.last_lines(log) or f"the installer ended with {code}")
