"""The stacks whose files are right, as a matrix: `python -m ci.valid_stacks`; 2 where there are others, which it tells.

One wrong file stops a deployment of all, and must not stop the nightly look at the rest.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ci.stack_names import broken_names
from ci.workflow_commands import ERROR, annotate

FOLDER = Path("stacks")
WRONG = 2
"""The exit code of `union-ecr` where a stack file is wrong."""


def stack_names() -> list[str]:
    """The stacks that have a file, in order, be it right or wrong."""
    return [file.name.removeprefix("Pulumi.").removesuffix(".yaml") for file in sorted(FOLDER.glob("Pulumi.*.yaml"))]


def valid_stacks(names: list[str]) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of the right ones, and the names of the others; what is wrong with them is on stderr."""
    broken = dict(broken_names(names))
    for name, told in broken.items():
        annotate(ERROR, name, told)
    found = {name: _row(name) for name in names if name not in broken}
    for name in (name for name, row in found.items() if row is None):
        annotate(
            ERROR, name, f"stacks/Pulumi.{name}.yaml is wrong, so {name} is not looked at: its errors are in the log"
        )
    return [row for row in found.values() if row], [name for name in names if not found.get(name)]


def _row(name: str) -> dict[str, Any] | None:
    command = ["uv", "run", "union-ecr", "stacks", "--json", "--stack", name]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if told.returncode not in (0, WRONG):
        raise subprocess.CalledProcessError(told.returncode, command)
    return json.loads(told.stdout)["include"][0] if told.returncode == 0 else None


def main() -> int:
    """Write the matrix."""
    rows, wrong = valid_stacks(stack_names())
    sys.stdout.write(json.dumps({"include": rows}) + "\n")
    return WRONG if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
