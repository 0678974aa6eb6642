"""Whether this commit is too old to be deployed: `python -m ci.superseded STACK TIP` prints true or false.

It is where the stack changes again on the way to the tip of the branch: that commit has a run of its own, and what is
older must not be deployed after it, be it that somebody runs an old run again, or that an approval came late. To be
asked when the stack's turn has come, since nothing else deploys it then, of the tip that was fetched just before. Two
trees are compared, so neither commit's history has to be there.
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
    """Print the answer; 1 where there is none, so that nothing is deployed."""
    try:
        superseded = is_superseded(stack, tip)
    except LookupError:
        annotate(
            ERROR, stack, f"git does not know {tip}, so nobody can tell whether this commit is the newest: run it again"
        )
        return 1
    if superseded:
        annotate(
            NOTICE,
            stack,
            f"superseded by {tip}, where {stack} changes again: its own run deploys it, this one does not",
        )
    sys.stdout.write(f"{str(superseded).lower()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
