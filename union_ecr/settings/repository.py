"""What may be said of a repository, whether a stack file names it or ECR creates it from a template."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from union_ecr.ecr.arn import Arn
from union_ecr.settings.deny import Deny, denied_grants
from union_ecr.settings.grants import Grant
from union_ecr.settings.lifecycle import KEPT_FOR_EVER, KeptTag, LifecycleRule, why_tagged_images_stay
from union_ecr.settings.types import ExclusionFilter, KmsKeyArn, TagKey, TagValue
from union_ecr.settings.unreachable_rules import unreachable_rules
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value


class EncryptionType(StrEnum):
    """How ECR encrypts images at rest."""

    AES256 = "AES256"
    KMS = "KMS"
    KMS_DSSE = "KMS_DSSE"


class Encryption(StrictModel):
    """Encryption at rest. ECR fixes it when the repository is created: changing it means a new repository."""

    type: EncryptionType = EncryptionType.AES256
    """AES256, KMS, or in GovCloud KMS_DSSE."""
    key: KmsKeyArn | None = None
    """ARN of a key in the registry's region. Without one, KMS uses the account's aws/ecr key."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """A key beside AES256, and what the registry's region does not have."""
        if self.key and self.type is EncryptionType.AES256:
            yield Violation((), None, "a key needs type KMS or KMS_DSSE", "write type: KMS, or leave the key out")
        key, registry = Arn.parse(self.key or ""), context.registry
        if registry and key and (key.partition, key.region) != (registry.partition, registry.region):
            yield Violation(
                ("key",),
                format_value(self.key),
                f"the key must be of the registry's region {registry.region}",
                f"name a key of {registry.region}, for example the replica of a multi-region key",
            )
        if registry and self.type is EncryptionType.KMS_DSSE and registry.partition != "aws-us-gov":
            # https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
            yield Violation(("type",), format_value("KMS_DSSE"), "ECR has it in GovCloud only", "write type: KMS")


WITH_EXCLUSION = "_WITH_EXCLUSION"
"""How ECR's own values of tag mutability end where some tags are exceptions."""


class TagMutability(StrEnum):
    """Whether a tag may be pushed again with another content."""

    IMMUTABLE = "IMMUTABLE"
    MUTABLE = "MUTABLE"


UNTAGGED_EXPIRY = frozenset({"untagged_days", "expire_untagged"})
"""The fields that say when untagged images expire; an image that has one of them takes neither from the defaults."""


class RepositoryFields(StrictModel):
    """What holds for a repository and the images in it; every field has a safe default."""

    tag_mutability: TagMutability = TagMutability.IMMUTABLE
    """IMMUTABLE: a pushed tag never changes its content. MUTABLE: it may be pushed again with another."""
    tag_mutability_exclusions: Annotated[tuple[ExclusionFilter, ...], Field(max_length=5)] = ()
    """Tags for which the opposite holds: of IMMUTABLE those that may be pushed again, such as buildcache*; of MUTABLE
    those that never change, such as v*."""
    encryption: Encryption = Encryption()
    """Encryption at rest; it cannot be changed without losing the images."""
    untagged_days: Annotated[StrictInt, Field(ge=1, le=KEPT_FOR_EVER - 1)] | None = 14
    """Expire untagged images this many days after their push; null: never."""
    expire_untagged: StrictBool = True
    """false: untagged images never expire, as with untaggedDays: null, which some languages cannot send."""
    lifecycle_rules: tuple[LifecycleRule, ...] = ()
    """Further rules. Tagged images expire by these alone."""
    keep_tags: tuple[KeptTag, ...] = ()
    """Tags, or patterns of tags, that no rule touches."""
    allow_tagged_expiry: StrictBool = False
    """Says that lifecycleRules may take tagged images away, although registered workflow versions pull theirs."""
    grants: tuple[Grant, ...] = ()
    """Who else may do what, besides the data planes."""
    deny: Deny | None = None
    """What is denied to all but some, whatever a grant or an IAM policy allows. Default: nothing is denied."""
    resource_tags: Annotated[dict[TagKey, TagValue], Field(max_length=50)] = Field(default_factory=dict)
    """AWS tags of the repository."""

    @property
    def ecr_tag_mutability(self) -> str:
        """ECR's own value: exclusions turn IMMUTABLE into IMMUTABLE_WITH_EXCLUSION, and MUTABLE likewise.

        https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
        """
        return f"{self.tag_mutability}{WITH_EXCLUSION if self.tag_mutability_exclusions else ''}"

    @property
    def untagged_expire_after(self) -> int | None:
        """Days after their push when untagged images expire; None: never."""
        return self.untagged_days if self.expire_untagged else None

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - these hold everywhere
        """What the fields for tags break together, and the lifecycle rules."""
        if self.model_fields_set >= UNTAGGED_EXPIRY and self.expire_untagged is (self.untagged_days is None):
            rule = f"contradicts expireUntagged, which is {format_value(self.expire_untagged)}"
            yield Violation(("untaggedDays",), format_value(self.untagged_days), rule, "leave it out")
        opposite = next(value for value in TagMutability if value is not self.tag_mutability)
        for number, exclusion, rule in excepting_every_tag(self.tag_mutability, self.tag_mutability_exclusions):
            place = ("tagMutabilityExclusions", number)
            remedy = f"write tagMutability: {opposite} instead, or name the tags"
            yield Violation(place, format_value(exclusion), rule, remedy)
        if self.deny:
            yield from (violation.below("grants") for violation in denied_grants(self.deny, self.grants))
        if not self.allow_tagged_expiry:
            yield from _unacknowledged_expiry(self.lifecycle_rules)
        yield from unreachable_rules(self.lifecycle_rules, self.keep_tags, self.untagged_expire_after)


def excepting_every_tag(mutability: TagMutability, exclusions: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """The exclusions that match every tag: the number of each, its text, and what is wrong with it."""
    opposite = next(value for value in TagMutability if value is not mutability)
    for number, exclusion in enumerate(exclusions):
        if not exclusion.strip("*"):
            yield number, exclusion, f"makes every tag {opposite.lower()}"


def _unacknowledged_expiry(rules: Sequence[LifecycleRule]) -> Iterator[Violation]:
    """The first rule that could take a tagged image: one decision, however many rules need it."""
    for number, rule in enumerate(rules):
        if rule.acts_on_tagged:
            yield Violation(
                ("lifecycleRules", number, "tagStatus"),
                format_value(rule.tag_status),
                why_tagged_images_stay(rule.action),
                "add allowTaggedExpiry: true, and keepTags for what must stay",
            )
            return
