"""The actions of ECR, by what they are for. The only place that spells `ecr:…` actions."""

from collections.abc import Mapping
from enum import StrEnum

LONGEST_REPOSITORY_POLICY = 10_240
"""Characters; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_SetRepositoryPolicy.html"""


class Access(StrEnum):
    """What a grant allows."""

    PULL = "pull"
    """Pull images by tag or digest."""
    PUSH = "push"
    """Push images. Does not include pulling them again: grant both where a build reads its own cache."""
    DESCRIBE = "describe"
    """List and look at images and the repository, without their content."""


ACTIONS: Mapping[Access, tuple[str, ...]] = {
    # Union's documented grant, to the letter (its guide "Enable AWS ECR").
    Access.PULL: ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"),
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    # BatchGetImage is part of it: builders look whether the tag is there before they push.
    Access.PUSH: (
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
    ),
    Access.DESCRIBE: ("ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:ListImages"),
}

UPLOAD_ACTIONS: tuple[str, ...] = tuple(action for action in ACTIONS[Access.PUSH] if action not in ACTIONS[Access.PULL])
"""What a push needs and a pull does not."""

EVERY_ACTION = "ecr:*"
"""All there are and will be: only for what is denied."""

DESCRIBE_IMAGES = "ecr:DescribeImages"
"""What Union's operator proxy asks, to see whether an image is there (its guide "Image builder")."""

# https://docs.aws.amazon.com/lambda/latest/dg/images-create.html (Amazon ECR permissions)
_LAMBDA_PULL = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
SERVICE_PULL: Mapping[str, tuple[str, ...]] = {
    "lambda.amazonaws.com": _LAMBDA_PULL,
    "lambda.amazonaws.com.cn": _LAMBDA_PULL,
}
"""Services that need less than `ACTIONS` to pull."""

# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html,
# the actions on the resource type repository, without those that belong into a registry policy.
REPOSITORY_ACTIONS: tuple[str, ...] = tuple(
    f"ecr:{action}"
    for action in (
        "BatchCheckLayerAvailability BatchDeleteImage BatchGetImage BatchGetRepositoryScanningConfiguration "
        "BatchImportUpstreamImage CompleteLayerUpload "
        "DeleteLifecyclePolicy DeleteRepository DeleteRepositoryPolicy DescribeImageReplicationStatus "
        "DescribeImageScanFindings DescribeImageSigningStatus DescribeImages DescribeRepositories "
        "GetDownloadUrlForLayer GetImageCopyStatus GetLifecyclePolicy GetLifecyclePolicyPreview GetRepositoryPolicy "
        "InitiateLayerUpload ListImageReferrers ListImages ListTagsForResource PutImage PutImageScanningConfiguration "
        "PutImageTagMutability PutLifecyclePolicy SetRepositoryPolicy StartImageScan StartLifecyclePolicyPreview "
        "TagResource UntagResource UpdateImageStorageClass UploadLayerPart"
    ).split()
)
"""What a repository policy may grant by name."""

REGISTRY_ONLY_ACTIONS: tuple[str, ...] = ("ecr:CreateRepository", "ecr:ReplicateImage")
"""Actions on a repository that another account does by the registry's policy only.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html"""

CHANGES: Mapping[str, str] = {
    f"ecr:{action}": words
    for words, actions in {
        "delete images": "BatchDeleteImage",
        "delete the repository": "DeleteRepository",
        "archive images": "UpdateImageStorageClass",
        "change who may do what": "DeleteRepositoryPolicy SetRepositoryPolicy",
        "change what expires": "DeleteLifecyclePolicy PutLifecyclePolicy",
        "let tags change": "PutImageTagMutability",
        "change scanning": "PutImageScanningConfiguration",
        "change AWS tags": "TagResource UntagResource",
    }.items()
    for action in actions.split()
}
"""What an action does to the repository and to what is in it, beyond a push: for those that may be named alone."""

DESTROYING_ACTIONS: frozenset[str] = frozenset(
    action for action, words in CHANGES.items() if words not in ("change scanning", "change AWS tags")
)
"""Those by which images are lost or can no longer be pulled, or by which somebody gives himself the right to it."""

# A repository policy cannot give this one: it belongs to the caller's identity, on every resource.
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
TOKEN_ACTION = "ecr:GetAuthorizationToken"  # noqa: S105 - an action's name, no secret


