"""The stacks that differ from a commit, as a matrix: `union-ecr stacks --json | python -m ci.changed_stacks COMMIT`.

A stack file concerns its own stack, what cannot be deployed concerns none, and every other file concerns them all.
Without a commit, or with one that is not there (the first push of a branch, a forced push), all of them differ.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from ci.stack_names import broken_names
from ci.workflow_commands import ERROR, WARNING, annotate

_STACK_FILE = re.compile(r"stacks/Pulumi\.(?P<stack>[^/]+)\.yaml")
_NEVER_DEPLOYED = re.compile(r"(docs|examples|tests|bench|sandbox)/.*|[^/]+\.md")

Matrix = dict[str, list[dict[str, Any]]]


def changed_stacks(matrix: Matrix, files: Iterable[str] | None) -> Matrix:
    """The rows whose stacks these changed files concern; files are None where that is not known."""
    if files is None:
        return matrix
    concerning = [file for file in files if not _NEVER_DEPLOYED.fullmatch(file)]
    found = [_STACK_FILE.fullmatch(file) for file in concerning]
    if not all(found):
        return matrix
    changed = {one["stack"] for one in found if one}
    return {"include": [row for row in matrix["include"] if row["stack"] in changed]}


def gone_stacks(matrix: Matrix, files: Iterable[str] | None) -> list[str]:
    """Stacks whose files have gone while what they made still lives."""
    rows = {row["stack"] for row in matrix["include"]}
    found = {one["stack"] for file in files or () if (one := _STACK_FILE.fullmatch(file))}
    return sorted(found - rows)


def changed_files(before: str, after: str = "HEAD") -> list[str] | None:
    """The files in which two commits differ, None where git does not know one of them."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "--end-of-options", before, after, "--"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return told.stdout.split("\0")[:-1] if told.returncode == 0 else None


def main() -> int:
    """Filter the matrix on stdin; 1 where a stack's name cannot be deployed."""
    matrix = json.load(sys.stdin)
    broken = list(broken_names(row["stack"] for row in matrix["include"]))
    for name, told in broken:
        annotate(ERROR, name, told)
    files = changed_files(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else None
    for stack in gone_stacks(matrix, files):
        annotate(
            WARNING, stack, f"the file of stack {stack} is gone; what it made stays until an admin runs pulumi destroy"
        )
    sys.stdout.write(json.dumps(changed_stacks(matrix, files)) + "\n")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
