"""Lifecycle rules that could never act, because ECR lets others decide first about all their images.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (evaluation rules)
"""

from collections.abc import Iterator, Mapping
from itertools import islice

from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.lifecycle import LifecycleRule, TagStatus
from union_ecr.settings.repository import RepositoryRules
from union_ecr.stack_file.errors import KeyPath, Violation, format_path, format_value

_RULES, _UNTAGGED_DAYS, _PREFIXES = "lifecycleRules", "untaggedDays", "tagPrefixList"
_MOST_COMPARED = 200  # lists of tags, and kept tags: more than ECR takes, and soon compared


def rules_without_effect(settings: RepositoryRules, rules: Mapping[int, LifecycleRule]) -> Iterator[Violation]:
    """What could do nothing among the coherent rules, by their numbers; paths are below the repository's settings."""
    yield from _tags_without_effect(settings, rules)
    yield from _any_without_effect(settings, rules)


def _tags_without_effect(settings: RepositoryRules, rules: Mapping[int, LifecycleRule]) -> Iterator[Violation]:
    """Rules on tags that are kept, or that an earlier rule of the storage class decides about.

    An image that matches a rule's tags is out of reach of every rule below. So a list of tags is covered by an earlier
    one when each tag of that covers one of its own: what carries all of the one carries all of the other.
    """
    before: dict[bool, list[tuple[int, tuple[str, ...]]]] = {False: [], True: []}
    keep_tags = sorted(set(settings.keep_tags))[:_MOST_COMPARED]
    for number, list_name, tags, patterns in islice(_tag_lists(rules), _MOST_COMPARED):
        place: KeyPath = (_RULES, number, list_name)
        in_class = before[rules[number].of_archive]
        kept = next((tag for tag in keep_tags if _covered(patterns, (tag,))), None)
        first = next(((at, wide) for at, wide in in_class if _covered(patterns, wide)), None)
        if kept:
            rule = f"keepTags keeps {kept}, so the rule could do nothing"
            remedy = "take it out of the one or the other"
            yield Violation(place, format_value(tags), rule, remedy, (place, ("keepTags",)))
        elif first:
            rule, remedy = _decided_before(number, patterns, *first)
            yield Violation(place, format_value(tags), rule, remedy, (place, (_RULES, first[0])))
        in_class.append((number, patterns))


def _decided_before(number: int, patterns: tuple[str, ...], first: int, wide: tuple[str, ...]) -> tuple[str, str]:
    """The rule and the remedy for tags that stand behind others that cover them."""
    if first == number:
        return f"are covered by {wide[0]} of the same list, so they could do nothing", "take them out"
    if set(patterns) == set(wide):
        return f"are the tags of {_RULES}[{first}] already, and ECR takes them in one rule", "keep one of the two"
    decides = f"{_RULES}[{first}] decides about every image with {', '.join(wide)}"
    return f"{decides}, so the rule could do nothing", "write the narrower rule first, or leave it out"


def _any_without_effect(settings: RepositoryRules, rules: Mapping[int, LifecycleRule]) -> Iterator[Violation]:
    """A rule on any image where one on untagged images and one on every tag come first."""
    for archived in (False, True):
        in_class = {number: rule for number, rule in rules.items() if rule.of_archive is archived}
        of: dict[TagStatus, KeyPath] = {rule.tag_status: (_RULES, number) for number, rule in in_class.items()}
        if settings.untagged_days is not None and not archived:
            of[TagStatus.UNTAGGED] = (_UNTAGGED_DAYS,)
        every = next(((_RULES, number) for number, *_, wide in _tag_lists(in_class) if _covered(("*",), wide)), None)
        untagged, any_image = of.get(TagStatus.UNTAGGED), of.get(TagStatus.ANY)
        if untagged and every and any_image:
            yield Violation(
                (*any_image, "tagStatus"),
                format_value(TagStatus.ANY),
                f"{format_path(every)} and {format_path(untagged)} decide about every image, "
                "so the rule could do nothing",
                "leave it out",
                (any_image, untagged, every),
            )


def _tag_lists(rules: Mapping[int, LifecycleRule]) -> Iterator[tuple[int, str, tuple[str, ...], tuple[str, ...]]]:
    """The tags of each ECR rule, in ECR's order: the rule's number, the list's name, as written, and as patterns."""
    for number, rule in rules.items():
        for list_name in rule.tag_lists:
            for tags in rule.tag_selections:
                yield number, list_name, tags, tuple(f"{tag}*" for tag in tags) if list_name == _PREFIXES else tags


def _covered(narrow: tuple[str, ...], wide: tuple[str, ...]) -> bool:
    """Whether an image that carries all of `narrow` always carries all of `wide`."""
    if len(narrow) * len(wide) > _MOST_COMPARED:
        return set(narrow) >= set(wide)
    return all(any(subsumes(one, tag) for tag in narrow) for one in wide)