class RegistryAccess(StrEnum):
    """What a registry policy lets other accounts do."""

    REPLICATE = "replicate"
    """Copy their images here, and create the repositories for them."""
    PULL_THROUGH = "pullThrough"
    """Be the first to pull an image through a cache rule, which imports it and creates its repository."""
    UPSTREAM = "upstream"
    """Pull from this registry through a pull-through cache rule of their own ECR."""
    PULL = "pull"
    PUSH = "push"
    DESCRIBE = "describe"


REGISTRY_ACTIONS: Mapping[RegistryAccess, tuple[str, ...]] = {
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions-create-replication.html
    RegistryAccess.REPLICATE: ("ecr:CreateRepository", "ecr:ReplicateImage"),
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html
    RegistryAccess.PULL_THROUGH: ("ecr:BatchImportUpstreamImage", "ecr:CreateRepository"),
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private.html
    RegistryAccess.UPSTREAM: (
        "ecr:BatchGetImage",
        "ecr:BatchImportUpstreamImage",
        "ecr:GetDownloadUrlForLayer",
        "ecr:GetImageCopyStatus",
    ),
    RegistryAccess.PULL: ACTIONS[Access.PULL],
    RegistryAccess.PUSH: ACTIONS[Access.PUSH],
    RegistryAccess.DESCRIBE: ACTIONS[Access.DESCRIBE],
}
"""All of them act on repositories, the only resource of a registry policy here; never the login's token."""

# What the three roles of CI need (union_ecr.ci_roles.deployment), by the calls that pulumi-aws 7.51 makes:
# terraform-provider-aws internal/service/ecr, one file a resource.
REPOSITORY_LISTING = "ecr:DescribeRepositories"
REPOSITORY_DOCUMENTS: tuple[str, ...] = ("ecr:GetLifecyclePolicy", "ecr:GetRepositoryPolicy")
REPOSITORY_TAGS = "ecr:ListTagsForResource"
REPOSITORY_READS: tuple[str, ...] = (REPOSITORY_LISTING, *REPOSITORY_DOCUMENTS, REPOSITORY_TAGS)
REPOSITORY_WRITES: tuple[str, ...] = tuple(
    f"ecr:{action}"
    for action in (
        "CreateRepository DeleteLifecyclePolicy DeleteRepositoryPolicy PutImageScanningConfiguration "
        "PutImageTagMutability PutLifecyclePolicy SetRepositoryPolicy TagResource UntagResource"
    ).split()
)
REPOSITORY_DELETION = "ecr:DeleteRepository"

REGISTRY_READS: Mapping[str, str] = {
    "scanning": "ecr:GetRegistryScanningConfiguration",
    "replication": "ecr:DescribeRegistry",
    "policy": "ecr:GetRegistryPolicy",
    "pull_through_cache": "ecr:DescribePullThroughCacheRules",
    "creation_templates": "ecr:DescribeRepositoryCreationTemplates",
    "account_settings": "ecr:GetAccountSetting",
    "pull_time_update_exclusions": "ecr:ListPullTimeUpdateExclusions",
}
"""By the part of the registry, as `DeclaredRegistry` names it."""

REGISTRY_WRITES: Mapping[str, tuple[str, ...]] = {
    "scanning": ("ecr:PutRegistryScanningConfiguration",),
    "replication": ("ecr:PutReplicationConfiguration",),
    "policy": ("ecr:DeleteRegistryPolicy", "ecr:PutRegistryPolicy"),
    "pull_through_cache": (
        "ecr:CreatePullThroughCacheRule",
        "ecr:DeletePullThroughCacheRule",
        "ecr:UpdatePullThroughCacheRule",
    ),
    "creation_templates": (
        "ecr:CreateRepositoryCreationTemplate",
        "ecr:DeleteRepositoryCreationTemplate",
        "ecr:UpdateRepositoryCreationTemplate",
    ),
    "account_settings": ("ecr:PutAccountSetting",),
    "pull_time_update_exclusions": (
        "ecr:DeregisterPullTimeUpdateExclusion",
        "ecr:RegisterPullTimeUpdateExclusion",
    ),
}

TEMPLATE_CREATION: tuple[str, ...] = ("ecr:CreateRepository", "ecr:PutLifecyclePolicy", "ecr:SetRepositoryPolicy")
"""Permissions needed to put a repository creation template (service authorization reference, dependent actions)."""
