"""An environment in which nothing of the user's AWS or Pulumi is left."""

import os
from collections.abc import Mapping
from pathlib import Path

# What programs need to run and to talk to a terminal. Everything else goes: credentials, profiles, endpoints,
# logins, proxies, tokens of any tool.
_KEPT = frozenset(
    "PATH LANG LANGUAGE TERM COLORTERM NO_COLOR COLUMNS LINES TMPDIR TZ CI VIRTUAL_ENV SYSTEMROOT".split()
)


def isolated_environment(environment: Mapping[str, str], home: Path) -> dict[str, str]:
    """The environment without anything that leads out of the sandbox, with `home` as the home folder.

    AWS SDKs find empty configuration files and no instance metadata; Pulumi keeps its home, its logins and its
    plugins below `home`, asks for no updates and downloads no plugins.
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


def isolate(home: Path) -> None:
    """Make this process's own environment an isolated one; what it starts inherits that."""
    home.mkdir(parents=True, exist_ok=True)
    environment = isolated_environment(os.environ, home)
    os.environ.clear()
    os.environ.update(environment)
