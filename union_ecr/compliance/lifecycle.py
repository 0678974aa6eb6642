"""Lifecycle policies: whether they could take tagged images away."""

from collections.abc import Iterator

from union_ecr.ecr.lifecycle_document import Rule, in_order, rules_of, selection_of
from union_ecr.settings.lifecycle import LifecycleAction, TagStatus, never_applies, why_tagged_images_stay
from union_ecr.settings.unreachable_rules import is_covered
from union_ecr.stack_file.errors import Violation, format_value

_Tags = tuple[str, ...]


def tagged_images_taken(text: str) -> Iterator[Violation]:
    """The first rule that could expire or archive a tagged image; its path is its place in the document.

    A rule that never applies protects the images whose tags it names from all rules of a lower priority, in its
    storage class. https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    """
    rules = rules_of(text)
    if rules is None:
        unreadable = "is no lifecycle policy that can be read, so which images it takes is not known"
        yield Violation((), format_value(text), unreadable, "write a JSON document with a list of rules")
        return
    kept: dict[object, list[_Tags]] = {}
    for rule in in_order(rules):
        selection = selection_of(rule)
        status, tags = selection.get("tagStatus"), _tag_patterns(selection)
        of_class = kept.setdefault(selection.get("storageClass"), [])
        if status == TagStatus.UNTAGGED or any(is_covered(tags, protected) for protected in of_class):
            continue
        if never_applies(selection.get("countNumber")):
            of_class += [tags] if status == TagStatus.TAGGED else []
            continue
        place = ("rules", rules.index(rule), "selection", "tagStatus")
        remedy = "select untagged images only"
        yield Violation(place, format_value(status), why_tagged_images_stay(_action(rule)), remedy)
        return


def _tag_patterns(selection: Rule) -> _Tags:
    """The tags that a rule names, as patterns; every tag where it names none."""
    prefixes = (f"{prefix}*" for prefix in selection.get("tagPrefixList") or ())
    return (*map(str, selection.get("tagPatternList") or ()), *prefixes) or ("*",)


def _action(rule: Rule) -> LifecycleAction:
    action = rule.get("action")
    archives = isinstance(action, dict) and action.get("type") == "transition"
    return LifecycleAction.ARCHIVE if archives else LifecycleAction.EXPIRE
