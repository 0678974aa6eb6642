"""Repository creation templates: the settings of repositories that ECR creates on a pull, a replication or a push."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StrictStr

from union_ecr.settings.data_planes import undeclared_data_planes
from union_ecr.settings.registry.iam_arns import RoleArn, custom_role_violations
from union_ecr.settings.repository import EncryptionType, RepositoryFields, TagMutability
from union_ecr.settings.types import without_default
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import Violation


class AppliedFor(StrEnum):
    """What makes ECR create a repository from a template."""

    PULL_THROUGH_CACHE = "PULL_THROUGH_CACHE"
    REPLICATION = "REPLICATION"
    CREATE_ON_PUSH = "CREATE_ON_PUSH"


class CreationTemplate(RepositoryFields):
    """The settings of repositories that ECR creates below a prefix. It changes no existing repository.

    Decides for you: untagged images expire, and tags are immutable, except where appliedFor has PULL_THROUGH_CACHE:
    a tag such as latest moves upstream, and ECR cannot update an immutable one.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
    """

    applied_for: Annotated[tuple[AppliedFor, ...], Field(min_length=1)]
    """Any of PULL_THROUGH_CACHE, REPLICATION, CREATE_ON_PUSH."""
    description: Annotated[StrictStr, Field(max_length=255)] | None = None
    """Shown in the console."""
    tag_mutability: Annotated[TagMutability, Field(json_schema_extra=without_default)] = TagMutability.IMMUTABLE
    """IMMUTABLE: a pushed tag never changes its content. Default: IMMUTABLE, but MUTABLE where appliedFor has
    PULL_THROUGH_CACHE and there are no exclusions."""
    custom_role: RoleArn | None = None
    """The role of this account that creates the repositories; required with resourceTags or KMS. It trusts
    ecr.amazonaws.com."""
    data_planes: tuple[StrictStr, ...] | None = None
    """Names of the data planes that may pull them. Default: all of the stack. An imageBuilderRole may push as well
    where appliedFor is only CREATE_ON_PUSH; elsewhere, use grants."""

    @property
    def effective_tag_mutability(self) -> TagMutability:
        """The tag mutability that is set, else MUTABLE for PULL_THROUGH_CACHE, else IMMUTABLE.

        Exclusions without a tag mutability are exceptions from IMMUTABLE.
        """
        is_set = "tag_mutability" in self.model_fields_set or self.tag_mutability_exclusions
        cached = AppliedFor.PULL_THROUGH_CACHE in self.applied_for
        return TagMutability.MUTABLE if cached and not is_set else self.tag_mutability

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """Besides the rules of every repository: the role that ECR needs, and data planes that the stack has.

        https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create.html
        """
        yield from super().violations(context)
        with_tags, with_kms = bool(self.resource_tags), self.encryption.type is not EncryptionType.AES256
        if (with_tags or with_kms) and not self.custom_role:
            setting = "resourceTags" if with_tags else "encryption with KMS"
            rule = f"{setting} needs a customRole; without one, ECR creates no repository"
            yield Violation((), None, rule, "write the role's ARN")
        yield from custom_role_violations(context.registry, self.custom_role)
        yield from undeclared_data_planes(self.data_planes, context)
