"""The stacks with valid files, as a matrix: `python -m ci.valid_stacks`; exit code 2 if some files are invalid.

An invalid file stops the deployment of all stacks, but must not stop the nightly drift of the others.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ci.stack_names import invalid_names
from ci.workflow_commands import ERROR, annotate

FOLDER = Path("stacks")
INVALID = 2
"""The exit code of `union-ecr` if a stack file is invalid."""


def stack_names() -> list[str]:
    """The stacks that have a file, valid or not, sorted."""
    return [file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in sorted(FOLDER.glob("Pulumi.*.yaml"))]


def valid_stacks(names: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of the valid stacks, and the names of the others; their errors are on stderr."""
    errors = dict(invalid_names(names))
    for name, error in errors.items():
        annotate(ERROR, name, error)
    rows = {name: _row(name) for name in names if name not in errors}
    for name in (name for name, row in rows.items() if row is None):
        annotate(ERROR, name, f"stacks/Pulumi.{name}.yaml is invalid, so {name} is skipped: see the errors in the log")
    return [row for row in rows.values() if row], [name for name in names if not rows.get(name)]


def _row(name: str) -> dict[str, Any] | None:
    command = ["uv", "run", "union-ecr", "stacks", "--json", "--stack", name]
    listed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if listed.returncode not in (0, INVALID):
        raise subprocess.CalledProcessError(listed.returncode, command)
    return json.loads(listed.stdout)["include"][0] if listed.returncode == 0 else None


def main() -> int:
    """Write the matrix."""
    rows, invalid = valid_stacks(stack_names())
    sys.stdout.write(json.dumps({"include": rows}) + "\n")
    return INVALID if invalid else 0


if __name__ == "__main__":
    sys.exit(main())
