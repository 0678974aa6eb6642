"""Lifecycle policies, rule by rule: what differs, and whether images may be deleted for it."""

import json
from dataclasses import dataclass
from typing import Any

from model.access import Document, document_text
from model.equivalence import same_lifecycle
from model.findings import Severity
from model.lifecycle_rules import KEPT_FOR_EVER

Rule = dict[str, Any]


@dataclass(frozen=True)
class RuleDifference:
    """One rule that differs; `declared` or `live` is None where it is missing or one too many."""

    priority: int | None
    declared: Rule | None
    live: Rule | None
    severity: Severity


def lifecycle_differences(declared: Document, live: str) -> list[RuleDifference]:
    """Where a live lifecycle policy says something else than the declared one, by priority.

    Critical where the live rule takes images that no declared rule takes; a rule that only keeps more is a warning,
    another description is cosmetic. Empty exactly where `pulumi up` is silent.
    """
    if same_lifecycle(document_text(declared), live):
        return []
    rules = _rules(live)
    if rules is None:
        return [RuleDifference(None, declared, {"text": live}, Severity.CRITICAL)]
    wanted, lives = _by_priority(declared["rules"]), _by_priority(rules)
    return [
        RuleDifference(priority, wanted.get(priority), lives.get(priority), severity)
        for priority in sorted({*wanted, *lives})
        if not _same(wanted.get(priority), lives.get(priority))
        for severity in [_severity(wanted.get(priority), lives.get(priority))]
    ] or [RuleDifference(None, declared, {"rules": rules}, Severity.INFO)]


def extra_lifecycle_severity(live: str) -> Severity:
    """How bad a lifecycle policy is where none is declared: any of its rules deletes or archives images."""
    return Severity.CRITICAL if _rules(live) != [] else Severity.INFO


def _severity(declared: Rule | None, live: Rule | None) -> Severity:
    if live is None:
        # A rule that kept some tags from the others is gone, or one that deleted.
        keeps = (declared or {}).get("selection", {}).get("countNumber", 0) >= KEPT_FOR_EVER
        return Severity.CRITICAL if keeps else Severity.WARNING
    if declared is not None and _without_description(declared) == _without_description(live):
        return Severity.INFO
    return Severity.CRITICAL if _takes_more(declared, live) else Severity.WARNING


def _takes_more(declared: Rule | None, live: Rule) -> bool:
    """Whether a rule may take images that the declared one leaves; the same selection that waits longer does not."""
    if declared is None:
        return True
    mine, other = dict(declared.get("selection", {})), dict(live.get("selection", {}))
    number, lives = mine.pop("countNumber", 0), other.pop("countNumber", 0)
    same = mine == other and declared.get("action") == live.get("action")
    return not (same and isinstance(lives, int) and lives >= number) or number >= KEPT_FOR_EVER


def _without_description(rule: Rule) -> str:
    return json.dumps({key: value for key, value in rule.items() if key != "description"}, sort_keys=True)


def _same(one: Rule | None, other: Rule | None) -> bool:
    if one is None or other is None:
        return one is other
    return same_lifecycle(json.dumps({"rules": [one]}), json.dumps({"rules": [other]}))


def _by_priority(rules: list[Rule]) -> dict[int, Rule]:
    return {rule.get("rulePriority", 0): rule for rule in rules}


def _rules(text: str) -> list[Rule] | None:
    try:
        found = json.loads(text).get("rules", [])
    except (ValueError, AttributeError):
        return None
    return found if isinstance(found, list) and all(isinstance(one, dict) for one in found) else None
