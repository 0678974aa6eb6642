"""A private ECR repository with its lifecycle policy and its repository policy."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, Self, TypedDict

import pulumi
import pulumi_aws as aws

from union_ecr.declared.repository import DeclaredRepository, declared_repository
from union_ecr.declared.size_limits import repository_size_violations
from union_ecr.ecr.actions import Access
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grantees import RolesBy
from union_ecr.settings.lifecycle import LifecycleAction, TagsMatch, TagStatus
from union_ecr.settings.repository import EncryptionType, TagMutability
from union_ecr.settings.stack import RepositorySettings
from union_ecr.settings.types import AccountId, Region

from .validate_args import raise_violations, validated

RESOURCE_TYPE = "union-ecr:index:PrivateRepository"


class EncryptionArgs(TypedDict):
    """Encryption at rest; ECR fixes it when the repository is created."""

    type: EncryptionType
    """AES256, KMS, or in GovCloud KMS_DSSE."""
    key: NotRequired[str | None]
    """ARN of a KMS key in the registry's region; without one, KMS uses the account's aws/ecr key."""


class GrantArgs(TypedDict):
    """Somebody (one of principals, organizationId, organizationalUnits, service), and what they may do."""

    principals: NotRequired[Sequence[str] | None]
    """ARNs of roles or users, or account ids."""
    roles_by: NotRequired[RolesBy]
    """arn (default), or condition: survives a role that is made again, and allows a wildcard in a role's name."""
    organization_id: NotRequired[str | None]
    """Everyone in an AWS organization whose IAM policy allows it."""
    organizational_units: NotRequired[Sequence[str] | None]
    """Everyone in these units and below whose IAM policy allows it; paths from o- down."""
    service: NotRequired[str | None]
    """An AWS service such as lambda.amazonaws.com, on behalf of the sources named."""
    source_arns: NotRequired[Sequence[str]]
    """What the service acts for, by ARN."""
    source_accounts: NotRequired[Sequence[str]]
    """The accounts the service acts for; instead of sourceArns."""
    access: NotRequired[Sequence[Access]]
    """Any of pull, push, describe."""
    actions: NotRequired[Sequence[str]]
    """Further ECR actions by name, such as ecr:ListTagsForResource."""


class DenyPushArgs(TypedDict):
    """Only those whom grants let push, and the principals named here, may push."""

    except_principals: NotRequired[Sequence[str]]
    """Who else may push, such as a push role: ARNs of roles or users, or account ids."""


class DenyOutsideVpcEndpointsArgs(TypedDict):
    """Nobody may pull or push except through these VPC endpoints."""

    vpc_endpoints: Sequence[str]
    """Ids of the interface endpoints for ecr.dkr and ecr.api."""
    except_principals: NotRequired[Sequence[str]]
    """Who may come another way: ARNs of roles or users, or account ids."""


class DenyOutsideOrganizationArgs(TypedDict):
    """Nobody outside this AWS organization may do anything; the registry's own account may."""

    organization_id: str
    """The organization's id."""
    except_principals: NotRequired[Sequence[str]]
    """Who may do so from outside: ARNs of roles or users, or account ids."""


class DenyArgs(TypedDict):
    """What is denied in the repository, whatever a grant or an IAM policy allows."""

    push: NotRequired[DenyPushArgs | None]
    """Pushes by anyone else."""
    outside_vpc_endpoints: NotRequired[DenyOutsideVpcEndpointsArgs | None]
    """Pulls and pushes that come through no VPC endpoint named."""
    outside_organization: NotRequired[DenyOutsideOrganizationArgs | None]
    """Everything that principals outside an AWS organization do."""


