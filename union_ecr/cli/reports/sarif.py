"""A report as SARIF 2.1.0, for GitHub's code scanning and editors: every finding at a line of a stack file."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from union_ecr.aws.registry_sweep import Stack, Stacks
from union_ecr.cli.reports.shortened import shortened
from union_ecr.cli.reports.text import describe_unknown, incomplete, stack_or_registry, unknown_by_reason
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
    return sarif_log(_rules(), list(_results(report, stacks)), list(_notices(report)), successful=not report.unknown)


def sarif_log(
    rules: list[dict[str, Any]], results: list[dict[str, Any]], notices: list[dict[str, Any]], *, successful: bool
) -> str:
    """One run of union-ecr, as SARIF's JSON."""
    from union_ecr import __version__  # reads the installed package, which takes time: only where needed

    run: dict[str, Any] = {
        "tool": {"driver": {"name": "union-ecr", "version": __version__, "rules": rules}},
        "invocations": [{"executionSuccessful": successful, "toolExecutionNotifications": notices}],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rules() -> list[dict[str, Any]]:
    return [{"id": kind.value, "shortDescription": {"text": kind.meaning}} for kind in _KINDS]


def _notices(report: Report) -> Iterator[dict[str, Any]]:
    warning, hidden = incomplete(report), len(report.findings) - MOST_RESULTS
    notices = [warning] if warning else []
    notices += [f"cannot tell {describe_unknown(unknown)}" for unknown in unknown_by_reason(report)[:MOST_RESULTS]]
    notices += [f"{hidden:,} findings, the least severe, are not here"] if hidden > 0 else []
    yield from ({"level": "error", "message": {"text": without_links(text)}} for text in notices)


def _results(report: Report, stacks: Stacks) -> Iterator[dict[str, Any]]:
    earlier: Counter[str] = Counter()
    for finding in report.findings[:MOST_RESULTS]:
        fingerprint = _fingerprint(finding)
        earlier[fingerprint] += 1
        yield {
            "ruleId": finding.kind.value,
            "ruleIndex": _KINDS.index(finding.kind),
            "level": _LEVELS[finding.severity],
            "message": {"text": without_links(_message(finding))},
            "locations": [{"physicalLocation": _location(finding, stacks)}],
            # GitHub goes by this one; without it, two findings of one kind at the same line count as one.
            "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:{earlier[fingerprint]}"},
            **_properties(finding),
        }


def _properties(finding: Finding) -> dict[str, Any]:
    """The registry that the finding is in, to group results by."""
    if finding.registry is None:
        return {}
    return {"properties": {"account": finding.registry.account, "region": finding.registry.region}}


def _message(finding: Finding) -> str:
    about = one_line(" ".join(filter(None, (finding.repository, finding.field))))
    text = f"{stack_or_registry(finding)}{': ' if about else ''}{about}: {one_line(finding.reason)}"
    if finding.declared is not None or finding.live is not None:
        declared, live = shortened(finding.declared, finding.live)
        text += f"\nDeclared: {declared}\nLive: {live}"
    remedy = "\n".join(one_line(line) for line in finding.remedy[:_LONGEST_REMEDY].split("\n"))
    return f"{text}\nRemedy: {remedy}{'…' if len(finding.remedy) > _LONGEST_REMEDY else ''}"


def without_links(text: str) -> str:
    """The text without links, which SARIF writes as `[text](target)`."""
    return text.replace("](", "\\](")


def _fingerprint(finding: Finding) -> str:
    """Stays the same while the finding does, whatever the live value and the line are by then."""
    where = finding.registry and (finding.registry.account, finding.registry.region)
    parts = [finding.kind.value, finding.stack, None if finding.stack else where, finding.repository, finding.field]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _location(finding: Finding, stacks: Stacks) -> dict[str, Any]:
    """The line that declares what the finding is about; else the images of a stack of its registry."""
    file = (stacks.get(finding.stack or "") or _neighbour(finding, stacks)).file
    images = ("config", f"{NAMESPACE}:images")
    line = file.line(finding.place) if finding.stack in stacks else None
    return {
        "artifactLocation": {"uri": uri_of(file.name)},
        "region": {"startLine": line or file.line(images) or 1},
    }


def _neighbour(finding: Finding, stacks: Stacks) -> Stack:
    first = next(iter(stacks.values()))
    return next((stack for stack in stacks.values() if stack.registry == finding.registry), first)


def uri_of(name: str) -> str:
    """A file's path as the URI of an artifact."""
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
