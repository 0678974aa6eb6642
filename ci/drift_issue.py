"""One issue for each stack that drifts: `python -m ci.drift_issue STACK EXIT_CODE REPORT`.

The exit code of `union-ecr drift` decides: 0 closes the issue; 1 (findings) and 3 (cannot tell) open or update it,
since what could not be read is never clean; any other code changes nothing. A job that failed before it read AWS has
exit code 3 and no report. Needs gh with GH_TOKEN and GH_REPO.
"""

import json
import subprocess
import sys
from pathlib import Path

CLEAN, FINDINGS, CANNOT_TELL = "0", "1", "3"
LABEL = "drift"
LONGEST_BODY = 65_536
"""Characters; GitHub refuses longer ones (`Body is too long (maximum is 65536 characters)`)."""
NO_REPORT = "The job failed before it read AWS: see the run's log.\n"


def keep_issue(stack: str, code: str, report: Path) -> None:
    """Open, update or close the stack's issue."""
    number = open_issue(stack)
    if code == CLEAN:
        if number:
            _gh("issue", "close", number, "--comment", "AWS is as declared again.")
    elif code in (FINDINGS, CANNOT_TELL):
        text = report.read_text(encoding="utf-8") if report.exists() else ""
        issue = report.with_name("issue.md")
        issue.write_text(body(code, text or NO_REPORT), encoding="utf-8")
        if number:
            _gh("issue", "edit", number, "--body-file", str(issue))
        else:
            _gh("label", "create", LABEL, "--force", "--description", "AWS is not as declared")
            _gh("issue", "create", "--title", title(stack), "--label", LABEL, "--body-file", str(issue))


def title(stack: str) -> str:
    """The title of the stack's issue, by which it is found again."""
    return f"Drift: {stack}"


def body(code: str, report: str) -> str:
    """The report as an issue."""
    incomplete = "Not everything could be read: what is missing below is unknown, not clean.\n\n"
    text = incomplete + report if code == CANNOT_TELL else report
    cut = "\n\n… cut: the artifact drift.md of the run has the whole report\n"
    return text if len(text) <= LONGEST_BODY else text[: LONGEST_BODY - len(cut)] + cut


def open_issue(stack: str) -> str | None:
    """The number of the stack's open issue."""
    listed = _gh("issue", "list", "--state", "open", "--label", LABEL, "--limit", "1000", "--json", "number,title")
    return next((str(issue["number"]) for issue in json.loads(listed) if issue["title"] == title(stack)), None)


def _gh(*arguments: str) -> str:
    return subprocess.run(["gh", *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    keep_issue(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
