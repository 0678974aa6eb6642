"""What ECR says of the images of workflows, and what that changes of their verdicts."""

import dataclasses
import re
from dataclasses import dataclass

from union_ecr.check.declared_images import RegistryImages
from union_ecr.check.image_use import TEMPLATE, ImageUse, Purpose
from union_ecr.check.verdicts import CheckedImage, LiveImage, Verdict
from union_ecr.ecr.registry import REPOSITORY_NAME

_DEFAULT_TAG = "latest"


@dataclass(frozen=True)
class Question:
    """What to ask ECR of an image: whether its repository exists, and more where that is known or wanted.

    `tag` is a tag or a digest, None to ask for none. `push` asks whether the caller may push.
    """

    repository: str
    tag: str | None
    push: bool


def question(use: ImageUse, image: CheckedImage, *, push: bool) -> Question | None:
    """What to ask of an image; None where ECR has nothing to say, such as of images of other registries.

    A repository of a pull-through cache rule is not asked for: ECR makes it with the first pull.
    """
    repository = image.repository
    if repository is None or not re.fullmatch(REPOSITORY_NAME, repository):
        return None
    if image.stack is None:
        return Question(repository, None, push=False) if image.verdict is Verdict.UNDECLARED else None
    if use.purpose is Purpose.BUILD:
        return Question(repository, use.tag or use.computed_tag, push)
    is_known = TEMPLATE not in (use.tag or "")
    return Question(repository, (use.tag or _DEFAULT_TAG) if is_known else None, push=False)


def judge(use: ImageUse, image: CheckedImage, live: LiveImage, registry: RegistryImages) -> CheckedImage:
    """The image with what ECR says of it; that changes the verdict of one that would fail nevertheless."""
    answered = dataclasses.replace(image, live=live)
    for finding in (_missing(use, image, live, registry), _denied(image, live), _tag(use, image, live, registry)):
        if finding:
            verdict, reason, remedy = finding
            return dataclasses.replace(answered, verdict=verdict, reason=reason, remedy=remedy)
    return answered


_Finding = tuple[Verdict, str, str] | None


def _missing(use: ImageUse, image: CheckedImage, live: LiveImage, registry: RegistryImages) -> _Finding:
    if image.stack is None:
        if not live.exists or registry.repository_of(image.repository or ""):
            return None
        reason = f"no stack declares the repository {image.repository}, which exists in ECR"
        remedy = f"add {image.repository}: {{adopt: true}} below union-ecr:images of the stack that is to own it"
        return Verdict.UNDECLARED, reason, remedy
    if live.exists is not False:
        return None
    fails = "the push fails after the build" if use.purpose is Purpose.BUILD else "nothing can pull from it"
    reason = f"the stack {image.stack} declares the repository, and ECR does not have it yet: {fails}"
    return Verdict.NOT_DEPLOYED, reason, f"run pulumi up for the stack {image.stack}"


def _denied(image: CheckedImage, live: LiveImage) -> _Finding:
    if live.push is not False or image.verdict is not Verdict.FITS:
        return None
    reason = f"the identity that asks may not push to {image.repository}"
    return Verdict.DENIED, reason, "check as the identity that registers, or let it push; --read-only does not ask"


def _tag(use: ImageUse, image: CheckedImage, live: LiveImage, registry: RegistryImages) -> _Finding:
    if image.verdict not in (Verdict.FITS, Verdict.TAG):
        return None
    if use.purpose is not Purpose.BUILD:
        if live.tag is not False:
            return None
        tag = use.tag or _DEFAULT_TAG
        reason = f"{image.repository} has no image {tag}, so nothing can pull it"
        return Verdict.TAG, reason, "push it first, or name a tag that exists"
    declared = registry.repositories.get(image.repository or "")
    if not live.tag or declared is None or not use.tag or not declared.is_immutable(use.tag):
        return None
    reason = f"the tag {use.tag} exists, and ECR refuses a second push of it: the repository's tags are immutable"
    return Verdict.TAG, reason, image.remedy or "name another tag"
