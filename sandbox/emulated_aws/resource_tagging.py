"""The Resource Groups Tagging API for ECR's repositories: the tags of a whole region in one listing; moto has no ECR.

API reference, GetResources:
https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/API_GetResources.html. "all the tagged or
previously tagged resources that are located in the specified Region for the account": a repository that never had a
tag is not listed; one whose tags were removed is, without tags. Unlike AWS this listing never lags behind.
"""

from collections.abc import Iterator
from typing import Any

from moto.core.resource_tagging import make_tag_matcher, match_resource_type
from moto.core.responses import ActionResult
from moto.ecr.models import ECRBackend, ecr_backends
from moto.resourcegroupstaggingapi import urls
from moto.resourcegroupstaggingapi.exceptions import ResourceGroupsTaggingAPIError
from moto.resourcegroupstaggingapi.responses import ResourceGroupsTaggingAPIResponse

from .paging import read_token, write_token

RESOURCE_TYPE = "ecr:repository"
DEFAULT_PAGE, LARGEST_PAGE = 50, 100


def install() -> None:
    """Make moto in this process answer the tagging API's calls with this module."""
    urls.url_paths = {"{0}/$": EmulatedTaggingResponse.dispatch}


def forget_no_tags(backend: ECRBackend, arn: str) -> None:
    """Record that a repository never had tags when it is created without any; moto keeps an empty set for it."""
    if not backend.tagger.tags.get(arn):
        backend.tagger.tags.pop(arn, None)


class EmulatedTaggingResponse(ResourceGroupsTaggingAPIResponse):
    """One request."""

    def get_resources(self) -> ActionResult:
        """Return a page. "You can't specify both" a list of ARNs and any filter or paging parameter."""
        arns = self._get_param("ResourceARNList") or []
        others = ("TagFilters", "ResourceTypeFilters", "ResourcesPerPage", "TagsPerPage", "PaginationToken")
        if arns and any(self._get_param(other) for other in others):
            raise _invalid("ResourceARNList stands alone")
        size = self._get_param("ResourcesPerPage") or (LARGEST_PAGE if arns else DEFAULT_PAGE)
        if not 1 <= size <= LARGEST_PAGE:
            raise _invalid(f"ResourcesPerPage must be between 1 and {LARGEST_PAGE}")
        listed = [mapping for mapping in self._listed() if not arns or mapping["ResourceARN"] in arns]
        token = self._get_param("PaginationToken")
        start = read_token(token, RESOURCE_TYPE) if token else 0
        if start is None:
            reason = "The token is not one of this listing"
            raise ResourceGroupsTaggingAPIError("PaginationTokenExpiredException", reason)
        end = start + size
        # The last page's token is empty or absent; boto3 stops at both.
        token = write_token(RESOURCE_TYPE, end) if end < len(listed) else ""
        return ActionResult({"ResourceTagMappingList": listed[start:end], "PaginationToken": token})

    def _listed(self) -> Iterator[dict[str, Any]]:
        if not match_resource_type(RESOURCE_TYPE, self._get_param("ResourceTypeFilters")):
            return
        matches = make_tag_matcher(self._get_param("TagFilters"))
        backend = ecr_backends[self.current_account][self.region]
        for repository in list(backend.repositories.values()):
            tags = backend.tagger.get_tag_dict_for_resource(repository.arn)
            if backend.tagger.has_tags(repository.arn) and matches(tags):
                pairs = [{"Key": key, "Value": value} for key, value in tags.items()]
                yield {"ResourceARN": repository.arn, "Tags": pairs}


def _invalid(reason: str) -> ResourceGroupsTaggingAPIError:
    return ResourceGroupsTaggingAPIError("InvalidParameterException", reason)
