"""A report as JSON; the shape is fixed: people's scripts read it."""

import json
from typing import Any

from union_ecr.drift.findings import Finding, Report, Unknown


def as_json(report: Report) -> str:
    """The shape of `drift --json`."""
    document = {
        "findings": [_finding(finding) for finding in report.findings],
        "repositories": {"declared": report.declared, "live": report.live},
        "unknown": [_unknown(unknown) for unknown in report.unknown],
    }
    return json.dumps(document, indent=2, default=str)


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "stack": finding.stack,
        "account": finding.registry.account if finding.registry else None,
        "region": finding.registry.region if finding.registry else None,
        "repository": finding.repository,
        "kind": finding.kind,
        "field": finding.field,
        "declared": finding.declared,
        "live": finding.live,
        "difference": finding.difference,
        "severity": finding.severity,
        "reason": finding.reason,
        "remedy": finding.remedy,
    }


def _unknown(unknown: Unknown) -> dict[str, Any]:
    return {
        "what": unknown.what,
        "reason": unknown.reason,
        "stacks": list(unknown.stacks),
        "account": unknown.account,
        "region": unknown.region,
        "repository": unknown.repository,
    }
