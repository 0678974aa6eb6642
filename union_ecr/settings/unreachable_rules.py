"""Lifecycle rules that could never act, because ECR lets others decide first about all their images.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (evaluation rules)
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.lifecycle import LifecycleRule, TagStatus
from union_ecr.stack_file.errors import KeyPath, Violation, format_path, format_value

_RULES, _UNTAGGED_DAYS, _PREFIXES = "lifecycleRules", "untaggedDays", "tagPrefixList"
_MOST_COMPARED = 200  # lists of tags, and kept tags: more than ECR takes, and soon compared
_Rules = Sequence[LifecycleRule]


def unreachable_rules(rules: _Rules, keep_tags: Sequence[str], untagged_days: int | None) -> Iterator[Violation]:
    """The lifecycle rules that ECR refuses beside others, or that could do nothing; paths are below the repository."""
    yield from _repeated_statuses(rules, untagged_days)
    yield from _unreachable_tags(rules, keep_tags)
    yield from _unreachable_any(rules, untagged_days)


def _repeated_statuses(rules: _Rules, untagged_days: int | None) -> Iterator[Violation]:
    """Second rules on untagged images, or on any, in one storage class."""
    taken: dict[tuple[TagStatus, bool], KeyPath] = {}
    if untagged_days is not None:
        taken[TagStatus.UNTAGGED, False] = (_UNTAGGED_DAYS,)
    for number, rule in enumerate(rules):
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
            "write expireUntagged: false, or leave the rule out" if shorthand else "keep one of the two",
        )


def _unreachable_tags(rules: _Rules, keep_tags: Sequence[str]) -> Iterator[Violation]:
    """Rules on tags that are kept, or that an earlier rule of the storage class decides about.

    An image that matches a rule's tags is out of reach of every rule below. So a list of tags is covered by an earlier
    one when each tag of the earlier list covers one of its own: an image that carries all of the later list then
    carries all of the earlier.
    """
    before: dict[bool, list[tuple[int, tuple[str, ...]]]] = {False: [], True: []}
    kept_tags = sorted(set(keep_tags))[:_MOST_COMPARED]
    for number, list_name, tags, patterns in islice(_tag_lists(rules), _MOST_COMPARED):
        place: KeyPath = (_RULES, number, list_name)
        in_class = before[rules[number].of_archive]
        kept = next((tag for tag in kept_tags if is_covered(patterns, (tag,))), None)
        first = next(((at, wide) for at, wide in in_class if is_covered(patterns, wide)), None)
        if kept:
            rule = f"keepTags keeps {kept}, so the rule could do nothing"
            yield Violation(place, format_value(tags), rule, "take it out of the one or the other")
        elif first:
            yield Violation(place, format_value(tags), *_decided_before(number, patterns, *first))
        in_class.append((number, patterns))


def _decided_before(number: int, patterns: tuple[str, ...], first: int, wide: tuple[str, ...]) -> tuple[str, str]:
    """The rule and the remedy for tags that stand behind others that cover them."""
    if first == number:
        return f"are covered by {wide[0]} of the same list, so they could do nothing", "take them out"
    if set(patterns) == set(wide):
        return f"are the tags of {_RULES}[{first}] already, and ECR takes them in one rule", "keep one of the two"
    decides = f"{_RULES}[{first}] decides about every image with {', '.join(wide)}"
    return f"{decides}, so the rule could do nothing", "write the narrower rule first, or leave it out"


def _unreachable_any(rules: _Rules, untagged_days: int | None) -> Iterator[Violation]:
    """A rule on any image where one on untagged images and one on every tag come first."""
    for archived in (False, True):
        places: dict[TagStatus, KeyPath] = {
            rule.tag_status: (_RULES, number) for number, rule in enumerate(rules) if rule.of_archive is archived
        }
        if untagged_days is not None and not archived:
            places[TagStatus.UNTAGGED] = (_UNTAGGED_DAYS,)
        every_tag = next(
            (
                (_RULES, number)
                for number, *_, wide in _tag_lists(rules)
                if rules[number].of_archive is archived and is_covered(("*",), wide)
            ),
            None,
        )
        untagged, any_image = places.get(TagStatus.UNTAGGED), places.get(TagStatus.ANY)
        if untagged and every_tag and any_image:
            decide = f"{format_path(every_tag)} and {format_path(untagged)} decide about every image"
            place = (*any_image, "tagStatus")
            yield Violation(
                place, format_value(TagStatus.ANY), f"{decide}, so the rule could do nothing", "leave it out"
            )


def _tag_lists(rules: _Rules) -> Iterator[tuple[int, str, tuple[str, ...], tuple[str, ...]]]:
    """The tags of each ECR rule, in ECR's order: the rule's number, the list's name, as written, and as patterns."""
    for number, rule in enumerate(rules):
        for list_name in rule.tag_lists:
            for tags in rule.tag_selections:
                yield number, list_name, tags, tuple(f"{tag}*" for tag in tags) if list_name == _PREFIXES else tags


def is_covered(narrow: tuple[str, ...], wide: tuple[str, ...]) -> bool:
    """Whether an image that carries all of `narrow` always carries all of `wide`."""
    if len(narrow) * len(wide) > _MOST_COMPARED:
        return set(narrow) >= set(wide)
    return all(any(subsumes(pattern, tag) for tag in narrow) for pattern in wide)
