"""Snapshots: JSON files next to the tests, so that a review shows what would change for those who use this project.

They are rewritten by `UPDATE_SNAPSHOTS=1 .venv/bin/python -m pytest tests/components`. In a graph.*.json a changed or
missing URN, name or encryption means that the next `pulumi up` of that stack replaces or deletes a repository: it
needs an alias, or an entry in CHANGELOG.md. In schema.json a removed or newly required input breaks programs.
"""

import json
from pathlib import Path

from tests.conftest import USERS_ENVIRONMENT

FOLDER = Path(__file__).parent


def assert_snapshot(name: str, value: object) -> None:
    path = FOLDER / name
    if USERS_ENVIRONMENT.get("UPDATE_SNAPSHOTS"):
        path.write_text(json.dumps(value, indent=2, sort_keys=True) + "\n")
    assert path.is_file(), f"no {name} yet; {__doc__}"
    assert value == json.loads(path.read_text()), __doc__
