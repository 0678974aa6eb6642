"""One issue a stack that drifts: `python -m ci.drift_issue STACK EXIT_CODE REPORT`, by the exit code of the sweep.

0 closes the issue. 1 (findings) and 3 (cannot tell) open or update it: what could not be asked is never closed as
clean. Any other code leaves it alone. A job that fails before the sweep cannot tell either, and has no report. Needs gh
with GH_TOKEN and GH_REPO.
"""

import json
import subprocess
import sys
from pathlib import Path

CLEAN, FINDINGS, CANNOT_TELL = "0", "1", "3"
LABEL = "drift"
LONGEST_BODY = 65_536
"""Characters; GitHub refuses longer ones (`Body is too long (maximum is 65536 characters)`)."""
NO_REPORT = "The job failed before it could look: see the run.\n"


def keep_issue(stack: str, code: str, report: Path) -> None:
    """Open, update or close the stack's issue."""
    number = open_issue(stack)
    if code == CLEAN:
        if number:
            _gh("issue", "close", number, "--comment", "As declared again.")
    elif code in (FINDINGS, CANNOT_TELL):
        told = report.read_text(encoding="utf-8") if report.exists() else ""
        issue = report.with_name("issue.md")
        issue.write_text(body(code, told or NO_REPORT), encoding="utf-8")
        if number:
            _gh("issue", "edit", number, "--body-file", str(issue))
        else:
            _gh("label", "create", LABEL, "--force", "--description", "AWS is not as declared")
            _gh("issue", "create", "--title", title(stack), "--label", LABEL, "--body-file", str(issue))


def title(stack: str) -> str:
    """What the stack's issue is called, and found by."""
    return f"Drift: {stack}"


def body(code: str, report: str) -> str:
    """The report as an issue."""
    first = "Could not tell all of it: what is missing below is unknown, not clean.\n\n" if code == CANNOT_TELL else ""
    whole = first + report
    cut = "\n\n… cut: the artifact drift.md of the run has all of it\n"
    return whole if len(whole) <= LONGEST_BODY else whole[: LONGEST_BODY - len(cut)] + cut


def open_issue(stack: str) -> str | None:
    """The number of the stack's open issue."""
    told = _gh("issue", "list", "--state", "open", "--label", LABEL, "--limit", "1000", "--json", "number,title")
    return next((str(one["number"]) for one in json.loads(told) if one["title"] == title(stack)), None)


def _gh(*arguments: str) -> str:
    return subprocess.run(["gh", *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    keep_issue(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
