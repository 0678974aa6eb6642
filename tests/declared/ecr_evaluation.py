"""Which images ECR would take, by the evaluation rules of its user guide: a reading of them apart from the model.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html (Lifecycle policy evaluation rules)
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Image:
    """An image; the days are those since its push, its last pull and its archiving."""

    name: str
    tags: tuple[str, ...] = ()
    pushed: int = 0
    pulled: int | None = None
    archived: int | None = None


def taken(document: dict[str, Any] | None, images: Iterable[Image]) -> dict[str, str]:
    """The images a policy acts on, by name, and whether it would `expire` them or let them make a `transition`."""
    images = list(images)
    found: dict[str, str] = {}
    out_of_reach: set[str] = set()
    for rule in sorted((document or {}).get("rules", []), key=lambda rule: rule["rulePriority"]):
        matching = [image for image in images if _matches(rule["selection"], image)]
        # Rules count images that a rule of higher priority takes, as if it had not.
        for image in _due(rule["selection"], matching):
            if image.name not in out_of_reach:
                found[image.name] = rule["action"]["type"]
        # "An image that matches the tagging requirements of a rule cannot be expired or archived by a rule with a
        # lower priority."
        out_of_reach.update(image.name for image in matching)
    return found


def carries(image: Image, pattern: str) -> bool:
    return any(re.fullmatch(pattern.replace(".", r"\.").replace("*", ".*"), tag) for tag in image.tags)


def _matches(selection: dict[str, Any], image: Image) -> bool:
    if (selection.get("storageClass") == "archive") != (image.archived is not None):
        return False
    if selection["tagStatus"] != "tagged":
        return selection["tagStatus"] == "any" or not image.tags
    prefixes = [f"{prefix}*" for prefix in selection.get("tagPrefixList", [])]
    return all(carries(image, pattern) for pattern in selection.get("tagPatternList", prefixes))


def _due(selection: dict[str, Any], images: list[Image]) -> list[Image]:
    number = selection["countNumber"]
    if selection["countType"] == "imageCountMoreThan":
        return sorted(images, key=lambda image: image.pushed)[number:]
    return [image for image in images if _days(selection["countType"], image) > number]


def _days(count_type: str, image: Image) -> int:
    if count_type == "sinceImagePulled" and image.pulled is not None:
        return image.pulled
    if count_type == "sinceImageTransitioned":
        assert image.archived is not None
        return image.archived
    return image.pushed
