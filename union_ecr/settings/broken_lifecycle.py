"""What a repository's lifecycle rules break: ECR's own limits, and our rule that nobody loses tagged images unawares.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (evaluation rules)
"""

from collections.abc import Iterator, Mapping

from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.ecr.actions import document_text
from union_ecr.settings.lifecycle import LifecycleAction, LifecycleRule, TagStatus, broken_rule
from union_ecr.settings.repository import RepositoryRules
from union_ecr.settings.unreachable_rules import rules_without_effect
from union_ecr.stack_file.errors import KeyPath, Violation, format_path, format_value

MOST_RULES = 50
"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html"""
LONGEST_TEXT = 30_720
"""Characters; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html"""

_RULES = "lifecycleRules"
_UNTAGGED_DAYS = "untaggedDays"


def broken_lifecycle(settings: RepositoryRules) -> Iterator[Violation]:
    """Everything that does not hold, with paths below the repository's settings.

    A rule that is wrong by itself is told as such and then left out, so that one error is told once. ECR's shortest
    text, 100 characters, needs no rule: no document of ours is as short.
    """
    for number, rule in enumerate(settings.lifecycle_rules):
        yield from (broken.below(_RULES, number) for broken in broken_rule(rule))
    coherent = {number: rule for number, rule in enumerate(settings.lifecycle_rules) if not any(broken_rule(rule))}
    if not settings.allow_tagged_expiry:
        yield from _unacknowledged(settings)
    yield from _statuses_twice(settings, coherent)
    yield from rules_without_effect(settings, coherent)
    yield from _too_much(settings, coherent)


def _unacknowledged(settings: RepositoryRules) -> Iterator[Violation]:
    """The first rule that could take a tagged image: the decision is one, however many rules need it."""
    for number, rule in enumerate(settings.lifecycle_rules):
        if rule.acts_on_tagged:
            expires = rule.action is LifecycleAction.EXPIRE
            takes = "expires tagged images" if expires else "archives tagged images, which cannot be pulled then"
            yield Violation(
                (_RULES, number, "tagStatus"),
                format_value(rule.tag_status),
                f"{takes}, and a workflow version that is registered pulls its own for ever",
                "add allowTaggedExpiry: true, and keepTags for what must stay",
                ((_RULES, number, "tagStatus"), ("allowTaggedExpiry",)),
            )
            return


def _statuses_twice(settings: RepositoryRules, rules: Mapping[int, LifecycleRule]) -> Iterator[Violation]:
    """Second rules on untagged images, or on any, in one storage class."""
    taken: dict[tuple[TagStatus, bool], KeyPath] = {}
    if settings.untagged_days is not None:
        taken[TagStatus.UNTAGGED, False] = (_UNTAGGED_DAYS,)
    for number, rule in rules.items():
        key = (rule.tag_status, rule.of_archive)
        first = taken.get(key)
        taken.setdefault(key, (_RULES, number))
        if rule.tag_status is TagStatus.TAGGED or first is None:
            continue
        archived = "archived " if rule.of_archive else ""
        which = f"any {archived}image" if rule.tag_status is TagStatus.ANY else f"untagged {archived}images"
        shorthand = first == (_UNTAGGED_DAYS,)
        yield Violation(
            (_RULES, number, "tagStatus"),
            format_value(rule.tag_status),
            f"is a second rule on {which} beside {format_path(first)}, and ECR takes one",
            "write untaggedDays: null, or leave the rule out" if shorthand else "keep one of the two",
            ((_RULES, number), first),
        )


def _too_much(settings: RepositoryRules, rules: Mapping[int, LifecycleRule]) -> Iterator[Violation]:
    policy = lifecycle_policy(settings.untagged_days, settings.lifecycle_rules, settings.keep_tags)
    if policy is None:
        return
    count, length = len(policy["rules"]), len(document_text(policy))
    counted: tuple[KeyPath, ...] = ((_RULES,), ("keepTags",), (_UNTAGGED_DAYS,))
    if count > MOST_RULES:
        untagged = 0 if settings.untagged_days is None else 1
        written = sum(len(rule.tag_selections) for rule in rules.values())
        yield Violation(
            (_RULES,),
            None,
            f"comes to {count} rules ({written} of its own, {count - written - untagged} of keepTags, {untagged} of "
            f"untaggedDays), and ECR takes {MOST_RULES}",
            "write fewer, with * in the tags",
            counted,
        )
    if length > LONGEST_TEXT:
        yield Violation(
            (_RULES,),
            None,
            f"comes to a lifecycle policy of {length:,} characters, and ECR takes {LONGEST_TEXT:,}",
            "write shorter descriptions and fewer tags",
            counted,
        )
