"""The shape of a stack file: every field a team may write, its type, its default and its rule.

The models are frozen and refuse unknown keys. Field names are snake_case in Python and camelCase in stack files
and in components used from other languages. Reading a whole file, with every mistake at once, is
`model.loading.load`.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictInt, StrictStr, model_validator

from model.access import Access
from model.checked_values import (
    AccountId,
    ExclusionFilter,
    Frozen,
    KmsKeyArn,
    Organization,
    Principal,
    Region,
    RepositoryName,
    RoleName,
    TagKey,
    TagValue,
)
from model.images import Registry
from model.mistakes import refuse
from model.push_role_settings import PushRoleSettings
from model.registry_wide_settings import RegistryWideSettings


class DataPlane(Frozen):
    """An AWS account in which Union runs tasks, and the roles there that pull images."""

    account: AccountId
    """The account's id. The registry's own account needs no grant and gets none."""
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)] | None = None
    """Names of the roles that pull. Default: the node role that Union creates for the organization."""


class EncryptionType(StrEnum):
    """How ECR encrypts images at rest."""

    AES256 = "AES256"
    KMS = "KMS"
    KMS_DSSE = "KMS_DSSE"


class Encryption(Frozen):
    """Encryption at rest. ECR fixes it when the repository is created: changing it means a new repository."""

    type: EncryptionType = EncryptionType.AES256
    key: KmsKeyArn | None = None
    """ARN of a key in the registry's region. Without one, KMS uses the account's aws/ecr key."""

    @model_validator(mode="after")
    def _key_only_with_kms(self) -> Self:
        if self.key and self.type is EncryptionType.AES256:
            refuse("a key needs type KMS or KMS_DSSE", "write type: KMS, or leave the key out")
        return self


class TagMutability(StrEnum):
    """Whether a tag may be pushed again with another content."""

    IMMUTABLE = "IMMUTABLE"
    MUTABLE = "MUTABLE"


class Grant(Frozen):
    """Some principals, and what they may do with this image."""

    principals: Annotated[tuple[Principal, ...], Field(min_length=1)]
    """ARNs of roles or users, or account ids (everyone whom that account lets)."""
    access: Annotated[tuple[Access, ...], Field(min_length=1)]
    """Any of pull, push, describe."""


class RepositorySettings(Frozen):
    """What may be said of one repository by itself; every field has a safe default."""

    repository: RepositoryName | None = None
    """The ECR repository's name. Default: the image name."""
    tag_mutability: TagMutability = TagMutability.IMMUTABLE
    """IMMUTABLE: a pushed tag never changes its content."""
    tag_mutability_exclusions: Annotated[tuple[ExclusionFilter, ...], Field(max_length=5)] = ()
    """Tags that stay mutable all the same, such as buildcache*."""
    scan_on_push: StrictBool = True
    """Scan every pushed image for known vulnerabilities."""
    encryption: Encryption = Encryption()
    untagged_days: Annotated[StrictInt, Field(ge=1)] | None = 14
    """Expire untagged images this many days after their push; null: never."""
    grants: tuple[Grant, ...] = ()
    """Who else may do what, besides the data planes."""
    resource_tags: Annotated[dict[TagKey, TagValue], Field(max_length=50)] = Field(default_factory=dict)
    """AWS tags of the repository."""
    protect: StrictBool = True
    """Pulumi refuses to delete or replace the repository."""
    force_delete: StrictBool = False
    """A deletion deletes the images in it, too."""
    adopt: StrictBool = False
    """The repository exists already: the next `pulumi up` takes it over instead of creating it."""

    @model_validator(mode="after")
    def _exclusions_need_immutable_tags(self) -> Self:
        if "*" in self.tag_mutability_exclusions:
            refuse("the exclusion * makes every tag mutable", "write tagMutability: MUTABLE instead, or name the tags")
        if self.tag_mutability_exclusions and self.tag_mutability is TagMutability.MUTABLE:
            refuse(
                "tagMutabilityExclusions are exceptions from IMMUTABLE, and tagMutability is MUTABLE",
                "drop one of the two",
            )
        return self


class ImageSettings(RepositorySettings):
    """What may be said of one image of a stack file."""

    data_planes: tuple[StrictStr, ...] | None = None
    """Names of the data planes that may pull it. Default: all of the stack."""


class Settings(Frozen):
    """One stack file, read and judged: the defaults are already merged into every image."""

    account: AccountId
    """The registry's account; the program refuses any other."""
    region: Region
    """The registry's region, `aws:region` in the stack file."""
    organization: Organization | None = None
    """The Union organization; needed when a data plane leaves its roles out."""
    data_planes: dict[str, DataPlane] = Field(default_factory=dict)
    images: Annotated[dict[str, ImageSettings], Field(min_length=1)]
    push_roles: dict[str, PushRoleSettings] = Field(default_factory=dict)
    registry_wide: RegistryWideSettings | None = None
    """`registry` in the stack file: one stack of an account and region may have it."""

    @property
    def registry(self) -> Registry:
        """Where the stack's repositories live."""
        return Registry(self.account, self.region)

    def repository_of(self, image: str) -> str:
        """The repository of an image: what the stack file says, else the image name itself."""
        return self.images[image].repository or image
