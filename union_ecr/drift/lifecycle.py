"""Lifecycle policies, rule by rule: what differs, and whether images may be deleted for it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from union_ecr.drift.findings import Severity
from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.settings.lifecycle import KEPT_FOR_EVER

Rule = dict[str, Any]
_STANDARD = "standard"
_UNTAGGED = "untagged"


@dataclass(frozen=True)
class RuleDifference:
    """One rule that differs; `declared` or `live` is None where it is missing or one too many."""

    priority: int | None
    declared: Rule | None
    live: Rule | None
    severity: Severity


def lifecycle_differences(declared: Document, live: str) -> list[RuleDifference]:
    """Where a live lifecycle policy says something else than the declared one, by priority.

    Critical where the live policy takes images that the declared one leaves: a rule that takes more, or one that is
    gone and kept tags from the rules after it. A rule that only keeps more is a warning; another description, or the
    same rules in the same order by other numbers, is cosmetic. Empty exactly where `pulumi up` is silent.
    """
    if equivalent_lifecycle_policies(document_text(declared), live):
        return []
    rules = _rules(live)
    if rules is None:
        return [RuleDifference(None, declared, {"text": live}, Severity.CRITICAL)]
    if [_effect(rule) for rule in _in_order(declared["rules"])] == [_effect(rule) for rule in _in_order(rules)]:
        return list(_cosmetic(declared, rules))
    wanted, lives = _by_priority(declared["rules"]), _by_priority(rules)
    return [
        RuleDifference(priority, wanted.get(priority), lives.get(priority), severity)
        for priority in sorted({*wanted, *lives})
        if not _same(wanted.get(priority), lives.get(priority))
        for severity in [_severity(wanted.get(priority), lives.get(priority), rules)]
    ]


def extra_lifecycle_severity(live: str) -> Severity:
    """How bad a lifecycle policy is where none is declared: any of its rules deletes or archives images."""
    return Severity.CRITICAL if _rules(live) != [] else Severity.INFO


def _cosmetic(declared: Document, live: Sequence[Rule]) -> Iterator[RuleDifference]:
    """The rules that are written otherwise, in their order; the documents as a whole where none is."""
    differing = [
        RuleDifference(_priority(one), one, other, Severity.INFO)
        for one, other in zip(_in_order(declared["rules"]), _in_order(live), strict=True)
        if not _same(one, other)
    ]
    yield from differing or [RuleDifference(None, declared, {"rules": list(live)}, Severity.INFO)]


def _severity(declared: Rule | None, live: Rule | None, rules: Sequence[Rule]) -> Severity:
    if live is None:
        return Severity.CRITICAL if declared and _shielded(declared, rules) else Severity.WARNING
    if declared is not None and _effect(declared) == _effect(live):
        return Severity.INFO
    return Severity.CRITICAL if _takes_more(declared, live) else Severity.WARNING


def _shielded(gone: Rule, rules: Sequence[Rule]) -> bool:
    """Whether a rule that is gone kept tags from a rule after it: ECR lets the first rule that matches decide.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (evaluation rules)
    """
    return _selection(gone).get("tagStatus") == "tagged" and any(
        _priority(rule) > _priority(gone) and _selection(rule).get("tagStatus") != _UNTAGGED for rule in rules
    )


def _takes_more(declared: Rule | None, live: Rule) -> bool:
    """Whether a rule may take images that the declared one leaves; the same selection that waits longer does not."""
    number = _selection(live).get("countNumber", 0)
    if declared is None:
        return not (isinstance(number, int) and number >= KEPT_FOR_EVER)
    mine, other = _selection(declared), _selection(live)
    waits = mine.pop("countNumber", 0)
    other.pop("countNumber", 0)
    same = mine == other and declared.get("action") == live.get("action")
    return not (same and isinstance(number, int) and number >= waits) or waits >= KEPT_FOR_EVER


def _selection(rule: Rule) -> Rule:
    """What a rule selects; the standard storage class is what is meant where none is named."""
    given = rule.get("selection")
    selection = dict(given) if isinstance(given, dict) else {}
    if selection.get("storageClass") == _STANDARD:
        del selection["storageClass"]
    return selection


def _effect(rule: Rule) -> str:
    """A rule without its number and its description."""
    said = {key: value for key, value in rule.items() if key not in ("description", "rulePriority")}
    lists = {key: sorted(map(str, value)) for key, value in _selection(rule).items() if isinstance(value, list)}
    return json.dumps({**said, "selection": {**_selection(rule), **lists}}, sort_keys=True)


def _same(one: Rule | None, other: Rule | None) -> bool:
    if one is None or other is None:
        return one is other
    return equivalent_lifecycle_policies(json.dumps({"rules": [one]}), json.dumps({"rules": [other]}))


def _priority(rule: Rule) -> int:
    priority = rule.get("rulePriority")
    return priority if isinstance(priority, int) else 0


def _in_order(rules: Sequence[Rule]) -> list[Rule]:
    return sorted(rules, key=_priority)


def _by_priority(rules: Sequence[Rule]) -> dict[int, Rule]:
    return {_priority(rule): rule for rule in rules}


def _rules(text: str) -> list[Rule] | None:
    try:
        found = json.loads(text).get("rules", [])
    except (ValueError, AttributeError, TypeError):
        return None
    return found if isinstance(found, list) and all(isinstance(one, dict) for one in found) else None
