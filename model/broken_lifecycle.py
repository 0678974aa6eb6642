"""What a repository's lifecycle rules break: ECR's own limits, and our rule that nobody loses tagged images unawares.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (evaluation rules)
"""

from collections.abc import Iterator, Mapping

from model.access import document_text
from model.lifecycle import lifecycle_policy
from model.lifecycle_rules import LifecycleAction, LifecycleRule, TagStatus, broken_rule
from model.mistakes import BrokenRule, shown
from model.repository_rules import RepositoryRules

MOST_RULES = 50
"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html"""
LONGEST_TEXT = 30_720
"""Characters; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html"""

_RULES = "lifecycleRules"


def broken_lifecycle(settings: RepositoryRules) -> Iterator[BrokenRule]:
    """Everything that does not hold, with paths below the repository's settings.

    A rule that is wrong by itself is told as such and then left out, so that one mistake is told once. ECR's shortest
    text, 100 characters, needs no rule: no document of ours is as short.
    """
    for number, rule in enumerate(settings.lifecycle_rules):
        yield from (broken.below(_RULES, number) for broken in broken_rule(rule))
    coherent = {number: rule for number, rule in enumerate(settings.lifecycle_rules) if not any(broken_rule(rule))}
    if not settings.allow_tagged_expiry:
        yield from _unacknowledged(settings)
    yield from _statuses_twice(settings, coherent)
    yield from _tags_twice(settings, coherent)
    yield from _too_much(settings, coherent)


def _unacknowledged(settings: RepositoryRules) -> Iterator[BrokenRule]:
    """The first rule that could take a tagged image: the decision is one, however many rules need it."""
    for number, rule in enumerate(settings.lifecycle_rules):
        if rule.acts_on_tagged:
            expires = rule.action is LifecycleAction.EXPIRE
            takes = "expires tagged images" if expires else "archives tagged images, which cannot be pulled then"
            yield BrokenRule(
                (_RULES, number, "tagStatus"),
                shown(rule.tag_status),
                f"{takes}, and a workflow version that is registered pulls its own for ever",
                "add allowTaggedExpiry: true, and keepTags for what must stay",
            )
            return


def _statuses_twice(settings: RepositoryRules, rules: Mapping[int, LifecycleRule]) -> Iterator[BrokenRule]:
    """Second rules on untagged images, or on any, in one storage class."""
    taken = {} if settings.untagged_days is None else {(TagStatus.UNTAGGED, False): "untaggedDays"}
    for number, rule in rules.items():
        key = (rule.tag_status, rule.of_archive)
        first = taken.get(key)
        taken.setdefault(key, f"{_RULES}[{number}]")
        if rule.tag_status is TagStatus.TAGGED or first is None:
            continue
        archived = "archived " if rule.of_archive else ""
        which = f"any {archived}image" if rule.tag_status is TagStatus.ANY else f"untagged {archived}images"
        shorthand = first == "untaggedDays"
        yield BrokenRule(
            (_RULES, number, "tagStatus"),
            shown(rule.tag_status),
            f"is a second rule on {which} beside {first}, and ECR takes one",
            "write untaggedDays: null, or leave the rule out" if shorthand else "keep one of the two",
        )


def _tags_twice(settings: RepositoryRules, rules: Mapping[int, LifecycleRule]) -> Iterator[BrokenRule]:
    """Rules on tags that are kept, or that another rule of the storage class has already.

    A prefix is the pattern that it begins, so the two spellings of one selection count as one.
    """
    taken: dict[tuple[bool, frozenset[str]], int] = {}
    for number, rule in rules.items():
        for list_name in rule.tag_lists:
            path = (_RULES, number, list_name)
            for tags in rule.tag_selections:
                patterns = frozenset(f"{tag}*" for tag in tags) if list_name == "tagPrefixList" else frozenset(tags)
                if kept := sorted(patterns.intersection(settings.keep_tags)):
                    does_nothing = f"keepTags keeps {kept[0]}, so the rule could do nothing"
                    yield BrokenRule(path, shown(tags), does_nothing, "take it out of the one or the other")
                    continue
                keys = {(rule.of_archive, patterns), (rule.of_archive, frozenset(tags))}
                if first := [taken[key] for key in keys if key in taken]:
                    twice = f"are the tags of {_RULES}[{first[0]}] already, and ECR takes them in one rule"
                    yield BrokenRule(path, shown(tags), twice, "keep one of the two")
                taken |= {key: number for key in keys if key not in taken}


def _too_much(settings: RepositoryRules, rules: Mapping[int, LifecycleRule]) -> Iterator[BrokenRule]:
    policy = lifecycle_policy(settings.untagged_days, settings.lifecycle_rules, settings.keep_tags)
    if policy is None:
        return
    count, length = len(policy["rules"]), len(document_text(policy))
    if count > MOST_RULES:
        untagged = 0 if settings.untagged_days is None else 1
        written = sum(len(rule.tag_selections) for rule in rules.values())
        yield BrokenRule(
            (_RULES,),
            None,
            f"comes to {count} rules ({written} of its own, {count - written - untagged} of keepTags, {untagged} of "
            f"untaggedDays), and ECR takes {MOST_RULES}",
            "write fewer, with * in the tags",
        )
    if length > LONGEST_TEXT:
        yield BrokenRule(
            (_RULES,),
            None,
            f"comes to a lifecycle policy of {length:,} characters, and ECR takes {LONGEST_TEXT:,}",
            "write shorter descriptions and fewer tags",
        )
