"""Listings come in pages, as in ECR's API reference."""

import json
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws
from sandbox.emulated_aws.paging import Page

pytestmark = pytest.mark.slow

UNCHECKED = Config(parameter_validation=False)


def put_images(ecr: Any, repository: str, count: int) -> None:
    for number in range(count):
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "layers": [{"digest": f"sha256:{number:064x}"}],
        }
        ecr.put_image(repositoryName=repository, imageManifest=json.dumps(manifest), imageTag=f"build-{number:04}")


def test_repositories_come_in_pages_of_100_or_of_at_most_1000(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    names = [f"team/image-{number:04}" for number in range(101)]
    for name in names:
        ecr.create_repository(repositoryName=name)
    pages = ecr.get_paginator("describe_repositories")

    by_default = [page["repositories"] for page in pages.paginate()]
    at_most = [page["repositories"] for page in pages.paginate(PaginationConfig={"PageSize": 1000})]

    assert [len(page) for page in by_default] == [100, 1]
    assert [len(page) for page in at_most] == [101]
    for listing in (by_default, at_most):
        assert sorted(repository["repositoryName"] for page in listing for repository in page) == names
    assert len([call for call in aws.calls() if call.operation == "DescribeRepositories"]) == 3


@pytest.mark.parametrize(("parameters", "sizes"), [({}, [100] * 15), ({"maxResults": 1000}, [1000, 500])])
def test_the_pages_of_1500_entries_hold_each_entry_once(parameters: dict[str, int], sizes: list[int]) -> None:
    entries = list(range(1500))
    pages: list[list[int]] = []
    token: dict[str, str] = {}
    while not pages or token:
        page = Page.requested({**parameters, **token}, "numbers").cut({"numbers": entries}, "numbers")
        pages.append(page["numbers"])
        token = {"nextToken": page["nextToken"]} if "nextToken" in page else {}
    assert [len(page) for page in pages] == sizes
    assert [entry for page in pages for entry in page] == entries


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
    put_images(ecr, "trainer", 101)
    listed = [len(page["imageIds"]) for page in paginate(ecr, "list_images", 50)]
    described = [len(page["imageDetails"]) for page in paginate(ecr, "describe_images", 50)]
    assert listed == described == [50, 50, 1]
    assert len(ecr.list_images(repositoryName="trainer")["imageIds"]) == 100
    assert len(ecr.describe_images(repositoryName="trainer")["imageDetails"]) == 100


def paginate(ecr: Any, operation: str, size: int) -> Any:
    return ecr.get_paginator(operation).paginate(repositoryName="trainer", PaginationConfig={"PageSize": size})


@pytest.mark.parametrize(
    ("operation", "arguments", "reason"),
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
def test_invalid_page_parameters_are_refused(
    aws: EmulatedAws, operation: str, arguments: dict[str, Any], reason: str
) -> None:
    aws.client("ecr").create_repository(repositoryName="trainer")
    unchecked = aws.client("ecr", config=UNCHECKED)
    with pytest.raises(ClientError, match=reason) as refused:
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
