"""Reads repositories from ECR, one function a call."""

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
    """The repository was deleted after it was listed."""


def listed_repositories(ecr: "ECRClient") -> Iterator[list[LiveRepository]]:
    """Every repository of the registry, page by page, with `PENDING` for its documents and tags."""
    pages = ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": _LARGEST_PAGE})
    for page in pages:
        yield [_listed(found) for found in page["repositories"]]


def declared_repository(ecr: "ECRClient", name: str) -> LiveRepository:
    """One repository by its name, as `listed_repositories` has it; errors as for `policy`."""
    try:
        (found,) = ecr.describe_repositories(repositoryNames=[name])["repositories"]
    except ecr.exceptions.RepositoryNotFoundException:
        raise RepositoryDeleted from None
    return _listed(found)


def policy(ecr: "ECRClient", name: str) -> str | None:
    """A repository's policy; None where ECR answers RepositoryPolicyNotFoundException.

    Raises:
        RepositoryDeleted: ECR answers RepositoryNotFoundException.
    """
    try:
        return document_of(ecr.get_repository_policy(repositoryName=name), "policyText")
    except ecr.exceptions.RepositoryPolicyNotFoundException:
        return None
    except ecr.exceptions.RepositoryNotFoundException:
        raise RepositoryDeleted from None


def lifecycle(ecr: "ECRClient", name: str) -> str | None:
    """A repository's lifecycle policy; None and errors as for `policy`."""
    try:
        return document_of(ecr.get_lifecycle_policy(repositoryName=name), "lifecyclePolicyText")
    except ecr.exceptions.LifecyclePolicyNotFoundException:
        return None
    except ecr.exceptions.RepositoryNotFoundException:
        raise RepositoryDeleted from None


def own_tags(ecr: "ECRClient", arn: str) -> dict[str, str]:
    """A repository's tags from ECR itself, one call for one repository; errors as for `policy`."""
    try:
        return {tag["Key"]: tag["Value"] for tag in ecr.list_tags_for_resource(resourceArn=arn)["tags"]}
    except ecr.exceptions.RepositoryNotFoundException:
        raise RepositoryDeleted from None


def listed_tags(tagging: "ResourceGroupsTaggingAPIClient") -> dict[str, Mapping[str, str]]:
    """The tags of all repositories of the region by ARN, 100 repositories a call.

    Repositories that never had a tag are not listed, and deleted ones may still be
    (https://github.com/aws/aws-sdk/issues/676): this does not say which repositories exist.
    """
    pages = tagging.get_paginator("get_resources").paginate(
        ResourceTypeFilters=["ecr"], PaginationConfig={"PageSize": _LARGEST_TAG_PAGE}
    )
    resources = (resource for page in pages for resource in page["ResourceTagMappingList"])
    return {resource["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in resource["Tags"]} for resource in resources}


def _listed(found: "RepositoryTypeDef") -> LiveRepository:
    encryption = found["encryptionConfiguration"]
    return LiveRepository(
        name=found["repositoryName"],
        arn=found["repositoryArn"],
        uri=found["repositoryUri"],
        tag_mutability=found["imageTagMutability"],
        tag_mutability_exclusions=tuple(
            sorted(exclusion["filter"] for exclusion in found.get("imageTagMutabilityExclusionFilters") or ())
        ),
        # Deprecated in favour of the registry's scanning configuration, so it may be absent, which means off.
        # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_Repository.html
        scan_on_push=found.get("imageScanningConfiguration", {}).get("scanOnPush", False),
        encryption_type=encryption["encryptionType"],
        encryption_key=encryption.get("kmsKey"),
        resource_tags=PENDING,
        policy=PENDING,
        lifecycle=PENDING,
    )


def document_of(answer: Mapping[str, Any], key: str) -> str:
    """The text of a document in an answer.

    Raises:
        KeyError: the answer has no such text.
    """
    text = answer[key]
    if not isinstance(text, str):
        raise KeyError(key)
    return text
