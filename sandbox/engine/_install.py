"""`python _install.py ROOT VERSION SECONDS`: the Automation API's installer in a process of its own.

Neither it nor the shell script it starts has a time limit: here a silent connection fails after SECONDS, and killing
the process group of this process ends all of it.
"""

import http.client
import socket
import subprocess
import sys

from pulumi.automation import InvalidVersionError, PulumiCommand
from semver import VersionInfo


def main(root: str, version: str, seconds: float) -> None:
    """Install; end with one line about what went wrong."""
    socket.setdefaulttimeout(seconds)
    try:
        PulumiCommand.install(root=root, version=VersionInfo.parse(version))
    except subprocess.CalledProcessError as error:
        lines = bytes(error.output or b"").decode(errors="replace").strip().splitlines()
        sys.exit(f"the installer failed with {error.returncode}: {lines[-1] if lines else 'no output'}")
    except (OSError, http.client.HTTPException, InvalidVersionError) as error:
        sys.exit(f"{getattr(error, 'reason', None) or error}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], float(sys.argv[3]))
