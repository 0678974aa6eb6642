"""Isolation from the user's AWS and Pulumi."""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_FOLDERS = Path(__file__).resolve().parents[1] / ".sandbox"

# What programs need to run and to write to a terminal. Everything else is removed: credentials, profiles, endpoints,
# logins, proxies, tokens of any tool.
_KEPT = frozenset(
    "PATH LANG LANGUAGE TERM COLORTERM NO_COLOR COLUMNS LINES TMPDIR TZ CI VIRTUAL_ENV SYSTEMROOT".split()
)


def isolated_environment(environment: Mapping[str, str], home: Path) -> dict[str, str]:
    """Return the environment without what leads out of the sandbox, with `home` as the home folder.

    AWS SDKs find empty configuration files and no instance metadata; Pulumi has its home, its logins and its plugins
    below `home`, checks for no updates and downloads no plugins.
    """
    kept = {name: value for name, value in environment.items() if name in _KEPT or name.startswith("LC_")}
    return kept | {
        "HOME": str(home),
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "PULUMI_HOME": str(home / ".pulumi"),
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "NO_PROXY": "*",
    }


@contextmanager
def isolated_folder(purpose: str) -> Iterator[Path]:
    """Isolate this process, and those it starts, in a new folder below .sandbox/ while the block lasts.

    Then the folder is deleted and the environment restored, also after Ctrl-C and SIGTERM.
    """
    terminated = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    before = dict(os.environ)
    _FOLDERS.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{purpose}-", dir=_FOLDERS))
    try:
        home = folder / "home"
        home.mkdir()
        _set_environment(isolated_environment(before, home))
        yield folder
    finally:
        _set_environment(before)
        signal.signal(signal.SIGTERM, terminated)
        shutil.rmtree(folder, ignore_errors=True)


def _set_environment(environment: Mapping[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)
