"""Repositories as ECR answers, call by call."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from union_ecr.drift.findings import INTERRUPTED
from union_ecr.drift.live import LiveRepository, Unreadable

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecr.type_defs import RepositoryTypeDef
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient

PENDING = Unreadable(INTERRUPTED)
# The most that one page holds:
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeRepositories.html
# https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html
_LARGEST_PAGE, _LARGEST_TAG_PAGE = 1000, 100


class RepositoryDeleted(Exception):
    """The repository was deleted after it had been listed."""


def listed_repositories(ecr: "ECRClient") -> Iterator[list[LiveRepository]]:
    """Every repository of the registry, page by page, without its documents and tags, which are `NOT_YET`."""
    pages = ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": _LARGEST_PAGE})
    for page in pages:
        yield [_listed(found) for found in page["repositories"]]


def policy(ecr: "ECRClient", name: str) -> str | None:
    """A repository's policy, None where ECR says by name that there is none.

    Raises:
        Gone: the repository was deleted meanwhile.
    """
    try:
        return document_of(ecr.get_repository_policy(repositoryName=name), "policyText")
    except ecr.exceptions.RepositoryPolicyNotFoundException:
        return None
    except ecr.exceptions.RepositoryNotFoundException:
        raise RepositoryDeleted from None


def lifecycle(ecr: "ECRClient", name: str) -> str | None:
    """A repository's lifecycle policy, likewise."""
    try:
        return document_of(ecr.get_lifecycle_policy(repositoryName=name), "lifecyclePolicyText")
    except ecr.exceptions.LifecyclePolicyNotFoundException:
        return None
    except ecr.exceptions.RepositoryNotFoundException:
        raise RepositoryDeleted from None


def own_tags(ecr: "ECRClient", arn: str) -> dict[str, str]:
    """A repository's tags by ECR itself, likewise: one call for one repository."""
    try:
        return {tag["Key"]: tag["Value"] for tag in ecr.list_tags_for_resource(resourceArn=arn)["tags"]}
    except ecr.exceptions.RepositoryNotFoundException:
        raise RepositoryDeleted from None


def listed_tags(tagging: "ResourceGroupsTaggingAPIClient") -> dict[str, Mapping[str, str]]:
    """The tags of all repositories of the region by their ARNs; one that never had a tag is not among them.

    Whoever lists 100 repositories a call has their tags for a fiftieth of what else is asked. Resources that are gone
    may be listed for a while (https://github.com/aws/aws-sdk/issues/676), so this tells nothing of what exists.
    """
    pages = tagging.get_paginator("get_resources").paginate(
        ResourceTypeFilters=["ecr"], PaginationConfig={"PageSize": _LARGEST_TAG_PAGE}
    )
    found = (one for page in pages for one in page["ResourceTagMappingList"])
    return {one["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in one["Tags"]} for one in found}


def _listed(found: "RepositoryTypeDef") -> LiveRepository:
    encryption = found["encryptionConfiguration"]
    return LiveRepository(
        name=found["repositoryName"],
        arn=found["repositoryArn"],
        uri=found["repositoryUri"],
        tag_mutability=found["imageTagMutability"],
        tag_mutability_exclusions=tuple(
            sorted(one["filter"] for one in found.get("imageTagMutabilityExclusionFilters") or ())
        ),
        # Deprecated in favour of the registry's own scanning: absent is off.
        # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html
        scan_on_push=found.get("imageScanningConfiguration", {}).get("scanOnPush", False),
        encryption_type=encryption["encryptionType"],
        encryption_key=encryption.get("kmsKey"),
        resource_tags=PENDING,
        policy=PENDING,
        lifecycle=PENDING,
    )


def document_of(answer: Mapping[str, Any], key: str) -> str:
    """A document in an answer.

    Raises:
        KeyError: there is no text.
    """
    text = answer[key]
    if not isinstance(text, str):
        raise KeyError(key)
    return text
