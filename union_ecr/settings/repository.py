"""What may be said of a repository, whether a stack file names it or ECR creates it from a template."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from union_ecr.settings.grants import Grant
from union_ecr.settings.lifecycle import KEPT_FOR_EVER, KeptTag, LifecycleRule
from union_ecr.settings.types import ExclusionFilter, KmsKeyArn, TagKey, TagValue
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import KeyPath, Violation, format_value


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


WITH_EXCLUSION = "_WITH_EXCLUSION"
"""How ECR's own values of tag mutability end where some tags are exceptions."""


class TagMutability(StrEnum):
    """Whether a tag may be pushed again with another content."""

    IMMUTABLE = "IMMUTABLE"
    MUTABLE = "MUTABLE"


class RepositoryRules(StrictModel):
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
    lifecycle_rules: tuple[LifecycleRule, ...] = ()
    """Further rules. Tagged images expire by these alone."""
    keep_tags: tuple[KeptTag, ...] = ()
    """Tags, or patterns of tags, that no rule touches."""
    allow_tagged_expiry: StrictBool = False
    """Says that lifecycleRules may take tagged images away, although registered workflow versions pull theirs."""
    grants: tuple[Grant, ...] = ()
    """Who else may do what, besides the data planes."""
    resource_tags: Annotated[dict[TagKey, TagValue], Field(max_length=50)] = Field(default_factory=dict)
    """AWS tags of the repository."""

    @property
    def ecr_tag_mutability(self) -> str:
        """ECR's own value: exclusions turn IMMUTABLE into IMMUTABLE_WITH_EXCLUSION, and MUTABLE likewise.

        https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
        """
        return f"{self.tag_mutability}{WITH_EXCLUSION if self.tag_mutability_exclusions else ''}"


def broken_fields(rules: RepositoryRules) -> Iterator[Violation]:
    """What the fields for tags and encryption break together."""
    opposite = next(other for other in TagMutability if other is not rules.tag_mutability)
    for number, exclusion in enumerate(rules.tag_mutability_exclusions):
        if not exclusion.strip("*"):
            place: KeyPath = ("tagMutabilityExclusions", number)
            remedy = f"write tagMutability: {opposite} instead, or name the tags"
            rule, by = f"makes every tag {opposite.lower()}", (place, ("tagMutability",))
            yield Violation(place, format_value(exclusion), rule, remedy, by)
    if rules.encryption.key and rules.encryption.type is EncryptionType.AES256:
        rule, remedy = "a key needs type KMS or KMS_DSSE", "write type: KMS, or leave the key out"
        yield Violation(("encryption",), None, rule, remedy, (("encryption", "type"), ("encryption", "key")))
