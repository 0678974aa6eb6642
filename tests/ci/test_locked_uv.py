"""The uv that the workflows install with pip."""

import re
from pathlib import Path

from ci.locked_uv import requirement

PROJECT = Path(__file__).parents[2]


def test_it_is_the_version_of_pyproject_with_a_hash_for_each_file() -> None:
    text = requirement((PROJECT / "uv.lock").read_text())
    pinned = re.search(r'"(uv==[^"]+)"', (PROJECT / "pyproject.toml").read_text())
    assert pinned
    name, *hashes = text.split()
    assert name == pinned[1]
    assert len(hashes) > 10
    assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", value) for value in hashes)


def test_nothing_else_is_installed_with_pip() -> None:
    sources = [*(PROJECT / ".github").rglob("*.yml"), PROJECT / "Makefile"]
    installs = [line for path in sources for line in path.read_text().splitlines() if "pip install" in line]
    assert len(installs) == 3
    assert [line for line in installs if "--require-hashes" not in line] == []
