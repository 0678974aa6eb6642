"""The shape of a stack file: every field a team may write, its type, its default and its rule.

The models are frozen and refuse unknown keys. Field names are snake_case in Python and camelCase in stack files
and in components used from other languages. Reading a whole file, with every mistake at once, is
`model.loading.load`.
"""

import re
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    model_validator,
)
from pydantic.alias_generators import to_camel

from model.access import Access
from model.images import Registry, checked_region, checked_repository_name
from model.mistakes import refuse

_KMS_KEY_ARN = re.compile(r"arn:(?P<partition>[\w-]+):kms:(?P<region>[a-z0-9-]+):\d{12}:key/[A-Za-z0-9-]+", re.ASCII)
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (names and paths)
_IAM_NAME = r"([\w+=,.@-]+/)*[\w+=,.@-]{1,64}"
_IAM_PRINCIPAL_ARN = re.compile(rf"arn:(?P<partition>[\w-]+):iam::\d{{12}}:((role|user)/{_IAM_NAME}|root)", re.ASCII)


def _matches(pattern: str, rule: str, remedy: str, flags: int = re.ASCII) -> AfterValidator:
    compiled = re.compile(pattern, flags)

    def check(value: str) -> str:
        return value if compiled.fullmatch(value) else refuse(rule, remedy)

    return AfterValidator(check)


AccountId = Annotated[
    StrictStr,
    _matches(r"\d{12}", "an AWS account id has 12 digits", 'write all twelve, in quotes: "123456789012"'),
]
Region = Annotated[StrictStr, AfterValidator(checked_region)]
RepositoryName = Annotated[StrictStr, AfterValidator(checked_repository_name)]
# It becomes part of an IAM role name of at most 64 characters: unionai-<organization>-flyteworker-node-group.
Organization = Annotated[
    StrictStr,
    _matches(
        r"[A-Za-z0-9_+=,.@-]{1,32}",
        "a Union organization is at most 32 letters, digits and -",
        "write its name as in the address of your Union console",
    ),
]
RoleName = Annotated[
    StrictStr,
    _matches(
        _IAM_NAME,
        "is not a role's name",
        "write the name alone (path/name if it has a path), not its ARN",
    ),
]
ExclusionFilter = Annotated[
    StrictStr,
    _matches(
        r"(?=.{1,128}\Z)[0-9A-Za-z._-]*(\*[0-9A-Za-z._-]*){0,2}",
        "a tag filter has 1 to 128 of A-Z a-z 0-9 . _ - and at most two *",
        "write one such as buildcache*",
    ),
]
# https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TagKey = Annotated[
    StrictStr,
    _matches(
        r"(?!(?i:aws:))[\w .:/=+@-]{1,128}",
        "a tag key has 1 to 128 letters, digits, spaces and . : / = + @ _ - and does not begin with aws:",
        "choose another key",
        re.UNICODE,
    ),
]
TagValue = Annotated[
    StrictStr,
    _matches(
        r"[\w .:/=+@-]{0,256}",
        "a tag value has at most 256 letters, digits, spaces and . : / = + @ _ -",
        "write it shorter, or without the other characters",
        re.UNICODE,
    ),
]


def _checked_key(arn: str) -> str:
    if ":alias/" in arn or arn.startswith("alias/"):
        refuse(
            "is an alias: ECR answers with the key's ARN, so every preview would replace the repository",
            "write the key's own ARN (aws kms describe-key --key-id ALIAS)",
        )
    if not _KMS_KEY_ARN.fullmatch(arn):
        refuse("is not the ARN of a KMS key", "write arn:aws:kms:REGION:ACCOUNT:key/KEY-ID")
    return arn


def _checked_principal(principal: str) -> str:
    if "*" in principal:
        refuse("would let strangers in", "name the roles, users or accounts")
    if ":assumed-role/" in principal:
        refuse("is one session of a role, gone within hours", "write the role's ARN: arn:aws:iam::ACCOUNT:role/NAME")
    if not (re.fullmatch(r"\d{12}", principal, re.ASCII) or _IAM_PRINCIPAL_ARN.fullmatch(principal)):
        remedy = 'write the ARN of a role or user, or an account id in quotes such as "111122223333"'
        refuse("is no principal", remedy)
    return principal


KmsKeyArn = Annotated[StrictStr, AfterValidator(_checked_key)]
Principal = Annotated[StrictStr, AfterValidator(_checked_principal)]


class _Frozen(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, validate_by_name=True, validate_by_alias=True
    )


class DataPlane(_Frozen):
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


class Encryption(_Frozen):
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


class Grant(_Frozen):
    """Some principals, and what they may do with this image."""

    principals: Annotated[tuple[Principal, ...], Field(min_length=1)]
    """ARNs of roles or users, or account ids (everyone whom that account lets)."""
    access: Annotated[tuple[Access, ...], Field(min_length=1)]
    """Any of pull, push, describe."""


class RepositorySettings(_Frozen):
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


class Settings(_Frozen):
    """One stack file, read and judged: the defaults are already merged into every image."""

    account: AccountId
    """The registry's account; the program refuses any other."""
    region: Region
    """The registry's region, `aws:region` in the stack file."""
    organization: Organization | None = None
    """The Union organization; needed when a data plane leaves its roles out."""
    data_planes: dict[str, DataPlane] = Field(default_factory=dict)
    images: Annotated[dict[str, ImageSettings], Field(min_length=1)]

    @property
    def registry(self) -> Registry:
        """Where the stack's repositories live."""
        return Registry(self.account, self.region)

    def repository_of(self, image: str) -> str:
        """The repository of an image: what the stack file says, else the image name itself."""
        return self.images[image].repository or image


def key_place(arn: str) -> tuple[str, str]:
    """The partition and the region that a KMS key ARN names."""
    found = _KMS_KEY_ARN.fullmatch(arn)
    return (found["partition"], found["region"]) if found else ("", "")


def principal_partition(principal: str) -> str | None:
    """The partition a principal's ARN names; None for a bare account id."""
    found = _IAM_PRINCIPAL_ARN.fullmatch(principal)
    return found["partition"] if found else None
