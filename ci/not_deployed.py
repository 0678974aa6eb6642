"""The stacks that a failed run of `up` did not deploy: `python -m ci.not_deployed COMMIT`.

COMMIT is the commit before the push; none if `up` runs by hand. A later run only deploys its own changes, so somebody
has to run `up` by hand. Only the names of the stack files are read, since the files may be invalid, and nothing needs
to be installed.
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
    """The stacks that the push affects, sorted; all stacks if git does not know what changed."""
    rows = [{"stack": name} for name in stack_names()]
    files = changed_files(before) if before else None
    return [row["stack"] for row in changed_stacks({"include": rows}, files)["include"]]


def main(arguments: Sequence[str]) -> int:
    """Report them as an error, and on stdout for the job's summary; 1 if there are any."""
    stacks = ", ".join(not_deployed(arguments[0] if arguments else ""))
    if not stacks:
        return 0
    command = by_hand(os.environ["GITHUB_REPOSITORY"], os.environ["GITHUB_REF_NAME"])
    text = "were not deployed, and no later run deploys them. Fix the error, then run up by hand"
    annotate(ERROR, _TITLE, f"{stacks} {text}: {command}")
    sys.stdout.write(f"**{_TITLE}:** {html.escape(stacks)} {text}:\n\n```sh\n{command}\n```\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
