"""The stacks with valid files, as a matrix: `python -m ci.valid_stacks [STACK]`; exit code 2 if some are invalid.

An invalid file stops the deployment of all stacks, but must not stop the nightly drift of the others. A job is for one
stack or, where there are more stacks than jobs, for all stacks of an account: `name` is the stack or the account,
`stacks` the stacks with a space between them; only a job for one stack has the key `stack`. With a STACK, the matrix is
the job for that stack; exit code 2 if there is none.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from ci.stack_names import invalid_names
from ci.workflow_commands import ERROR, annotate

FOLDER = Path("stacks")
MOST_JOBS = 256
"""Of a matrix: https://docs.github.com/en/actions/reference/limits"""
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
    every = _rows([]) if names and not errors else None
    rows = {row["stack"]: row for row in every} if every else {name: _row(name) for name in names if name not in errors}
    for name in (name for name, row in rows.items() if row is None):
        annotate(ERROR, name, f"stacks/Pulumi.{name}.yaml is invalid, so {name} is skipped: see the errors in the log")
    return [row for row in rows.values() if row], [name for name in names if not rows.get(name)]


def jobs(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of the matrix: a job a stack, or a job an account where there are too many stacks.

    Raises:
        SystemExit: there are too many accounts, too.
    """
    if len(rows) <= MOST_JOBS:
        return [{**row, "name": row["stack"], "stacks": row["stack"]} for row in rows]
    accounts: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        accounts.setdefault(row["account"], []).append(row)
    if len(accounts) > MOST_JOBS:
        problem = f"{len(accounts)} accounts, and GitHub runs {MOST_JOBS} jobs of a matrix"
        raise SystemExit(f"{problem}: sweep all of them in one job with union-ecr drift --role-name (docs/drift.md)")
    return [
        {
            "name": account,
            "stacks": " ".join(row["stack"] for row in here),
            "account": account,
            "region": here[0]["region"],
        }
        for account, here in accounts.items()
    ]


def _row(name: str) -> dict[str, Any] | None:
    rows = _rows(["--stack", name])
    return rows[0] if rows else None


def _rows(chosen: list[str]) -> list[dict[str, Any]] | None:
    """The rows of the chosen stacks, or of all; None if one of them is invalid."""
    command = ["uv", "run", "union-ecr", "stacks", "--json", *chosen]
    listed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if listed.returncode not in (0, INVALID):
        raise subprocess.CalledProcessError(listed.returncode, command)
    return list(json.loads(listed.stdout)["include"]) if listed.returncode == 0 else None


def main(chosen: str = "") -> int:
    """Write the matrix."""
    rows, invalid = valid_stacks(stack_names())
    matrix = jobs(rows)
    if chosen:
        matrix = [job for job in matrix if chosen in job["stacks"].split()]
        if not matrix and chosen not in invalid:
            annotate(ERROR, "a change was reported", f"{chosen!r} is no stack here: see the stack of the DriftWatch")
    sys.stdout.write(json.dumps({"include": matrix}) + "\n")
    return INVALID if (not matrix if chosen else invalid) else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
