"""The arguments of a private repository; a template and a registry's policy take some of them, too."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from union_ecr.settings.grantees import RolesBy
from union_ecr.settings.lifecycle import LifecycleAction, TagsMatch, TagStatus
from union_ecr.settings.repository import EncryptionType, TagMutability


class EncryptionArgs(TypedDict):
    """Encryption at rest; ECR fixes it when the repository is created."""

    type: EncryptionType
    """AES256, KMS, or in GovCloud KMS_DSSE."""
    key: NotRequired[pulumi.Input[str] | None]
    """ARN of a KMS key in the registry's region; without one, KMS uses the account's aws/ecr key."""


class GrantArgs(TypedDict):
    """Somebody (one of principals, organizationId, organizationalUnits, service), and what they may do."""

    principals: NotRequired[Sequence[pulumi.Input[str]] | None]
    """ARNs of roles or users, or account ids."""
    roles_by: NotRequired[RolesBy]
    """arn (default), or condition: survives a role that is made again, and allows a wildcard in a role's name."""
    organization_id: NotRequired[pulumi.Input[str] | None]
    """Everyone in an AWS organization whose IAM policy allows it."""
    organizational_units: NotRequired[Sequence[pulumi.Input[str]] | None]
    """Everyone in these units and below whose IAM policy allows it; paths from o- down."""
    service: NotRequired[str | None]
    """An AWS service such as lambda.amazonaws.com, on behalf of the sources named."""
    source_arns: NotRequired[Sequence[pulumi.Input[str]]]
    """What the service acts for, by ARN."""
    source_accounts: NotRequired[Sequence[pulumi.Input[str]]]
    """The accounts the service acts for; instead of sourceArns."""
    access: NotRequired[Sequence[str]]
    """Any of pull, push, describe."""
    actions: NotRequired[Sequence[str]]
    """Further ECR actions by name, such as ecr:ListTagsForResource."""


class DenyPushArgs(TypedDict):
    """Only those whom grants let push, and the principals named here, may push."""

    except_principals: NotRequired[Sequence[pulumi.Input[str]]]
    """Who else may push, such as a push role: ARNs of roles or users, or account ids."""


class DenyOutsideVpcEndpointsArgs(TypedDict):
    """Nobody may pull or push except through these VPC endpoints."""

    vpc_endpoints: Sequence[pulumi.Input[str]]
    """Ids of the interface endpoints for ecr.dkr and ecr.api."""
    except_principals: NotRequired[Sequence[pulumi.Input[str]]]
    """Who may come another way: ARNs of roles or users, or account ids."""


class DenyOutsideOrganizationArgs(TypedDict):
    """Nobody outside this AWS organization may do anything; the registry's own account may."""

    organization_id: pulumi.Input[str]
    """The organization's id."""
    except_principals: NotRequired[Sequence[pulumi.Input[str]]]
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
    """What you can set for a repository.

    An argument that fixes which repository it is, or how safe it is, is plain: it must be known in every preview.
    """

    account: pulumi.Input[str]
    """The registry's account. The credentials must be this account's."""
    region: str
    """The registry's region."""
    repository: NotRequired[str]
    """The repository's name. Default: the component's name."""
    tag_mutability: NotRequired[TagMutability]
    """Whether a tag may be pushed again with another content. Default: IMMUTABLE."""
    tag_mutability_exclusions: NotRequired[Sequence[str]]
    """Tags for which the opposite holds, at most 5, such as buildcache*."""
    scan_on_push: NotRequired[bool]
    """ECR scans every image that is pushed, unless the registry's scanning settings decide. Default: true."""
    encryption: NotRequired[EncryptionArgs]
    """Encryption at rest. Cannot be changed without losing the images. Default: AES256."""
    untagged_days: NotRequired[int | None]
    """Expire untagged images after this many days. Default: 14."""
    expire_untagged: NotRequired[bool]
    """false: untagged images never expire. Default: true."""
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
    resource_tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """AWS tags of the repository."""
    protect: NotRequired[bool]
    """Pulumi refuses to delete or replace the repository. Default: true."""
    force_delete: NotRequired[bool]
    """A deletion deletes the images in it, too. Default: false."""
    adopt: NotRequired[bool]
    """The repository exists already: take it over instead of creating it. Harmless afterwards. Default: false."""
