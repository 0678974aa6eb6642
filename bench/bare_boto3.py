"""The calls of a sweep by bare boto3 and 32 threads, without any comparison.

The documents of a page's repositories are read as soon as the page is there.
"""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

THREADS = 32


def main() -> None:
    session = boto3.Session()
    config = Config(max_pool_connections=THREADS)
    session.client("sts", config=config).get_caller_identity()
    ecr, tagging = session.client("ecr", config=config), session.client("resourcegroupstaggingapi", config=config)

    def tags() -> list[object]:
        listing = tagging.get_paginator("get_resources")
        pages = listing.paginate(ResourceTypeFilters=["ecr"], PaginationConfig={"PageSize": 100})
        return [mapping for page in pages for mapping in page["ResourceTagMappingList"]]

    def documents(name: str) -> tuple[str | None, str | None]:
        try:
            policy = ecr.get_repository_policy(repositoryName=name)["policyText"]
        except ecr.exceptions.RepositoryPolicyNotFoundException:
            policy = None
        try:
            return policy, ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]
        except ecr.exceptions.LifecyclePolicyNotFoundException:
            return policy, None

    with ThreadPoolExecutor(THREADS) as pool:
        listing = pool.submit(tags)
        cache_rules = pool.submit(lambda: ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"])
        policy = pool.submit(registry_policy, ecr)
        replication = pool.submit(lambda: ecr.describe_registry()["replicationConfiguration"])
        templates = pool.submit(lambda: ecr.describe_repository_creation_templates()["repositoryCreationTemplates"])
        submitted = [
            (repository["repositoryName"], pool.submit(documents, repository["repositoryName"]))
            for page in ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": 1000})
            for repository in page["repositories"]
        ]
    found = {name: answer.result() for name, answer in submitted}
    print(len(found), len(listing.result()), len(cache_rules.result()), policy.result())
    print(replication.result(), len(templates.result()))


def registry_policy(ecr: "ECRClient") -> str | None:
    try:
        return ecr.get_registry_policy()["policyText"]
    except ecr.exceptions.RegistryPolicyNotFoundException:
        return None


if __name__ == "__main__":
    main()
