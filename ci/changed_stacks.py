"""The stacks that a change affects, as a matrix: `union-ecr stacks --json | python -m ci.changed_stacks COMMIT`.

The change is the difference to the commit. A stack file affects its own stack, a file that is never deployed affects
none, and every other file affects all stacks. Without a commit, or with one that git does not know (the first push of a
branch, a forced push), all stacks are affected.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

from ci.stack_names import invalid_names
from ci.workflow_commands import ERROR, WARNING, annotate

_STACK_FILE = re.compile(r"stacks/Pulumi\.(?P<stack>[^/]+)\.yaml")
_NEVER_DEPLOYED = re.compile(r"(docs|examples|templates|bootstrap|tests|bench|sandbox)/.*|[^/]+\.md")

Matrix = dict[str, list[dict[str, Any]]]


def changed_stacks(matrix: Matrix, files: Iterable[str] | None) -> Matrix:
    """The rows of the stacks that these changed files affect; all rows if the files are None, which is unknown."""
    if files is None:
        return matrix
    deployed = [file for file in files if not _NEVER_DEPLOYED.fullmatch(file)]
    matches = [_STACK_FILE.fullmatch(file) for file in deployed]
    if not all(matches):
        return matrix
    changed = {match["stack"] for match in matches if match}
    return {"include": [row for row in matrix["include"] if row["stack"] in changed]}


def deleted_stacks(matrix: Matrix, files: Iterable[str] | None) -> list[str]:
    """Stacks whose files were deleted; their resources still exist."""
    rows = {row["stack"] for row in matrix["include"]}
    changed = {match["stack"] for file in files or () if (match := _STACK_FILE.fullmatch(file))}
    return sorted(changed - rows)


def changed_files(before: str, after: str = "HEAD") -> list[str] | None:
    """The files in which two commits differ; None if git does not know one of them."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "--end-of-options", before, after, "--"]
    diff = subprocess.run(command, capture_output=True, text=True, check=False)
    return diff.stdout.split("\0")[:-1] if diff.returncode == 0 else None


def main() -> int:
    """Filter the matrix on stdin; 1 if a stack's name is invalid."""
    matrix = json.load(sys.stdin)
    invalid = list(invalid_names(row["stack"] for row in matrix["include"]))
    for name, error in invalid:
        annotate(ERROR, name, error)
    files = changed_files(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else None
    for stack in deleted_stacks(matrix, files):
        text = f"the file of stack {stack} was deleted; its resources stay until an admin runs pulumi destroy"
        annotate(WARNING, stack, text)
    sys.stdout.write(json.dumps(changed_stacks(matrix, files)) + "\n")
    return 1 if invalid else 0


if __name__ == "__main__":
    sys.exit(main())
