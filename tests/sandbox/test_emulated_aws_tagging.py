"""The Resource Groups Tagging API of the emulated AWS: the tags of all repositories of a region."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import ACCESS_DENIED, DEFAULT_ACCOUNT, Call, EmulatedAws, Fault

pytestmark = pytest.mark.slow


def tags(**pairs: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in pairs.items()]


def arn(name: str, region: str = "us-east-1", account: str = DEFAULT_ACCOUNT) -> str:
    return f"arn:aws:ecr:{region}:{account}:repository/{name}"


def listed(tagging: Any, **parameters: Any) -> dict[str, dict[str, str]]:
    found = tagging.get_resources(**parameters)["ResourceTagMappingList"]
    return {mapping["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in mapping["Tags"]} for mapping in found}


@pytest.fixture
def ecr(aws: EmulatedAws) -> Any:
    return aws.client("ecr")


@pytest.fixture
def tagging(aws: EmulatedAws) -> Any:
    return aws.client("resourcegroupstaggingapi")


def test_only_repositories_that_have_or_had_tags_are_listed(ecr: Any, tagging: Any) -> None:
    ecr.create_repository(repositoryName="tagged", tags=tags(team="ml", stage="ä"))
    ecr.create_repository(repositoryName="untagged")
    ecr.create_repository(repositoryName="never", tags=[])
    for name in ("untagged", "gone"):
        if name == "gone":
            ecr.create_repository(repositoryName=name)
        ecr.tag_resource(resourceArn=arn(name), tags=tags(team="ml"))
    ecr.untag_resource(resourceArn=arn("untagged"), tagKeys=["team"])
    ecr.delete_repository(repositoryName="gone")
    assert listed(tagging) == {arn("tagged"): {"team": "ml", "stage": "ä"}, arn("untagged"): {}}


def test_a_listing_covers_the_callers_account_and_region(aws: EmulatedAws, ecr: Any, tagging: Any) -> None:
    ecr.create_repository(repositoryName="here", tags=tags(team="ml"))
    aws.client("ecr", "eu-west-1").create_repository(repositoryName="there", tags=tags(team="ml"))
    aws.client("ecr", account="111122223333").create_repository(repositoryName="theirs", tags=tags(team="ml"))
    assert set(listed(tagging)) == {arn("here")}
    assert set(listed(aws.client("resourcegroupstaggingapi", "eu-west-1"))) == {arn("there", "eu-west-1")}
    theirs = aws.client("resourcegroupstaggingapi", account="111122223333")
    assert set(listed(theirs)) == {arn("theirs", account="111122223333")}


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"ResourceTypeFilters": ["ecr"]}, {"aa", "bb"}),
        ({"ResourceTypeFilters": ["ecr:repository"]}, {"aa", "bb"}),
        ({"ResourceTypeFilters": ["s3", "ecr"]}, {"aa", "bb"}),
        ({"ResourceTypeFilters": ["s3"]}, set()),
        ({"TagFilters": [{"Key": "team", "Values": ["ml", "data"]}]}, {"aa"}),
        ({"TagFilters": [{"Key": "team"}]}, {"aa", "bb"}),
        ({"TagFilters": [{"Key": "team"}, {"Key": "stage"}]}, {"bb"}),
        ({"ResourceARNList": [arn("bb"), arn("nowhere")]}, {"bb"}),
    ],
)
def test_filters_select_repositories_by_tag(
    ecr: Any, tagging: Any, parameters: dict[str, Any], names: set[str]
) -> None:
    ecr.create_repository(repositoryName="aa", tags=tags(team="ml"))
    ecr.create_repository(repositoryName="bb", tags=tags(team="web", stage="test"))
    assert set(listed(tagging, **parameters)) == {arn(name) for name in names}


def test_a_page_has_50_resources_by_default_and_at_most_100(ecr: Any, tagging: Any) -> None:
    names = [f"r{number:03}" for number in range(101)]
    for name in names:
        ecr.create_repository(repositoryName=name, tags=tags(name=name))
    assert len(listed(tagging)) == 50
    pages = list(tagging.get_paginator("get_resources").paginate(ResourcesPerPage=100))
    assert [len(page["ResourceTagMappingList"]) for page in pages] == [100, 1]
    assert {mapping["ResourceARN"] for page in pages for mapping in page["ResourceTagMappingList"]} == set(
        map(arn, names)
    )


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"ResourcesPerPage": 101}, "InvalidParameterException"),
        ({"ResourcesPerPage": -1}, "InvalidParameterException"),
        ({"ResourceARNList": [arn("a")], "ResourceTypeFilters": ["ecr"]}, "InvalidParameterException"),
        ({"PaginationToken": "made up"}, "PaginationTokenExpiredException"),
    ],
)
def test_invalid_parameters_are_refused(tagging: Any, parameters: dict[str, Any], code: str) -> None:
    with pytest.raises(ClientError) as refused:
        tagging.get_resources(**parameters)
    assert refused.value.response["Error"]["Code"] == code


def test_tagging_calls_are_recorded_and_can_have_faults(aws: EmulatedAws, tagging: Any) -> None:
    aws.inject(Fault("GetResources", times=1, error=ACCESS_DENIED))
    with pytest.raises(ClientError, match="AccessDeniedException"):
        tagging.get_resources()
    assert listed(tagging) == {}
    assert aws.calls() == [Call("tagging", "GetResources", DEFAULT_ACCOUNT, None, status) for status in (400, 200)]
