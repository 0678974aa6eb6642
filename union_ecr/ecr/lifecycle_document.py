"""Lifecycle policies as somebody wrote them: read rule by rule, whatever shape a rule has."""

import json
from collections.abc import Sequence
from typing import Any

Rule = dict[str, Any]
_STANDARD = "standard"


def rules_of(text: str) -> list[Rule] | None:
    """The rules of a lifecycle policy; None where the text is no list of rules."""
    try:
        found = json.loads(text).get("rules", [])
    except (ValueError, AttributeError, TypeError):
        return None
    return found if isinstance(found, list) and all(isinstance(rule, dict) for rule in found) else None


def selection_of(rule: Rule) -> Rule:
    """What a rule selects, without the default storage class, standard."""
    value = rule.get("selection")
    selection = dict(value) if isinstance(value, dict) else {}
    if selection.get("storageClass") == _STANDARD:
        del selection["storageClass"]
    return selection


def priority_of(rule: Rule) -> int:
    """The place of a rule: ECR applies the rule with the lowest number first."""
    priority = rule.get("rulePriority")
    return priority if isinstance(priority, int) else 0


def in_order(rules: Sequence[Rule]) -> list[Rule]:
    """The rules as ECR applies them."""
    return sorted(rules, key=priority_of)
