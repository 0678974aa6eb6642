"""What the jobs of a pull request found out about each stack, read from their reports.

`changes.json` is `union-ecr diff --json`, for all stacks. STACK.drift.json is `union-ecr drift --json` with the stack
files of the base, STACK.txt the preview of a stack and STACK.code its exit code.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ci.markdown import code

_MOST_SUBJECTS = 5
_STATUS = {
    "added": " (new)",
    "removed": " (its file is deleted; its resources stay until an admin runs pulumi destroy)",
}


@dataclass(frozen=True)
class Changes:
    """What changes of the stacks, by their names; `invalid` are the stacks whose files are invalid in the base."""

    stacks: dict[str, dict[str, Any]]
    invalid: list[str]

    @classmethod
    def read(cls, reports: Path) -> "Changes":
        """The changes; none if there are no stack files at all."""
        path = reports / "changes.json"
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"stacks": [], "invalidInBase": []}
        return cls({stack["stack"]: stack for stack in found["stacks"]}, found["invalidInBase"])


@dataclass(frozen=True)
class StackReport:
    """One stack: lines of markdown, and texts to fold, each with its title in markdown and its language."""

    title: str
    losses: list[str]
    access: list[str]
    drift_summary: str | None
    drift: list[str]
    folds: list[tuple[str, str, str]]


def stack_report(reports: Path, stack: str, change: dict[str, Any] | None, previewed: bool) -> StackReport:
    """What is known of a stack; `change` is its part of the changes, `previewed` whether a job was to preview it."""
    found = change or {"status": "changed", "losses": [], "access": [], "parts": []}
    summary, drift = _drift(reports / f"{stack}.drift.json", found["status"] == "added") if previewed else (None, [])
    words = [(f"What changes in {code(stack)}", _words(found["parts"]), "diff")] if found["parts"] else []
    return StackReport(
        title=f"{code(stack)}{_STATUS.get(found['status'], '')}",
        losses=[_sentence(loss) for loss in found["losses"]],
        access=[_sentence(access) for access in found["access"]],
        drift_summary=summary,
        drift=drift,
        folds=[*words, *([_preview(reports, stack)] if previewed else [])],
    )


def _sentence(change: dict[str, Any]) -> str:
    subjects = change["subjects"]
    more = [f"{len(subjects) - _MOST_SUBJECTS:,} more"] if len(subjects) > _MOST_SUBJECTS else []
    names = ", ".join([*map(code, subjects[:_MOST_SUBJECTS]), *more])
    field = f" ({code(change['field'])})" if change["field"] else ""
    return f"{names}{field}: {code(change['reason'])}"


def _words(parts: list[dict[str, Any]]) -> str:
    """The parts as a diff, in which GitHub colours the lines."""
    status = {part["title"]: "" if part["status"] == "changed" else f" ({part['status']})" for part in parts}
    lines = ("\n".join([f"@@ {part['title']}{status[part['title']]} @@", *part["lines"]]) for part in parts)
    return "\n".join(lines)


def _drift(path: Path, new: bool) -> tuple[str, list[str]]:
    """In a sentence whether AWS is as the base declares, and the findings, the most severe first."""
    if not path.exists():
        return ("none: the stack is new" if new else "unknown: the sweep failed, see the run's log"), []
    report = json.loads(path.read_text(encoding="utf-8"))
    lines = [_finding(finding) for finding in report["findings"]]
    count = f"{len(lines):,} finding{'' if len(lines) == 1 else 's'}" if lines else "none"
    unknown = [f"{code(entry['what'])} ({code(entry['reason'])})" for entry in report["unknown"]]
    if unknown:
        more = f" and {len(unknown) - 1:,} more" if len(unknown) > 1 else ""
        return f"{count} in what the role may read; unknown: {unknown[0]}{more}", lines
    return f"{count}; all of it could be read", lines


def _finding(finding: dict[str, Any]) -> str:
    about = ", ".join(code(text) for text in (finding["repository"], finding["field"]) if text)
    return f"{finding['severity']}: {f'{about}: ' if about else ''}{code(finding['reason'])}"


def _preview(reports: Path, stack: str) -> tuple[str, str, str]:
    report, exit_code = reports / f"{stack}.txt", reports / f"{stack}.code"
    if not report.exists():
        return f"pulumi preview of {code(stack)}: failed before it ran", "see the run's log", "text"
    failed = not exit_code.exists() or exit_code.read_text().strip() != "0"
    text = report.read_text(encoding="utf-8", errors="replace")
    return f"pulumi preview of {code(stack)}{': failed' if failed else ''}", text, "text"
