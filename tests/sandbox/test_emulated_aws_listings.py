"""Listings come in pages, as ECR's API reference says."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws

UNCHECKED = Config(parameter_validation=False)


def put_images(ecr: Any, repository: str, count: int) -> None:
    for number in range(count):
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "layers": [{"digest": f"sha256:{number:064x}"}],
        }
        ecr.put_image(repositoryName=repository, imageManifest=json.dumps(manifest), imageTag=f"build-{number:04}")


def test_1500_repositories_come_as_15_pages_of_100_or_2_of_1000(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    names = [f"team/image-{number:04}" for number in range(1500)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda name: ecr.create_repository(repositoryName=name), names))
    pages = ecr.get_paginator("describe_repositories")

    by_default = [page["repositories"] for page in pages.paginate()]
    at_most = [page["repositories"] for page in pages.paginate(PaginationConfig={"PageSize": 1000})]

    assert [len(page) for page in by_default] == [100] * 15
    assert [len(page) for page in at_most] == [1000, 500]
    for listing in (by_default, at_most):
        assert sorted(repository["repositoryName"] for page in listing for repository in page) == names
    assert len([call for call in aws.calls() if call.operation == "DescribeRepositories"]) == 17


def test_a_full_last_page_has_no_token(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    for name in ("one", "two"):
        ecr.create_repository(repositoryName=name)
    first = ecr.describe_repositories(maxResults=1)
    second = ecr.describe_repositories(maxResults=1, nextToken=first["nextToken"])
    assert "nextToken" not in second
    assert "nextToken" not in ecr.describe_repositories(maxResults=2)


def test_images_are_listed_and_described_in_pages(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName="trainer")
    put_images(ecr, "trainer", 120)
    listed = [len(page["imageIds"]) for page in paginate(ecr, "list_images", 50)]
    described = [len(page["imageDetails"]) for page in paginate(ecr, "describe_images", 50)]
    assert listed == described == [50, 50, 20]
    assert len(ecr.list_images(repositoryName="trainer")["imageIds"]) == 100
    assert len(ecr.describe_images(repositoryName="trainer")["imageDetails"]) == 100


def paginate(ecr: Any, operation: str, size: int) -> Any:
    return ecr.get_paginator(operation).paginate(repositoryName="trainer", PaginationConfig={"PageSize": size})


@pytest.mark.parametrize(
    ("operation", "arguments", "said"),
    [
        ("describe_repositories", {"maxResults": 0}, "greater than or equal to 1"),
        ("describe_repositories", {"maxResults": 1001}, "less than or equal to 1000"),
        ("describe_repositories", {"maxResults": 10, "repositoryNames": ["trainer"]}, "repositoryNames"),
        ("describe_repositories", {"nextToken": "x", "repositoryNames": ["trainer"]}, "repositoryNames"),
        ("describe_repositories", {"nextToken": "invented"}, "Invalid token"),
        ("list_images", {"repositoryName": "trainer", "maxResults": 1001}, "less than or equal to 1000"),
        (
            "describe_images",
            {"repositoryName": "trainer", "maxResults": 1, "imageIds": [{"imageTag": "x"}]},
            "imageIds",
        ),
    ],
)
def test_a_page_that_cannot_be_is_refused(
    aws: EmulatedAws, operation: str, arguments: dict[str, Any], said: str
) -> None:
    aws.client("ecr").create_repository(repositoryName="trainer")
    unchecked = aws.client("ecr", config=UNCHECKED)
    with pytest.raises(ClientError, match=said) as refused:
        getattr(unchecked, operation)(**arguments)
    assert refused.value.response["Error"]["Code"] == "InvalidParameterException"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_token_of_one_listing_is_refused_by_another(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    for repository in ("trainer", "server"):
        ecr.create_repository(repositoryName=repository)
        put_images(ecr, repository, 2)
    token = ecr.list_images(repositoryName="trainer", maxResults=1)["nextToken"]
    with pytest.raises(ClientError, match="Invalid token"):
        ecr.list_images(repositoryName="server", maxResults=1, nextToken=token)
