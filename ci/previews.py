"""Which of the changed stacks are previewed: `python -m ci.previews ALLOWED`, with their matrix on stdin.

Everyone who may push a branch can run their own code with the permissions of a preview. A stack file with
`aws:assumeRoles` has one role for its preview and its `up`, so that stack is left out unless ALLOWED is `true`. This
only keeps a job from failing. A branch cannot deploy because the preview's role cannot assume the others.
"""

import json
import sys
from collections.abc import Sequence
from typing import Any

from ci.changed_stacks import Matrix
from ci.workflow_commands import NOTICE, annotate

LEFT_OUT = "not previewed: it deploys as a role of aws:assumeRoles, which no pull request should reach (docs/ci.md)"


def previews(matrix: Matrix, allowed: bool) -> tuple[Matrix, list[str]]:
    """The rows to preview, and the stacks that are left out."""
    left_out = [row["stack"] for row in matrix["include"] if row["assumesRoles"] and not allowed]
    return {"include": [row for row in matrix["include"] if row["stack"] not in left_out]}, left_out


def main(arguments: Sequence[str]) -> None:
    """Write both as outputs of a step, and a notice for each stack that is left out."""
    outputs: dict[str, Any] = {}
    outputs["matrix"], outputs["left-out"] = previews(json.load(sys.stdin), "".join(arguments) == "true")
    for stack in outputs["left-out"]:
        annotate(NOTICE, stack, f"{stack} is {LEFT_OUT}")
    for name, value in outputs.items():
        sys.stdout.write(f"{name}={json.dumps(value)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
