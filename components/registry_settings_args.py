"""The arguments of `RegistrySettings`: the fields of a stack file's `registry`, with its account and region."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from union_ecr.settings.grantees import RolesBy
from union_ecr.settings.registry.account_settings import BlobMounting
from union_ecr.settings.registry.scanning import ScanFrequency, ScanType
from union_ecr.settings.repository import TagMutability

from .private_repository_args import (
    DenyArgs,
    DenyOutsideOrganizationArgs,
    DenyOutsideVpcEndpointsArgs,
    EncryptionArgs,
    GrantArgs,
    LifecycleRuleArgs,
)


class ScanningRuleArgs(TypedDict):
    """Repositories, and when they are scanned."""

    frequency: ScanFrequency
    """SCAN_ON_PUSH; for BASIC also MANUAL, for ENHANCED also CONTINUOUS_SCAN."""
    filters: Sequence[str]
    """Repository names with *."""


class ScanningArgs(TypedDict):
    """Scanning of the whole registry; its filters decide, not a repository's scanOnPush."""

    type: ScanType
    """BASIC or ENHANCED."""
    rules: NotRequired[Sequence[ScanningRuleArgs]]
    """At most two, one a frequency."""


class DestinationArgs(TypedDict):
    """A registry that gets copies."""

    region: str
    """Of the same partition."""
    account: NotRequired[pulumi.Input[str] | None]
    """Default: the registry's own."""


class ReplicationRuleArgs(TypedDict):
    """Which repositories are copied where."""

    destinations: Sequence[DestinationArgs]
    prefixes: NotRequired[Sequence[str] | None]
    """Beginnings of repository names. Default: every repository."""


class RegistryGrantArgs(TypedDict):
    """Somebody (one of accounts and of a grant's four), and what they may do in the registry."""

    accounts: NotRequired[Sequence[pulumi.Input[str]] | None]
    """Account ids."""
    principals: NotRequired[Sequence[pulumi.Input[str]] | None]
    """ARNs of roles or users, or account ids."""
    roles_by: NotRequired[RolesBy]
    """arn (default), or condition: survives a role that is made again, and allows a wildcard in a role's name."""
    organization_id: NotRequired[pulumi.Input[str] | None]
    """Everyone in an AWS organization whose IAM policy allows it."""
    organizational_units: NotRequired[Sequence[pulumi.Input[str]] | None]
    """Everyone in these units and below whose IAM policy allows it; paths from o- down."""
    service: NotRequired[str | None]
    """An AWS service such as omics.amazonaws.com, on behalf of the sources named."""
    source_arns: NotRequired[Sequence[pulumi.Input[str]]]
    """What the service acts for, by ARN."""
    source_accounts: NotRequired[Sequence[pulumi.Input[str]]]
    """The accounts the service acts for; instead of sourceArns."""
    access: Sequence[str]
    """Any of replicate, pullThrough, upstream, pull, push, describe; of a service pull and pullThrough."""
    repositories: NotRequired[Sequence[str]]
    """Repository names with *. Default: all."""


class RegistryDenyArgs(TypedDict):
    """What is denied in every repository of the registry, whatever a grant or an IAM policy allows."""

    outside_vpc_endpoints: NotRequired[DenyOutsideVpcEndpointsArgs | None]
    """Pulls and pushes that come through no VPC endpoint named."""
    outside_organization: NotRequired[DenyOutsideOrganizationArgs | None]
    """Everything that principals outside an AWS organization do."""


class PullThroughCacheRuleArgs(TypedDict):
    """An upstream registry, whose images are cached below a prefix."""

    upstream: str
    """Its host, as ECR calls it: Docker Hub is registry-1.docker.io."""
    credential: NotRequired[pulumi.Input[str] | None]
    """The whole ARN of the Secrets Manager secret with the login, where the upstream needs one."""
    upstream_prefix: NotRequired[str | None]
    """Where the names begin in an ECR upstream."""
    custom_role: NotRequired[pulumi.Input[str] | None]
    """The role by which ECR pulls from the ECR of another account."""


class CreationTemplateArgs(TypedDict):
    """The settings of repositories that ECR creates by itself below a prefix."""

    applied_for: Sequence[str]
    """Any of PULL_THROUGH_CACHE, REPLICATION, CREATE_ON_PUSH."""
    description: NotRequired[str | None]
    """For people who meet the template in the console."""
    custom_role: NotRequired[pulumi.Input[str] | None]
    """The role that creates them; needed with resourceTags or KMS."""
    tag_mutability: NotRequired[TagMutability]
    """Default: MUTABLE for PULL_THROUGH_CACHE, IMMUTABLE otherwise."""
    tag_mutability_exclusions: NotRequired[Sequence[str]]
    """Tags for which the opposite holds, at most 5; without tagMutability they are exceptions from IMMUTABLE."""
    encryption: NotRequired[EncryptionArgs]
    """Default: AES256."""
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
    """Who may pull, push or describe."""
    deny: NotRequired[DenyArgs | None]
    """What is denied to all but some, whatever a grant or an IAM policy allows. Default: nothing is denied."""
    resource_tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """AWS tags of the repositories."""


class AccountSettingsArgs(TypedDict):
    """ECR's account settings of one region; one that is taken out again stays as it is."""

    basic_scan_type_version: NotRequired[str | None]
    """AWS_NATIVE."""
    registry_policy_scope: NotRequired[str | None]
    """V2."""
    blob_mounting: NotRequired[BlobMounting | None]
    """ENABLED or DISABLED."""


class RegistrySettingsArgs(TypedDict):
    """What you can set for a registry.

    What decides which settings there are is plain: sections, prefixes, upstreams, names of settings.
    """

    account: pulumi.Input[str]
    """The registry's account. The credentials must be this account's."""
    region: str
    """The registry's region."""
    scanning: NotRequired[ScanningArgs | None]
    """Vulnerability scanning."""
    replication: NotRequired[Sequence[ReplicationRuleArgs]]
    """Copies of new images elsewhere, at most 10 rules."""
    policy: NotRequired[Sequence[RegistryGrantArgs]]
    """The registry policy: who may do what in every repository."""
    deny: NotRequired[RegistryDenyArgs | None]
    """What the registry policy denies in every repository."""
    pull_through_cache: NotRequired[Mapping[str, PullThroughCacheRuleArgs]]
    """Pull-through cache rules for other registries, by prefix."""
    creation_templates: NotRequired[Mapping[str, CreationTemplateArgs]]
    """Settings of repositories that ECR creates by itself, by prefix or ROOT."""
    account_settings: NotRequired[AccountSettingsArgs | None]
    """ECR's account settings in this region."""
    pull_time_update_exclusions: NotRequired[Sequence[str]]
    """ARNs of roles and users whose pulls do not count as use of an image."""
