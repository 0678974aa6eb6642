"""A report as SARIF 2.1.0, for GitHub's code scanning and editors: every finding at a line of a stack file."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from union_ecr import __version__
from union_ecr.aws.sweep import Stack, Stacks
from union_ecr.cli.reports.shortened import shortened
from union_ecr.cli.reports.text import cannot_tell, incomplete, whose
from union_ecr.drift.findings import Finding, Kind, Report, Severity
from union_ecr.stack_file.errors import one_line
from union_ecr.stack_file.parse import NAMESPACE

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_KINDS = list(Kind)
# GitHub refuses a run of more results.
# https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/troubleshoot-sarif-uploads/results-exceed-limit
MOST_RESULTS = 25_000
_LONGEST_REMEDY = 4_000


def as_sarif(report: Report, stacks: Stacks) -> str:
    """One run with a result for each finding; a sweep that cannot tell is an execution that did not succeed."""
    notices = list(_notices(report))
    run: dict[str, Any] = {
        "tool": {"driver": {"name": "union-ecr", "version": __version__, "rules": _rules()}},
        "invocations": [{"executionSuccessful": not report.unknown, "toolExecutionNotifications": notices}],
        "results": list(_results(report, stacks)),
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rules() -> list[dict[str, Any]]:
    return [{"id": kind.value, "shortDescription": {"text": kind.words}} for kind in _KINDS]


def _notices(report: Report) -> Iterator[dict[str, Any]]:
    loud, hidden = incomplete(report), len(report.findings) - MOST_RESULTS
    told = [loud] if loud else []
    told += [f"cannot tell {cannot_tell(one)}" for one in report.unknown[:MOST_RESULTS]]
    told += [f"{hidden:,} findings, the least severe, are not here"] if hidden > 0 else []
    yield from ({"level": "error", "message": {"text": _no_link(text)}} for text in told)


def _results(report: Report, stacks: Stacks) -> Iterator[dict[str, Any]]:
    before: Counter[str] = Counter()
    for finding in report.findings[:MOST_RESULTS]:
        fingerprint = _fingerprint(finding)
        before[fingerprint] += 1
        yield {
            "ruleId": finding.kind.value,
            "ruleIndex": _KINDS.index(finding.kind),
            "level": _LEVELS[finding.severity],
            "message": {"text": _no_link(_message(finding))},
            "locations": [{"physicalLocation": _location(finding, stacks)}],
            # The one that GitHub goes by; else it takes two findings of a kind at the same line for one.
            "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:{before[fingerprint]}"},
        }


def _message(finding: Finding) -> str:
    about = one_line(" ".join(filter(None, (finding.repository, finding.field))))
    text = f"{whose(finding)}{': ' if about else ''}{about}: {finding.kind.words}"
    if finding.declared is not None or finding.live is not None:
        declared, live = shortened(finding.declared, finding.live)
        text += f"\nDeclared: {declared}\nLive: {live}"
    remedy = "\n".join(one_line(line) for line in finding.remedy[:_LONGEST_REMEDY].split("\n"))
    return f"{text}\nRemedy: {remedy}{'…' if len(finding.remedy) > _LONGEST_REMEDY else ''}"


def _no_link(text: str) -> str:
    """The text without what SARIF would take for a link: `[text](target)`."""
    return text.replace("](", "\\](")


def _fingerprint(finding: Finding) -> str:
    """The same for the same finding tomorrow, whatever lives by then and wherever the line has moved."""
    where = finding.registry and (finding.registry.account, finding.registry.region)
    parts = [finding.kind.value, finding.stack, None if finding.stack else where, finding.repository, finding.field]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _location(finding: Finding, stacks: Stacks) -> dict[str, Any]:
    """Where the finding's place stands; what no stack declares is shown at the images of a stack of its registry."""
    file = (stacks.get(finding.stack or "") or _neighbour(finding, stacks)).file
    images = ("config", f"{NAMESPACE}:images")
    line = file.line(finding.place) if finding.stack in stacks else None
    return {
        "artifactLocation": {"uri": _uri(file.name)},
        "region": {"startLine": line or file.line(images) or 1},
    }


def _neighbour(finding: Finding, stacks: Stacks) -> Stack:
    first = next(iter(stacks.values()))
    return next((stack for stack in stacks.values() if stack.registry == finding.registry), first)


def _uri(name: str) -> str:
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
