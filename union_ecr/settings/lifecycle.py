"""Lifecycle rules as a stack file writes them: which images, after what, and what happens to them.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse

KEPT_FOR_EVER = 999_999
"""The count of a rule that only protects: more images than a repository holds, more days than anything lasts."""


def never_applies(count: object) -> bool:
    """Whether a rule with this count takes no image, so that it only protects those that it selects."""
    return isinstance(count, int) and count >= KEPT_FOR_EVER


_MOST_WILDCARDS = 4
_FEWEST_DAYS_ARCHIVED = 90
# What stands in a tag: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ImageIdentifier.html and the OCI
# distribution specification; it begins with a letter, a digit or _, so nothing else could ever match.
_TAG_PATTERN = rf"(?!([^*]*\*){{{_MOST_WILDCARDS + 1}}})[\w*][\w.*-]{{0,127}}"
_TAG_CHARACTERS = "a tag has letters, digits, _ . and -, and begins with a letter, a digit or _"


def _refuse_many_wildcards(pattern: str) -> None:
    if pattern.count("*") > _MOST_WILDCARDS:
        refuse(f"ECR takes at most four * in a tag pattern, this one has {pattern.count('*')}", "write fewer")


def _refuse_wildcards(prefix: str) -> None:
    if "*" in prefix:
        refuse("a prefix holds no *, ECR would look for the character itself", "write it in tagPatternList")


def _refuse_every_tag(pattern: str) -> None:
    _refuse_many_wildcards(pattern)
    if pattern and not pattern.strip("*"):
        refuse(
            "would keep every tagged image, so no rule on tagged images could do anything",
            "leave those rules out, or name the tags to keep",
        )


def _checked_count(count: int) -> int:
    if never_applies(count):
        rule = f"keeps the images for ever, as every number from {KEPT_FOR_EVER:,} on"
        refuse(rule, "leave the rule out, or write the tags in keepTags")
    return count


def _checked_days_archived(days: int) -> int:
    if days < _FEWEST_DAYS_ARCHIVED:
        # https://docs.aws.amazon.com/AmazonECR/latest/userguide/archive-image.html
        refuse(
            f"ECR keeps an archived image, and charges for it, at least {_FEWEST_DAYS_ARCHIVED} days",
            f"write {_FEWEST_DAYS_ARCHIVED} or more",
        )
    return days


TagPattern = Annotated[
    StrictStr, Pattern(_TAG_PATTERN, _TAG_CHARACTERS, "write a pattern such as pr-*", hint=_refuse_many_wildcards)
]
TagPrefix = Annotated[
    StrictStr, Pattern(r"\w[\w.-]{0,127}", _TAG_CHARACTERS, "write a prefix such as pr-", hint=_refuse_wildcards)
]
KeptTag = Annotated[
    StrictStr,
    Pattern(rf"(?!\*+$){_TAG_PATTERN}", _TAG_CHARACTERS, "write a pattern such as pr-*", hint=_refuse_every_tag),
]
_BELOW_FOR_EVER = Field(json_schema_extra={"maximum": KEPT_FOR_EVER - 1})
_Count = Annotated[StrictInt, Field(ge=1), AfterValidator(_checked_count), _BELOW_FOR_EVER]
_DaysArchived = Annotated[
    StrictInt,
    AfterValidator(_checked_days_archived),
    AfterValidator(_checked_count),
    Field(json_schema_extra={"minimum": _FEWEST_DAYS_ARCHIVED, "maximum": KEPT_FOR_EVER - 1}),
]
_Description = Annotated[StrictStr, Pattern(r"[\s\S]*\S[\s\S]*", "says nothing", "write why, or leave it out")]


class TagStatus(StrEnum):
    """Which images a rule looks at."""

    UNTAGGED = "untagged"
    TAGGED = "tagged"
    ANY = "any"


class TagsMatch(StrEnum):
    """What several tags of one rule mean together."""

    ANY = "any"
    """Images that carry one of them: as many rules of ECR."""
    ALL = "all"
    """Images that carry every one of them: one rule of ECR, which knows nothing else."""


class LifecycleAction(StrEnum):
    """What happens to the images of a rule."""

    EXPIRE = "expire"
    """ECR deletes them, for good."""
    ARCHIVE = "archive"
    """ECR keeps them at a lower price, and they cannot be pulled until somebody restores them."""


def why_tagged_images_stay(action: LifecycleAction) -> str:
    """What is wrong with a rule that takes tagged images away."""
    takes = "expire tagged images" if action is LifecycleAction.EXPIRE else _ARCHIVES
    return f"would {takes} that registered workflow versions still pull"


_ARCHIVES = "archive tagged images, which cannot be pulled then,"


class LifecycleRule(StrictModel):
    """One rule: which images, after what, and what happens to them.

    Exactly one of imageCountMoreThan, sinceImagePushed, sinceImagePulled and sinceImageTransitioned.
    """

    tag_status: TagStatus
    """untagged, tagged or any."""
    tag_pattern_list: Annotated[tuple[TagPattern, ...], Field(min_length=1)] | None = None
    """Which tags, with at most four * each: pr-*. With tagStatus tagged, this or tagPrefixList."""
    tag_prefix_list: Annotated[tuple[TagPrefix, ...], Field(min_length=1)] | None = None
    """How the tags begin: pr-."""
    match: TagsMatch | None = None
    """Needed with more than one tag: any for images with one of them, all for images that carry every one."""
    image_count_more_than: _Count | None = None
    """All but so many of the images pushed last."""
    since_image_pushed: _Count | None = None
    """Days after their push."""
    since_image_pulled: _Count | None = None
    """Days after their last pull, or their push if nobody ever pulled them; only to archive them."""
    since_image_transitioned: _DaysArchived | None = None
    """Days after they were archived, at least 90; only to expire them."""
    action: LifecycleAction
    """expire or archive."""
    description: _Description | None = None
    """Why the rule is there. Default: what it does, as a sentence."""

    @property
    def counts(self) -> Mapping[str, int]:
        """What is given of the four counts, by AWS's own name (countType)."""
        given = {
            "imageCountMoreThan": self.image_count_more_than,
            "sinceImagePushed": self.since_image_pushed,
            "sinceImagePulled": self.since_image_pulled,
            "sinceImageTransitioned": self.since_image_transitioned,
        }
        return {name: count for name, count in given.items() if count is not None}

    @property
    def tag_lists(self) -> Mapping[str, tuple[str, ...]]:
        """What is given of the two lists of tags, by AWS's own name."""
        given = {"tagPatternList": self.tag_pattern_list, "tagPrefixList": self.tag_prefix_list}
        return {name: tags for name, tags in given.items() if tags is not None}

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags it names, patterns or prefixes, sorted and without repetition."""
        return tuple(sorted({tag for tags in self.tag_lists.values() for tag in tags}))

    @property
    def tag_selections(self) -> tuple[tuple[str, ...], ...]:
        """The tags of each ECR rule it becomes: one rule for each tag where `match` is any, else one for all."""
        return tuple((tag,) for tag in self.tags) if self.match is TagsMatch.ANY else (self.tags,)

    @property
    def acts_on_tagged(self) -> bool:
        """Whether a tagged image may be expired or archived by it."""
        return self.tag_status is not TagStatus.UNTAGGED

    @property
    def of_archive(self) -> bool:
        """Whether it looks at archived images; ECR has rules of its own for each storage class."""
        return self.since_image_transitioned is not None

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - these hold everywhere
        """What the fields of a rule break together."""
        yield from _tag_violations(self)
        yield from _count_violations(self)


_COUNTS = ("imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned")


def _tag_violations(rule: LifecycleRule) -> Iterator[Violation]:
    given = rule.tag_lists
    if rule.tag_status is not TagStatus.TAGGED:
        status = f"tagStatus {rule.tag_status.value}"
        for name, tags in given.items():
            yield Violation(
                (name,), format_value(tags), f"is given with {status}", "write tagStatus: tagged, or drop it"
            )
        if rule.match:
            yield Violation(("match",), format_value(rule.match), f"is given with {status}", "drop it")
    elif not given:
        yield Violation((), None, "names no tags, and tagStatus is tagged", "add tagPatternList, such as [pr-*]")
    elif len(given) > 1:
        both = "tagPatternList and tagPrefixList stand in one rule, and ECR takes one of them"
        yield Violation((), None, both, "write the prefixes as patterns: pr- is pr-*")
    else:
        yield from _match_violations(rule)


def _match_violations(rule: LifecycleRule) -> Iterator[Violation]:
    ((list_name, tags),) = rule.tag_lists.items()
    if len(rule.tags) == 1:
        return
    if rule.match is None:
        yield Violation(
            (list_name,),
            format_value(tags),
            "ECR would select only images that carry all of these tags at once",
            "add match: any for images with one of them, or match: all if that is meant",
        )
    elif rule.match is TagsMatch.ANY and rule.image_count_more_than is not None:
        yield Violation(
            ("match",),
            format_value(rule.match),
            "ECR would count the images of each tag separately, so imageCountMoreThan would not limit them together",
            "write one rule for each tag, or one pattern for all",
        )


def _count_violations(rule: LifecycleRule) -> Iterator[Violation]:
    given = rule.counts
    if len(given) != 1:
        remedy = "keep one, and write a rule for each other" if given else "add one, such as sinceImagePushed: 30"
        exactly = f"a rule has exactly one of {', '.join(_COUNTS)}, this one {len(given) or 'none'}"
        yield Violation((), None, exactly, remedy)
    if rule.since_image_pulled is not None and rule.action is LifecycleAction.EXPIRE:
        yield Violation(
            ("action",),
            format_value(rule.action),
            "ECR can archive images by their last pull, but not expire them",
            "write action: archive, and a second rule with sinceImageTransitioned to expire what was archived",
        )
    if rule.since_image_transitioned is not None and rule.action is LifecycleAction.ARCHIVE:
        yield Violation(
            ("action",),
            format_value(rule.action),
            "sinceImageTransitioned looks at images that are archived already",
            "write action: expire",
        )
