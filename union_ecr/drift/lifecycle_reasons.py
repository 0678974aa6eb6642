"""What a difference between two lifecycle policies means: which images ECR takes, and which it no longer does."""

from collections.abc import Mapping, Sequence
from typing import Any

from union_ecr.declared.lifecycle import describe_rule, keeps_for_ever
from union_ecr.drift.findings import Severity

COSMETIC = "The same images expire: the rules are only written differently."
UNREADABLE = "The live lifecycle policy is no list of rules, so what expires is not known."
_MOST_RULES = 3


def why_rules_expire(rules: Sequence[Mapping[str, Any]]) -> str:
    """What rules do where none is declared."""
    if not rules:
        return "A lifecycle policy without rules: nothing expires by it."
    return f"No lifecycle policy is declared, and ECR applies one: {rule_clauses(rules)}."


def why_rules_are_missing(rules: Sequence[Mapping[str, Any]]) -> str:
    """What the declared rules did that are gone with the whole policy."""
    return f"Nothing expires any longer, so the repository only grows; declared is: {rule_clauses(rules)}."


def why_rule_differs(declared: Mapping[str, Any] | None, live: Mapping[str, Any] | None, severity: Severity) -> str:
    """What one rule does that differs from the declared one."""
    critical = severity is Severity.CRITICAL
    if severity is Severity.INFO:
        return COSMETIC
    if live is None:
        meaning = "no rule protects these from other rules any longer" if critical else "this no longer happens"
        return f"A rule is missing, so {meaning}: {_rule_clause(declared or {})}."
    instead = f"instead of: {_rule_clause(declared)}" if declared is not None else "which no stack declares"
    if critical:
        return f"Images may go that the stack keeps: ECR applies {_rule_clause(live)}, {instead}."
    return f"Images may stay that are to expire: ECR applies {_rule_clause(live)}, {instead}."


def rule_clauses(rules: Sequence[Mapping[str, Any]]) -> str:
    """What rules do, as clauses of a sentence: the first few, and how many there are besides."""
    more = [f"and {len(rules) - _MOST_RULES:,} more rules"] if len(rules) > _MOST_RULES else []
    return "; ".join([*map(_rule_clause, rules[:_MOST_RULES]), *more])


def _rule_clause(rule: Mapping[str, Any]) -> str:
    """A rule as a clause; a live one may have any shape."""
    try:
        sentence = describe_rule(rule["selection"], rule["action"], kept=keeps_for_ever(rule["selection"]))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return f"rule {rule.get('rulePriority', 'without a priority')}"
    return sentence[0].lower() + sentence[1:]
