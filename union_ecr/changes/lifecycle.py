"""Whether lifecycle rules take images that they kept before."""

from collections.abc import Iterator, Sequence
from typing import Any

from union_ecr.declared.lifecycle import is_archived, keeps_for_ever
from union_ecr.drift.lifecycle import selects_more
from union_ecr.drift.lifecycle_reasons import rule_clauses
from union_ecr.ecr.policy_document import Document

Rule = dict[str, Any]


def why_more_is_taken(before: Document | None, after: Document | None) -> str | None:
    """Which rules may take images that are kept today, in a sentence; None if none does.

    A rule takes more if no rule before selects the same images with the same or a smaller count. A rule that is gone
    lets others take more if they may match the same tags: in ECR, the first rule that matches an image decides.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (evaluation rules)
    """
    old, new = _rules(before), _rules(after)
    taking = [rule for rule in new if selects_more(None, rule) and all(selects_more(former, rule) for former in old)]
    gone = [rule for rule in old if _selected(rule) not in map(_selected, new) and _is_needed(rule, new)]
    return " ".join([*_taken(taking, old), *_unprotected(gone)]) or None


def _taken(taking: Sequence[Rule], old: Sequence[Rule]) -> Iterator[str]:
    if taking:
        former = [rule for rule in old if _selected(rule) in map(_selected, taking)]
        instead = f", instead of: {rule_clauses(former)}" if former else ""
        yield f"Images may go that are kept today: {rule_clauses(taking)}{instead}."


def _unprotected(gone: Sequence[Rule]) -> Iterator[str]:
    if gone:
        yield f"Other rules may take images that this rule decides on today: {rule_clauses(gone)}."


def _is_needed(rule: Rule, new: Sequence[Rule]) -> bool:
    """Whether other rules may take the images that a rule decides on: by any tag, or by another tag of a kept image."""
    kept = keeps_for_ever(rule["selection"])
    taking = {
        new_rule["selection"]["tagStatus"]
        for new_rule in new
        if _same_class(rule, new_rule) and selects_more(None, new_rule)
    }
    return rule["selection"]["tagStatus"] == "tagged" and ("any" in taking or (kept and "tagged" in taking))


def _same_class(rule: Rule, other: Rule) -> bool:
    """ECR evaluates the rules of each storage class separately."""
    return is_archived(rule["selection"]) is is_archived(other["selection"])


def _selected(rule: Rule) -> tuple[Any, ...]:
    """What a rule selects by its tags and its storage class, whatever it counts."""
    selection = rule["selection"]
    lists = (tuple(sorted(selection.get(key, ()))) for key in ("tagPatternList", "tagPrefixList"))
    return selection["tagStatus"], is_archived(selection), *lists


def _rules(policy: Document | None) -> list[Rule]:
    return list(policy["rules"]) if policy else []
