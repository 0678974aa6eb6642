"""When images expire or are archived, as ECR lifecycle documents."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from union_ecr.ecr.policy_document import Document
from union_ecr.settings.lifecycle import KEPT_FOR_EVER, LifecycleAction, LifecycleRule, never_applies

_EXPIRE: Mapping[str, str] = {"type": "expire"}
_ARCHIVE: Mapping[str, str] = {"type": "transition", "targetStorageClass": "archive"}
_STATUSES = ("tagged", "untagged", "any")  # by priority: ECR requires a rule on any image to be the last
_COUNTED, _TRANSITIONED = "imageCountMoreThan", "sinceImageTransitioned"


def lifecycle_policy(
    untagged_days: int | None, rules: Sequence[LifecycleRule] = (), keep_tags: Sequence[str] = ()
) -> Document | None:
    """The lifecycle document of a repository; None (no policy at all) when nothing ever expires.

    Tagged images expire by explicit rules only: a registered workflow version keeps its tag and pulls it again at
    every relaunch. Untagged images are left over from repeated pushes and failed builds; ECR does not expire the
    children of a tagged multi-platform image before it.

    Decided for you: priorities (kept tags first, then rules on tags in the order written, then untagged, then any),
    one ECR rule for each tag if `match` is any, the storage class (it follows from the count), and rules for kept
    tags only if another rule could take a tagged image. ECR has no rule that keeps images. But an image that matches
    the tags of a rule is never taken by a rule of lower priority, so a rule that never applies protects it. ECR
    evaluates storage classes separately, so kept tags get one rule in each.

    Rules: https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
    """
    own = [made for rule in rules for made in _made(rule)]
    if untagged_days is not None:
        own.append(_rule(_selection("untagged", {}, "sinceImagePushed", untagged_days), _EXPIRE))
    ordered = [*_keeping(keep_tags, own), *sorted(own, key=_place)]
    return {"rules": [{"rulePriority": number, **rule} for number, rule in enumerate(ordered, 1)]} if ordered else None


def _made(rule: LifecycleRule) -> Iterator[Document]:
    """The ECR rules of one rule of the stack file, without priorities."""
    action = _ARCHIVE if rule.action is LifecycleAction.ARCHIVE else _EXPIRE
    ((count_type, number),) = rule.counts.items()
    for tags in rule.tag_selections:
        named = {name: list(tags) for name in rule.tag_lists}
        yield _rule(_selection(rule.tag_status.value, named, count_type, number), action, rule.description)


def _keeping(keep_tags: Iterable[str], rules: Iterable[Document]) -> Iterator[Document]:
    """The rules that protect kept tags, in each storage class where another rule could take a tagged image."""
    reached = {is_archived(rule["selection"]) for rule in rules if rule["selection"]["tagStatus"] != "untagged"}
    for archived in sorted(reached):
        for pattern in sorted(set(keep_tags)):
            count_type = _TRANSITIONED if archived else _COUNTED
            selection = _selection("tagged", {"tagPatternList": [pattern]}, count_type, KEPT_FOR_EVER)
            yield _rule(selection, _EXPIRE, kept=True)


def _selection(status: str, tags: Mapping[str, list[str]], count_type: str, number: int) -> Document:
    """A selection; ECR refuses nulls, a unit beside a number of images, and the storage class standard by name."""
    of_archive = {"storageClass": "archive"} if count_type == _TRANSITIONED else {}
    unit = {} if count_type == _COUNTED else {"countUnit": "days"}
    return {"tagStatus": status, **tags, **of_archive, "countType": count_type, **unit, "countNumber": number}


def _rule(
    selection: Document, action: Mapping[str, str], description: str | None = None, *, kept: bool = False
) -> Document:
    described = description or describe_rule(selection, action, kept=kept)
    return {"description": described, "selection": selection, "action": dict(action)}


def _place(rule: Document) -> tuple[int, bool]:
    return _STATUSES.index(rule["selection"]["tagStatus"]), is_archived(rule["selection"])


def is_archived(selection: Mapping[str, Any]) -> bool:
    """Whether a selection is of archived images."""
    return selection.get("storageClass") == "archive"


def keeps_for_ever(selection: Mapping[str, Any]) -> bool:
    """Whether a rule only protects images: it would act on more than a repository can hold."""
    return selection["tagStatus"] == "tagged" and never_applies(selection["countNumber"])


def describe_rule(selection: Mapping[str, Any], action: Mapping[str, str], *, kept: bool) -> str:
    """What one rule does, as a sentence; also the default description of the rule."""
    archived = "archived " if is_archived(selection) else ""
    tags = [*selection.get("tagPatternList", ()), *(f"{prefix}*" for prefix in selection.get("tagPrefixList", ()))]
    tagged = f"images tagged {tags[0]}" if len(tags) == 1 else f"images that carry all of the tags {', '.join(tags)}"
    which, they_were = {
        "tagged": (f"{archived}{tagged}", "they were"),
        "untagged": (f"untagged {archived}images", "they were"),
        "any": (f"any {archived}image", "it was"),
    }[selection["tagStatus"]]
    if kept:
        return f"Keep {which} whatever the other rules say"
    number = selection["countNumber"]
    days = "1 day" if number == 1 else f"{number} days"
    when = {
        _COUNTED: f"beyond the newest {number}",
        "sinceImagePushed": f"{days} after {they_were} pushed",
        "sinceImagePulled": f"not pulled for {days}",
        _TRANSITIONED: f"{days} after {they_were} archived",
    }[selection["countType"]]
    if action["type"] == "expire":
        return f"Expire {which} {when}"
    return f"Archive {which} {when} (archived images cannot be pulled)"
