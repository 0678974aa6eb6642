"""The real SDKs of workflows, each in an environment of its own below .sandbox, installed when a test first needs it.

The packages are pinned with their hashes in NAME.txt. To write one anew, give `uv pip compile -` the wanted ones
(flyte==2.12.1; flytekit==1.16.31 and kubernetes<34, the last that takes an ImageSpec as a container's image), with
`--universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file tests/sdks/NAME.txt`.
"""

import fcntl
import hashlib
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import USERS_ENVIRONMENT

_PROJECT = Path(__file__).parents[2]
_UV = Path(sys.executable).with_name("uv")


@cache
def python_with(sdk: str) -> Path:
    """The interpreter of an environment that has `flytekit` or `flyte`; the test is skipped where there can be none."""
    requirements = Path(__file__).with_name(f"{sdk}.txt")
    state = hashlib.sha256(requirements.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = _PROJECT / ".sandbox" / "sdks" / f"{sdk}-{state}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    python, complete = folder / "bin" / "python", folder / "complete"
    with (folder.parent / f"{sdk}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process of the same run may be installing it
        if not complete.exists():
            _run(_UV, "venv", "--quiet", "--clear", "--python", sys.executable, folder)
            _run(_UV, "pip", "install", "--quiet", "--python", python, "--require-hashes", "-r", requirements)
            complete.touch()
    return python


def _run(*command: str | Path) -> None:
    try:
        subprocess.run(command, env=USERS_ENVIRONMENT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        last = str(getattr(error, "stderr", None) or error).strip().splitlines()[-1]
        pytest.skip(f"the SDK cannot be installed: {last}")
