"""The uv of uv.lock, as a requirement with hashes for `pip install --require-hashes`: `python -m ci.locked_uv`.

uv checks the hashes of everything that it installs; pip installs uv itself.
https://pip.pypa.io/en/stable/topics/secure-installs/
"""

import sys
import tomllib
from pathlib import Path

LOCK = Path("uv.lock")


def requirement(lock: str) -> str:
    """The requirement of uv in a lock file, with the hash of every file of that version."""
    (uv,) = (package for package in tomllib.loads(lock)["package"] if package["name"] == "uv")
    hashes = sorted(file["hash"] for file in (*uv["wheels"], uv["sdist"]))
    return " ".join([f"uv=={uv['version']}", *(f"--hash={value}" for value in hashes)])


if __name__ == "__main__":
    sys.stdout.write(f"{requirement(LOCK.read_text(encoding='utf-8'))}\n")
