"""One issue for each stack that drifts: `python -m ci.drift_issue STACK EXIT_CODE REPORT`.

The exit code of `union-ecr drift` decides: 0 closes the issue; 1 (findings) and 3 (cannot tell) open or update it,
since what could not be read is never clean; any other code changes nothing. A job that failed before it read AWS has
exit code 3 and no report. If CHANGE has the change that started the run, as JSON, a comment says who made it. Needs gh
with GH_TOKEN and GH_REPO.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ci.markdown import code as as_code

CLEAN, FINDINGS, CANNOT_TELL = "0", "1", "3"
LABEL = "drift"
LONGEST_BODY = 65_536
"""Characters; GitHub refuses longer ones (`Body is too long (maximum is 65536 characters)`)."""
LONGEST_TEXT = 300
"""Characters of each text in a change: who made it may have chosen it."""
NO_REPORT = "The job failed before it read AWS: see the run's log.\n"


def keep_issue(stack: str, code: str, report: Path, change: object = None) -> None:
    """Open, update or close the stack's issue, and say in a comment which change was reported."""
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
            number = _gh(
                *("issue", "create", "--title", title(stack), "--label", LABEL, "--body-file", str(issue))
            ).strip()  # its address, which gh takes as well
        if isinstance(change, Mapping):
            _gh("issue", "comment", number, "--body", change_comment(change))


def title(stack: str) -> str:
    """The title of the stack's issue, by which it is found again."""
    return f"Drift: {stack}"


def body(code: str, report: str) -> str:
    """The report as an issue."""
    incomplete = "Not everything could be read: what is missing below is unknown, not clean.\n\n"
    text = incomplete + report if code == CANNOT_TELL else report
    cut = "\n\n… cut: the artifact drift.md of the run has the whole report\n"
    return text if len(text) <= LONGEST_BODY else text[: LONGEST_BODY - len(cut)] + cut


def change_comment(change: Mapping[str, Any]) -> str:
    """Who changed what and when, as EventBridge reported it; a service has no ARN, and a registry no name."""
    known = {name: as_code(str(text)[:LONGEST_TEXT]) for name, text in change.items() if text not in (None, "")}
    what = f"{known.get('event', 'a call')} of {known.get('resource', 'the registry')}"
    who, when = known.get("principal", "an AWS service"), known.get("time", "an unknown time")
    found = f" CloudTrail has it in {known['region']} as event {known['id']}." if {"region", "id"} <= set(known) else ""
    return f"Reported: {what} by {who} at {when}.{found}\n\nIf several changes came at once, this is the last of them."


def open_issue(stack: str) -> str | None:
    """The number of the stack's open issue."""
    listed = _gh("issue", "list", "--state", "open", "--label", LABEL, "--limit", "1000", "--json", "number,title")
    return next((str(issue["number"]) for issue in json.loads(listed) if issue["title"] == title(stack)), None)


def _gh(*arguments: str) -> str:
    return subprocess.run(["gh", *arguments], stdout=subprocess.PIPE, text=True, check=True).stdout


if __name__ == "__main__":
    keep_issue(sys.argv[1], sys.argv[2], Path(sys.argv[3]), json.loads(os.environ.get("CHANGE") or "null"))
