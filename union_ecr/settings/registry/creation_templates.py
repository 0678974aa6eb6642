"""What a stack file says of repositories that ECR creates by itself: on a first pull, a replication or a push."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictStr

from union_ecr.settings.registry.types import RoleArn
from union_ecr.settings.repository import EncryptionType, RepositoryRules, TagMutability
from union_ecr.settings.types import without_default
from union_ecr.stack_file.errors import Violation


class AppliedFor(StrEnum):
    """What makes ECR create a repository from a template."""

    PULL_THROUGH_CACHE = "PULL_THROUGH_CACHE"
    REPLICATION = "REPLICATION"
    CREATE_ON_PUSH = "CREATE_ON_PUSH"


class CreationTemplate(RepositoryRules):
    """The settings of repositories that ECR creates below a prefix. It changes none that exists already.

    Decides for you: untagged images expire, and tags are immutable, except in a mirror: there a tag such as latest
    moves upstream, and ECR cannot renew an immutable one.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
    """

    applied_for: Annotated[tuple[AppliedFor, ...], Field(min_length=1)]
    """Any of PULL_THROUGH_CACHE, REPLICATION, CREATE_ON_PUSH."""
    description: Annotated[StrictStr, Field(max_length=255)] | None = None
    """For people who meet the template in the console."""
    tag_mutability: Annotated[TagMutability, Field(json_schema_extra=without_default)] = TagMutability.IMMUTABLE
    """IMMUTABLE: a pushed tag never changes its content. Default: IMMUTABLE, but MUTABLE where appliedFor has
    PULL_THROUGH_CACHE and no exclusions are said."""
    custom_role: RoleArn | None = None
    """The role of this account that creates the repositories; needed with resourceTags or KMS. It trusts
    ecr.amazonaws.com."""
    data_planes: tuple[StrictStr, ...] | None = None
    """Names of the data planes that may pull them. Default: all of the stack. An imageBuilderRole may push as well
    where appliedFor is CREATE_ON_PUSH alone; elsewhere grants can say so."""

    @property
    def effective_tag_mutability(self) -> TagMutability:
        """What is said, else MUTABLE for mirrors; exclusions alone are exceptions from IMMUTABLE, so they say so."""
        said = "tag_mutability" in self.model_fields_set or self.tag_mutability_exclusions
        mirror = AppliedFor.PULL_THROUGH_CACHE in self.applied_for
        return TagMutability.MUTABLE if mirror and not said else self.tag_mutability


def broken_template(template: CreationTemplate) -> Iterator[Violation]:
    """What the fields of a template break together, besides those of any repository.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create.html
    """
    tagged, with_kms = bool(template.resource_tags), template.encryption.type is not EncryptionType.AES256
    if (tagged or with_kms) and not template.custom_role:
        needs = "resourceTags" if tagged else "encryption with KMS"
        rule = f"{needs} needs a customRole, or ECR creates no repository at all"
        # What is left of the two after a refusal was written, and needs the role all the same.
        yield Violation((), None, rule, "write the role's ARN", (("customRole",),))
