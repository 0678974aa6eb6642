"""Pulls through a cache rule: what ECR creates and imports, and for whom.

Amazon ECR user guide, "Sync an upstream registry with an Amazon ECR private registry", "IAM permissions required".
"""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

OTHER = "111122223333"
PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
IMPORT = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"]


@pytest.fixture
def ecr(aws: EmulatedAws) -> Any:
    client = aws.client("ecr")
    client.create_pull_through_cache_rule(ecrRepositoryPrefix="public", upstreamRegistryUrl="public.ecr.aws")
    return client


def pull(ecr: Any, name: str, tag: str = "1.0") -> list[str]:
    images = ecr.batch_get_image(registryId=DEFAULT_ACCOUNT, repositoryName=name, imageIds=[{"imageTag": tag}])
    return [image["imageId"]["imageTag"] for image in images["images"]]


def let_in(*actions: str) -> dict[str, Any]:
    return {"Sid": "Other", "Effect": "Allow", "Principal": {"AWS": OTHER}, "Action": list(actions)}


def repositories(ecr: Any) -> list[str]:
    return [repository["repositoryName"] for repository in ecr.describe_repositories()["repositories"]]


def test_the_first_pull_creates_the_repository_with_ecrs_defaults(ecr: Any) -> None:
    assert pull(ecr, "public/nginx/nginx") == ["1.0"]
    (repository,) = ecr.describe_repositories()["repositories"]
    assert (repository["repositoryName"], repository["imageTagMutability"]) == ("public/nginx/nginx", "MUTABLE")


def test_it_gets_the_settings_of_the_template_for_pulls_through(ecr: Any) -> None:
    ecr.create_repository_creation_template(
        prefix="public", appliedFor=["PULL_THROUGH_CACHE"], imageTagMutability="IMMUTABLE"
    )
    pull(ecr, "public/nginx")
    assert ecr.describe_repositories()["repositories"][0]["imageTagMutability"] == "IMMUTABLE"


def test_a_tag_is_imported_once_and_another_one_beside_it(ecr: Any) -> None:
    pulled = [pull(ecr, "public/nginx", tag) for tag in ("1.0", "1.0", "2.0")]
    assert pulled == [["1.0"], ["1.0"], ["2.0"]]
    assert len(ecr.describe_images(repositoryName="public/nginx")["imageDetails"]) == 2


def test_names_that_no_rule_is_for_are_not_imported(ecr: Any) -> None:
    with pytest.raises(ClientError, match="RepositoryNotFoundException"):
        pull(ecr, "publicity/nginx")
    assert repositories(ecr) == []


def test_the_rule_of_root_is_for_names_that_no_other_rule_is_for(ecr: Any) -> None:
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="ROOT", upstreamRegistryUrl="quay.io")
    assert pull(ecr, "acme/tool") == ["1.0"]


@pytest.mark.parametrize("allowed", [(), PULL, IMPORT[:1], IMPORT[1:], [*PULL, IMPORT[0]]])
def test_another_account_creates_nothing_without_both_rights_by_the_registry_policy(
    aws: EmulatedAws, ecr: Any, allowed: list[str]
) -> None:
    if allowed:
        put_registry_policy(ecr, *allowed)
    with pytest.raises(ClientError, match=r"AccessDenied|RepositoryNotFound"):
        pull(aws.client("ecr", account=OTHER), "public/nginx")
    assert repositories(ecr) == []


def test_another_account_with_both_rights_pulls_what_the_template_lets_it_pull(aws: EmulatedAws, ecr: Any) -> None:
    put_registry_policy(ecr, *IMPORT)
    ecr.create_repository_creation_template(
        prefix="public",
        appliedFor=["PULL_THROUGH_CACHE"],
        repositoryPolicy=json.dumps({"Version": "2012-10-17", "Statement": [let_in(*PULL)]}),
    )
    assert pull(aws.client("ecr", account=OTHER), "public/nginx") == ["1.0"]


def put_registry_policy(ecr: Any, *actions: str) -> None:
    resource = f"arn:aws:ecr:us-east-1:{DEFAULT_ACCOUNT}:repository/public/*"
    document = {"Version": "2012-10-17", "Statement": [{**let_in(*actions), "Resource": resource}]}
    ecr.put_account_setting(name="REGISTRY_POLICY_SCOPE", value="V2")
    ecr.put_registry_policy(policyText=json.dumps(document))
