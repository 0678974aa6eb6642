"""Which lifecycle documents ECR accepts: our reading of its documentation, as there is no full published schema.

Amazon ECR user guide, "Lifecycle policy properties in Amazon ECR", "Automate the cleanup of images by using
lifecycle policies" and "Amazon ECR service quotas" (50 rules); API reference, PutLifecyclePolicy (100 to 30,720
characters). `"storageClass": "standard"` and keys that are null are refused, although the user guide lists the
former: ECR has been seen to refuse both (cloudposse/terraform-aws-ecr issues #158 and #159).
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .ecr_errors import invalid_parameter

SHORTEST_TEXT = 100
LONGEST_TEXT = 30_720
MOST_RULES = 50
MOST_WILDCARDS = 4
FEWEST_DAYS_IN_ARCHIVE = 90  # user guide, "Archiving an image": archived images have a minimum duration of 90 days

ARCHIVE = "archive"
TAG_LISTS = ("tagPrefixList", "tagPatternList")
COUNT_TYPES = ("imageCountMoreThan", "sinceImagePulled", "sinceImagePushed", "sinceImageTransitioned")
# Each object's keys, True for those it must have.
RULE = {"rulePriority": True, "description": False, "selection": True, "action": True}
SELECTION = {
    "tagStatus": True,
    **dict.fromkeys((*TAG_LISTS, "storageClass", "countUnit"), False),
    "countType": True,
    "countNumber": True,
}
ACTION = {"type": True, "targetStorageClass": False}

JsonObject = Mapping[str, Any]


class InvalidLifecyclePolicy(Exception):
    """A rule that a lifecycle document breaks."""


def check_lifecycle_text(text: str) -> None:
    """Refuse a lifecycle document that ECR would refuse, with its message."""
    try:
        _check(text)
    except InvalidLifecyclePolicy as broken_rule:
        reason = f"Lifecycle policy validation failure: {broken_rule}"
        raise invalid_parameter("LifecyclePolicyText", reason) from None


def _check(text: str) -> None:
    if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
        raise InvalidLifecyclePolicy(f"the text has {len(text)} characters, not {SHORTEST_TEXT} to {LONGEST_TEXT}")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise InvalidLifecyclePolicy("Could not map policyString into LifecyclePolicy.")
    _check_keys(document, {"rules": True})
    rules = document["rules"]
    if not isinstance(rules, list) or not 1 <= len(rules) <= MOST_RULES:
        raise InvalidLifecyclePolicy(f"rules is no list of 1 to {MOST_RULES} rules")
    for rule in rules:
        _check_rule(rule)
    _check_together(rules)


def _check_keys(value: Any, keys: Mapping[str, bool]) -> None:
    """Refuse a value that is no object, lacks a key, has an unknown key, or holds a null."""
    if not isinstance(value, dict):
        raise _wrong_type(value, "object")
    missing = [key for key, required in keys.items() if required and key not in value]
    if missing:
        raise InvalidLifecyclePolicy(f"object has missing required properties ({json.dumps(missing)})")
    unknown = [key for key in value if key not in keys]
    if unknown:
        raise InvalidLifecyclePolicy(
            f"object instance has properties which are not allowed by the schema: ({json.dumps(unknown)})"
        )
    for key, member in value.items():
        if member is None:
            raise InvalidLifecyclePolicy(f"{key} is null")


def _wrong_type(value: Any, expected: str) -> InvalidLifecyclePolicy:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}
    given = names.get(type(value), "null")
    return InvalidLifecyclePolicy(f"instance type ({given}) does not match any allowed primitive type ({expected})")


def _check_rule(rule: Any) -> None:
    _check_keys(rule, RULE)
    _check_positive(rule["rulePriority"])
    if not isinstance(rule.get("description", ""), str):
        raise InvalidLifecyclePolicy("description is no string")
    selection, action = rule["selection"], rule["action"]
    _check_keys(selection, SELECTION)
    _check_keys(action, ACTION)
    _check_enum("type", action["type"], ("expire", "transition"))
    _check_enum("tagStatus", selection["tagStatus"], ("any", "tagged", "untagged"))
    _check_enum("countType", selection["countType"], COUNT_TYPES)
    _check_positive(selection["countNumber"])
    _check_tags(selection)
    _check_count(selection)
    _check_storage_classes(selection, action)


def _check_positive(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong_type(value, "integer")
    if value < 1:
        raise InvalidLifecyclePolicy(
            f"numeric instance is lower than the required minimum (minimum: 1, found: {value})"
        )


def _check_enum(key: str, value: Any, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise InvalidLifecyclePolicy(
            f"{key}: instance value ({json.dumps(value)}) not found in enum (possible values: {json.dumps(allowed)})"
        )


def _check_tags(selection: JsonObject) -> None:
    """Refuse a tagged selection without exactly one list of tags, and any other selection with one."""
    given = [key for key in TAG_LISTS if key in selection]
    if selection["tagStatus"] != "tagged":
        if given:
            raise InvalidLifecyclePolicy(f"{given[0]} cannot be used with tagStatus {selection['tagStatus']}")
        return
    if len(given) != 1:
        raise InvalidLifecyclePolicy("tagStatus tagged needs exactly one of tagPrefixList and tagPatternList")
    tags = selection[given[0]]
    if not isinstance(tags, list) or not tags or not all(isinstance(tag, str) and tag for tag in tags):
        raise InvalidLifecyclePolicy(f"{given[0]} is no list of at least one text")
    if given[0] == "tagPatternList" and any(tag.count("*") > MOST_WILDCARDS for tag in tags):
        raise InvalidLifecyclePolicy(f"a tag pattern has more than {MOST_WILDCARDS} wildcards")


def _check_count(selection: JsonObject) -> None:
    """Refuse a number of days without its unit, and a number of images with one."""
    if selection["countType"] == "imageCountMoreThan":
        if "countUnit" in selection:
            raise InvalidLifecyclePolicy("countUnit cannot be used with countType imageCountMoreThan")
    elif selection.get("countUnit") != "days":
        raise InvalidLifecyclePolicy(f"countType {selection['countType']} needs countUnit days")


def _check_storage_classes(selection: JsonObject, action: JsonObject) -> None:
    """Refuse what does not lead into the archive by a transition, or out of it by expiry.

    User guide, "Lifecycle policy properties": storageClass archive goes with countType sinceImageTransitioned
    and with no other.
    """
    count_type, transition = selection["countType"], action["type"] == "transition"
    from_archive = count_type == "sinceImageTransitioned"
    if transition != ("targetStorageClass" in action) or action.get("targetStorageClass", ARCHIVE) != ARCHIVE:
        raise InvalidLifecyclePolicy("targetStorageClass archive is only for action transition")
    if from_archive != ("storageClass" in selection) or selection.get("storageClass", ARCHIVE) != ARCHIVE:
        raise InvalidLifecyclePolicy(
            "storageClass archive belongs to countType sinceImageTransitioned, and to no other"
        )
    if count_type == "sinceImagePulled" and not transition:
        raise InvalidLifecyclePolicy("countType sinceImagePulled needs action transition")
    if from_archive and transition:
        raise InvalidLifecyclePolicy("countType sinceImageTransitioned needs action expire")
    if from_archive and selection["countNumber"] < FEWEST_DAYS_IN_ARCHIVE:
        raise InvalidLifecyclePolicy(f"countType sinceImageTransitioned needs at least {FEWEST_DAYS_IN_ARCHIVE} days")


def _check_together(rules: Sequence[JsonObject]) -> None:
    """Refuse rules that contradict each other: two of one priority, or of one selection in a storage class."""
    if _has_duplicates(rule["rulePriority"] for rule in rules):
        raise InvalidLifecyclePolicy("rulePriority is not unique")
    for in_class in _by_storage_class(rules):
        selections = [rule["selection"] for rule in in_class]
        for status in ("untagged", "any"):
            if sum(selection["tagStatus"] == status for selection in selections) > 1:
                raise InvalidLifecyclePolicy(f"more than one rule of a storage class selects {status}")
        if _has_duplicates(_selected(selection) for selection in selections if selection["tagStatus"] == "tagged"):
            raise InvalidLifecyclePolicy("two rules of a storage class select the same tags")
        last = max(in_class, key=lambda rule: int(rule["rulePriority"]))
        if any(rule["selection"]["tagStatus"] == "any" and rule is not last for rule in in_class):
            raise InvalidLifecyclePolicy("tagStatus any must have the highest rulePriority")


def _selected(selection: JsonObject) -> frozenset[str]:
    """Return the tags as patterns: a prefix selects what it selects as a pattern with * behind it.

    The user guide wants "unique prefix sets". Whether ECR compares the two lists with each other it does not say; this
    is the stricter reading.
    """
    patterns: Sequence[str] = selection.get("tagPatternList", ())
    return frozenset((*patterns, *(f"{prefix}*" for prefix in selection.get("tagPrefixList", ()))))


def _by_storage_class(rules: Sequence[JsonObject]) -> Iterator[list[JsonObject]]:
    for archived in (False, True):
        in_class = [rule for rule in rules if ("storageClass" in rule["selection"]) is archived]
        if in_class:
            yield in_class


def _has_duplicates(values: Iterable[Any]) -> bool:
    seen = list(values)
    return len(set(seen)) < len(seen)
