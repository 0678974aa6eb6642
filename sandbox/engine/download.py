"""The official download, by the Automation API's own installer."""

import sys
from dataclasses import dataclass
from pathlib import Path

from sandbox.engine import children
from sandbox.engine.engine import Order, SourceFailed

INSTALL = Path(__file__).with_name("_install.py")


@dataclass(frozen=True)
class Download:
    """Gives up once nothing has arrived for `patience` seconds, however long the whole may take."""

    patience: float = 6.0
    installer: Path = INSTALL
    name: str = "download"

    def make(self, order: Order) -> None:
        """Let the installer fill the folder, watching the bytes arrive on disk."""
        progress = order.progress
        progress.say(f"downloading Pulumi {order.version} (some 150 MB, a minute or so)")
        growth = children.Growth(order.scratch.parent, self.patience)

        def watch() -> None:
            growth.check()
            progress.tick(f"{growth.megabytes} MB")

        command = [sys.executable, "-P", str(self.installer), str(order.root), order.version, str(self.patience)]
        environment = {**order.surroundings.environment, "TMPDIR": str(order.scratch)}
        with (order.scratch / "log").open("w+b") as log, progress.step("downloading"):
            try:
                code = children.run(command, environment=environment, output=log, watch=watch)
            except children.Stalled as stalled:
                raise SourceFailed(str(stalled)) from None
            if code != 0:
                raise SourceFailed(children.last_words(log) or f"the installer ended with {code}")
