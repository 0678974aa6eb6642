"""Lifecycle policies, rule by rule: what differs, and whether images may be deleted because of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from union_ecr.drift.findings import Severity
from union_ecr.drift.lifecycle_reasons import (
    COSMETIC,
    UNREADABLE,
    why_rule_differs,
    why_rules_are_missing,
    why_rules_expire,
)
from union_ecr.ecr.lifecycle_document import Rule, in_order, priority_of, rules_of, selection_of
from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.settings.lifecycle import never_applies

_UNTAGGED = "untagged"


@dataclass(frozen=True)
class RuleDifference:
    """One rule that differs, or the whole policy; `declared` or `live` is None where there is none.

    `reason` says in a sentence what it means.
    """

    priority: int | None
    declared: Rule | None
    live: Any
    severity: Severity
    reason: str


def lifecycle_differences(declared: Document | None, live: str | None) -> list[RuleDifference]:
    """How a live lifecycle policy differs from the declared one, by priority; empty where `pulumi up` changes nothing.

    Critical where the live policy expires or archives images that the declared one keeps: by a rule that selects more,
    or because a rule is missing that kept tags from later rules. A rule that only keeps more is a warning; another
    description, or the same rules in the same order with other numbers, is cosmetic.
    """
    if declared is None or live is None:
        return list(_missing_or_extra(declared, live))
    if equivalent_lifecycle_policies(document_text(declared), live):
        return []
    rules = rules_of(live)
    if rules is None:
        return [RuleDifference(None, declared, {"text": live}, Severity.CRITICAL, UNREADABLE)]
    if [_effect(rule) for rule in in_order(declared["rules"])] == [_effect(rule) for rule in in_order(rules)]:
        return list(_cosmetic(declared, rules))
    all_declared, all_live = _by_priority(declared["rules"]), _by_priority(rules)
    pairs = [(number, all_declared.get(number), all_live.get(number)) for number in sorted({*all_declared, *all_live})]
    differing = ((number, wanted, found) for number, wanted, found in pairs if not _equivalent(wanted, found))
    return [_difference(*pair, _severity(*pair[1:], rules)) for pair in differing]


def _difference(number: int, declared: Rule | None, live: Rule | None, severity: Severity) -> RuleDifference:
    return RuleDifference(number, declared, live, severity, why_rule_differs(declared, live, severity))


def _missing_or_extra(declared: Document | None, live: str | None) -> Iterator[RuleDifference]:
    """Without its policy a repository only grows; a rule where none is declared deletes or archives images."""
    if declared is not None:
        yield RuleDifference(None, declared, None, Severity.WARNING, why_rules_are_missing(declared["rules"]))
    elif live is not None:
        rules = rules_of(live)
        reason = UNREADABLE if rules is None else why_rules_expire(rules)
        yield RuleDifference(None, None, live, Severity.INFO if rules == [] else Severity.CRITICAL, reason)


def _cosmetic(declared: Document, live: Sequence[Rule]) -> Iterator[RuleDifference]:
    """The rules that are written differently, in their order; the documents as a whole where none is."""
    differing = [
        RuleDifference(priority_of(wanted), wanted, found, Severity.INFO, COSMETIC)
        for wanted, found in zip(in_order(declared["rules"]), in_order(live), strict=True)
        if not _equivalent(wanted, found)
    ]
    yield from differing or [RuleDifference(None, declared, {"rules": list(live)}, Severity.INFO, COSMETIC)]


def _severity(declared: Rule | None, live: Rule | None, rules: Sequence[Rule]) -> Severity:
    if live is None:
        return Severity.CRITICAL if declared and _kept_tags(declared, rules) else Severity.WARNING
    if declared is not None and _effect(declared) == _effect(live):
        return Severity.INFO
    return Severity.CRITICAL if selects_more(declared, live) else Severity.WARNING


def _kept_tags(missing: Rule, rules: Sequence[Rule]) -> bool:
    """Whether a missing rule kept tags from a later rule: in ECR the first rule that matches an image decides.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (evaluation rules)
    """
    return selection_of(missing).get("tagStatus") == "tagged" and any(
        priority_of(rule) > priority_of(missing) and selection_of(rule).get("tagStatus") != _UNTAGGED for rule in rules
    )


def selects_more(declared: Rule | None, live: Rule) -> bool:
    """Whether a rule may select images that the declared one keeps; the same selection with a larger count does not."""
    number = selection_of(live).get("countNumber", 0)
    if declared is None:
        return not never_applies(number)
    wanted, found = selection_of(declared), selection_of(live)
    declared_number = wanted.pop("countNumber", 0)
    found.pop("countNumber", 0)
    same = wanted == found and declared.get("action") == live.get("action")
    return not (same and isinstance(number, int) and number >= declared_number) or never_applies(declared_number)


def _effect(rule: Rule) -> str:
    """A rule without its number and its description."""
    effective = {key: value for key, value in rule.items() if key not in ("description", "rulePriority")}
    lists = {key: sorted(map(str, value)) for key, value in selection_of(rule).items() if isinstance(value, list)}
    return json.dumps({**effective, "selection": {**selection_of(rule), **lists}}, sort_keys=True)


def _equivalent(declared: Rule | None, live: Rule | None) -> bool:
    if declared is None or live is None:
        return declared is live
    return equivalent_lifecycle_policies(json.dumps({"rules": [declared]}), json.dumps({"rules": [live]}))


def _by_priority(rules: Sequence[Rule]) -> dict[int, Rule]:
    return {priority_of(rule): rule for rule in rules}
