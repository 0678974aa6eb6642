"""Which stacks a run did not deploy since it failed before it knew them: `python -m ci.not_deployed COMMIT`.

COMMIT is the one before the push, none where `up` runs by hand. A later run looks at its own changes alone, so those of
this one wait for somebody who runs `up` by hand. By the names of the stack files, for what they say may be wrong, and
with nothing set up.
"""

import html
import os
import sys
from collections.abc import Sequence

from ci.changed_stacks import changed_files, changed_stacks
from ci.valid_stacks import stack_names
from ci.workflow_commands import ERROR, annotate

_TITLE = "Not deployed"


def by_hand(repository: str, branch: str) -> str:
    """The command that deploys all stacks as they are on the branch."""
    return f"gh workflow run up.yml --repo {repository} --ref {branch}"


def not_deployed(before: str) -> list[str]:
    """The stacks that the push changed, in order; all of them where it is not known what it changed."""
    rows = [{"stack": name} for name in stack_names()]
    files = changed_files(before) if before else None
    return [row["stack"] for row in changed_stacks({"include": rows}, files)["include"]]


def main(arguments: Sequence[str]) -> int:
    """Tell them, as an error and on stdout for the summary; 1 where there are any."""
    stacks = ", ".join(not_deployed(arguments[0] if arguments else ""))
    if not stacks:
        return 0
    command = by_hand(os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_REF_NAME"])
    told = "were not deployed, and no later run does it by itself. When what failed is mended, run up by hand"
    annotate(ERROR, _TITLE, f"{stacks} {told}: {command}")
    sys.stdout.write(f"**{_TITLE}:** {html.escape(stacks)} {told}:\n\n```sh\n{command}\n```\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
