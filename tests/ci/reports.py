"""The reports of a pull request's jobs, written into a folder."""

import json
from pathlib import Path
from typing import Any


def change(stack: str, status: str = "changed", **sections: Any) -> dict[str, Any]:
    """A stack of `union-ecr diff --json`."""
    return {"stack": stack, "status": status, "losses": [], "access": [], "parts": [], **sections}


def consequence(reason: str, *subjects: str, field: str | None = "policy") -> dict[str, Any]:
    return {"subjects": list(subjects), "field": field, "reason": reason}


def part(title: str, *lines: str, status: str = "changed") -> dict[str, Any]:
    return {"title": title, "status": status, "lines": list(lines)}


def write_changes(folder: Path, *stacks: dict[str, Any], invalid: tuple[str, ...] = ()) -> None:
    document = {"base": "0123456789abcdef", "stacks": list(stacks), "invalidInBase": list(invalid)}
    (folder / "changes.json").write_text(json.dumps(document))


def write_preview(folder: Path, stack: str, text: str, code: str | None = "0") -> None:
    (folder / f"{stack}.txt").write_text(text)
    if code is not None:
        (folder / f"{stack}.code").write_text(f"{code}\n")


def finding(reason: str, severity: str = "critical") -> dict[str, Any]:
    return {"stack": "one", "repository": "trainer", "field": "policy", "severity": severity, "reason": reason}


def write_drift(folder: Path, stack: str, *findings: dict[str, Any], unknown: tuple[str, ...] = ()) -> None:
    unread = [{"what": what, "reason": "AccessDenied", "stacks": [stack], "repository": None} for what in unknown]
    (folder / f"{stack}.drift.json").write_text(json.dumps({"findings": list(findings), "unknown": unread}))