class LifecycleRuleArgs(TypedDict):
    """One rule: which images, after what (exactly one of the four counts), and what happens to them."""

    tag_status: TagStatus
    """untagged, tagged or any."""
    tag_pattern_list: NotRequired[Sequence[str] | None]
    """Which tags, with at most four * each. With tagStatus tagged, this or tagPrefixList."""
    tag_prefix_list: NotRequired[Sequence[str] | None]
    """How the tags begin."""
    match: NotRequired[TagsMatch | None]
    """Needed with more than one tag: any for images with one of them, all for images that carry every one."""
    image_count_more_than: NotRequired[int | None]
    """All but so many of the images pushed last."""
    since_image_pushed: NotRequired[int | None]
    """Days after their push."""
    since_image_pulled: NotRequired[int | None]
    """Days after their last pull; only to archive them."""
    since_image_transitioned: NotRequired[int | None]
    """Days after they were archived, at least 90; only to expire them."""
    action: LifecycleAction
    """expire or archive."""
    description: NotRequired[str | None]
    """Why the rule is there. Default: what it does, as a sentence."""


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
    """Tags for which the opposite holds, at most 5, such as buildcache*."""
    scan_on_push: NotRequired[bool]
    """Default: true."""
    encryption: NotRequired[EncryptionArgs]
    """Default: AES256. Cannot be changed without losing the images."""
    untagged_days: NotRequired[int | None]
    """Expire untagged images after this many days. Default: 14; null: never."""
    lifecycle_rules: NotRequired[Sequence[LifecycleRuleArgs]]
    """Further rules. Default: none, so what is tagged never expires."""
    keep_tags: NotRequired[Sequence[str]]
    """Tags, or patterns of tags, that no rule touches."""
    allow_tagged_expiry: NotRequired[bool]
    """Says that lifecycleRules may take tagged images away. Default: false, and such rules are refused."""
    grants: NotRequired[Sequence[GrantArgs]]
    """Who may pull, push or describe. Without grants and deny there is no repository policy."""
    deny: NotRequired[DenyArgs | None]
    """What is denied to all but some, whatever a grant or an IAM policy allows. Default: nothing is denied."""
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
        pulumi.RunError: one line for each argument that ECR would refuse, or that would grant untrusted access.
    """

    repository_url: pulumi.Output[str]
    """What a pull or push names, without a tag."""
    repository_arn: pulumi.Output[str]
    repository_name: pulumi.Output[str]

    def __init__(self, name: str, args: PrivateRepositoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        declared = _declared(name, args)
        self._create(name, args["region"], declared)

    @classmethod
    def from_declared(
        cls, registry: Registry, declared: DeclaredRepository, opts: pulumi.ResourceOptions | None = None
    ) -> Self:
        """The component of a repository that a stack file declares: validated and rendered already."""
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, declared.logical_name, None, opts)
        component._create(declared.logical_name, registry.region, declared)
        return component

    def _create(self, name: str, region: str, declared: DeclaredRepository) -> None:
        self.repository = self._repository(name, region, declared)
        # A document's id is its repository's name, the same for the old and the new one: deleting the old one last
        # would delete the new one.
        opts = pulumi.ResourceOptions(parent=self, deleted_with=self.repository, delete_before_replace=True)
        document_types = (
            (aws.ecr.RepositoryPolicy, declared.policy),
            (aws.ecr.LifecyclePolicy, declared.lifecycle),
        )
        for document_type, document in document_types:
            if document:
                policy = document_text(document)
                document_type(name, repository=self.repository.name, region=region, policy=policy, opts=opts)
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

    def _repository(self, name: str, region: str, declared: DeclaredRepository) -> aws.ecr.Repository:
        encryption: aws.ecr.RepositoryEncryptionConfigurationArgsDict = {
            "encryption_type": declared.encryption.type.value
        }
        if declared.encryption.key:
            encryption["kms_key"] = declared.encryption.key
        return aws.ecr.Repository(
            name,
            name=declared.name,
            region=region,
            image_tag_mutability=declared.tag_mutability,
            image_tag_mutability_exclusion_filters=[
                {"filter": tag, "filter_type": "WILDCARD"} for tag in declared.tag_mutability_exclusions
            ],
            image_scanning_configuration={"scan_on_push": declared.scan_on_push},
            encryption_configurations=[encryption],
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


class _Arguments(RepositorySettings):
    account: AccountId
    region: Region


def _declared(name: str, args: PrivateRepositoryArgs) -> DeclaredRepository:
    settings = validated("PrivateRepository", name, _Arguments, args, {"repository": name})
    declared = declared_repository(Registry(settings.account, settings.region), name, settings)
    raise_violations("PrivateRepository", name, repository_size_violations(declared))
    return declared
