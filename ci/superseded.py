"""Whether this commit is too old to be deployed: `python -m ci.superseded STACK TIP` prints true or false.

It is if the stack changes again between this commit and the tip of the branch. The newer commit has its own run, and an
older one must not be deployed after it, whether somebody reran an old run or approved it late. Ask when it is the
stack's turn, since nothing else deploys it then, with a tip that was fetched just before. The two trees are compared,
so no history is needed.
"""

import sys

from ci.changed_stacks import changed_files, changed_stacks
from ci.workflow_commands import ERROR, NOTICE, annotate


def is_superseded(stack: str, tip: str) -> bool:
    """Whether the stack differs between HEAD and the tip.

    Raises:
        LookupError: git does not know the tip.
    """
    files = changed_files("HEAD", tip)
    if files is None:
        raise LookupError(tip)
    return bool(changed_stacks({"include": [{"stack": stack}]}, files)["include"])


def main(stack: str, tip: str) -> int:
    """Print the answer; 1 if it is unknown, so that nothing is deployed."""
    try:
        superseded = is_superseded(stack, tip)
    except LookupError:
        annotate(ERROR, stack, f"git does not know {tip}, so this commit may not be the newest: rerun the job")
        return 1
    if superseded:
        annotate(NOTICE, stack, f"superseded by {tip}, which changes {stack} again and is deployed by its own run")
    sys.stdout.write(f"{str(superseded).lower()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
