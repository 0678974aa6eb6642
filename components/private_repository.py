"""A private ECR repository with its lifecycle policy and its repository policy."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict, cast

import pulumi
import pulumi_aws as aws
from pydantic import ValidationError

from model.access import Access, document_text
from model.checked_values import AccountId, Region
from model.declared import DeclaredRepository, declared_repository, resolved_image
from model.explained import explained
from model.images import Registry
from model.mistakes import KeyPath, dotted
from model.rules import broken_image_rules
from model.settings import EncryptionType, RepositorySettings, Settings, TagMutability


class EncryptionArgs(TypedDict):
    """Encryption at rest; ECR fixes it when the repository is created."""

    type: EncryptionType
    """AES256, KMS, or in GovCloud KMS_DSSE."""
    key: NotRequired[str | None]
    """ARN of a KMS key in the registry's region; without one, KMS uses the account's aws/ecr key."""


class GrantArgs(TypedDict):
    """Some principals, and what they may do with the repository."""

    principals: Sequence[str]
    """ARNs of roles or users, or account ids."""
    access: Sequence[Access]
    """Any of pull, push, describe."""


class PrivateRepositoryArgs(TypedDict):
    """What may be said of a repository; all values are plain, since the documents are rendered for the preview."""

    account: str
    """The registry's account."""
    region: str
    """The registry's region."""
    repository: NotRequired[str]
    """The repository's name. Default: the component's name."""
    tag_mutability: NotRequired[TagMutability]
    """IMMUTABLE (default) or MUTABLE."""
    tag_mutability_exclusions: NotRequired[Sequence[str]]
    """Tags that stay mutable all the same, at most 5, such as buildcache*."""
    scan_on_push: NotRequired[bool]
    """Default: true."""
    encryption: NotRequired[EncryptionArgs]
    """Default: AES256. Cannot be changed without losing the images."""
    untagged_days: NotRequired[int | None]
    """Expire untagged images after this many days. Default: 14; null: never."""
    grants: NotRequired[Sequence[GrantArgs]]
    """Who may pull, push or describe. Without grants there is no repository policy."""
    resource_tags: NotRequired[Mapping[str, str]]
    """AWS tags of the repository."""
    protect: NotRequired[bool]
    """Pulumi refuses to delete or replace the repository. Default: true."""
    force_delete: NotRequired[bool]
    """A deletion deletes the images in it, too. Default: false."""
    adopt: NotRequired[bool]
    """The repository exists already: take it over instead of creating it. Harmless afterwards. Default: false."""


class PrivateRepository(pulumi.ComponentResource):
    """Decides for you: immutable tags, scan on push, untagged images expire, protected, readable by nobody else.

    The repository alone is protected, so grants and expiry can still change. Its policies are never deleted
    before it: a deletion that ECR refuses, because images are left, leaves the access to them in place.

    Raises:
        pulumi.RunError: one line for each argument that ECR would refuse, or that would let strangers in.
    """

    repository_url: pulumi.Output[str]
    """What a pull or push names, without a tag."""
    repository_arn: pulumi.Output[str]
    repository_name: pulumi.Output[str]

    def __init__(self, name: str, args: PrivateRepositoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("union-ecr:index:PrivateRepository", name, None, opts)
        declared = _declared(name, args)
        region = args["region"]
        self.repository = aws.ecr.Repository(
            name,
            name=declared.name,
            region=region,
            image_tag_mutability=declared.tag_mutability,
            image_tag_mutability_exclusion_filters=[
                {"filter": tag, "filter_type": "WILDCARD"} for tag in declared.tag_mutability_exclusions
            ],
            image_scanning_configuration={"scan_on_push": declared.scan_on_push},
            encryption_configurations=[
                {"encryption_type": declared.encryption.type.value, "kms_key": declared.encryption.key}
                if declared.encryption.key
                else {"encryption_type": declared.encryption.type.value}
            ],
            force_delete=declared.force_delete,
            tags=declared.resource_tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=declared.protect,
                import_=declared.name if declared.adopt else None,
                # The provider would delete first where the name stays, and the engine the policies even before that.
                # Created first, the replacement fails instead: the name is taken, and nothing has happened.
                delete_before_replace=False,
            ),
        )
        # A document's id is its repository's name, the same for the old and the new one: deleting the old one last
        # would delete the new one.
        document = pulumi.ResourceOptions(parent=self, deleted_with=self.repository, delete_before_replace=True)
        if declared.policy:
            aws.ecr.RepositoryPolicy(
                name,
                repository=self.repository.name,
                region=region,
                policy=document_text(declared.policy),
                opts=document,
            )
        if declared.lifecycle:
            aws.ecr.LifecyclePolicy(
                name,
                repository=self.repository.name,
                region=region,
                policy=document_text(declared.lifecycle),
                opts=document,
            )
        self.repository_url = self.repository.repository_url
        self.repository_arn = self.repository.arn
        self.repository_name = self.repository.name
        self.register_outputs(
            {
                "repositoryUrl": self.repository_url,
                "repositoryArn": self.repository_arn,
                "repositoryName": self.repository_name,
            }
        )


def repository_args(settings: Settings, image: str) -> PrivateRepositoryArgs:
    """The arguments that make the component of an image of a stack file."""
    own = resolved_image(settings, image).model_dump(mode="json")
    return cast(PrivateRepositoryArgs, {"account": settings.account, "region": settings.region, **own})


class _Arguments(RepositorySettings):
    account: AccountId
    region: Region


def _declared(name: str, args: PrivateRepositoryArgs) -> DeclaredRepository:
    try:
        settings = _Arguments.model_validate({"repository": name, **args})
    except ValidationError as error:
        wrong = [(details["loc"], *explained(details, _Arguments)) for details in error.errors()]
        raise pulumi.RunError("\n".join(_line(name, *one) for one in wrong)) from None
    registry = Registry(settings.account, settings.region)
    broken = [(one.path, one.given, one.rule, one.remedy) for one in broken_image_rules(registry, name, settings)]
    if broken:
        raise pulumi.RunError("\n".join(_line(name, *one) for one in broken))
    return declared_repository(registry, name, settings)


def _line(name: str, path: KeyPath, given: str | None, rule: str, remedy: str) -> str:
    place = ": ".join(part for part in (f"PrivateRepository {name}", dotted(path), given) if part)
    return f"{place}: {rule}; {remedy}"
