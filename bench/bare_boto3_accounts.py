"""The calls of a sweep of many accounts by bare boto3 and 32 threads, without any comparison.

`python -m bench.bare_boto3_accounts ROLE ACCOUNT…`. One session reads the service models for all accounts, since a
session an account would read them again for each.
"""

import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from bench.bare_boto3 import THREADS, registry_policy

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient


class Sweep:
    """All calls, in the order in which they become possible."""

    def __init__(self, role: str) -> None:
        self._role = role
        self._session = boto3.Session()
        self._config = Config(max_pool_connections=THREADS)
        self._sts = self._session.client("sts", config=self._config)
        self._sts.get_caller_identity()
        self._making = threading.Lock()  # making a client is not safe among threads
        self._pool = ThreadPoolExecutor(THREADS)

    def of(self, accounts: list[str]) -> int:
        """The number of repositories."""
        with self._pool:
            listings = [self._pool.submit(self._listed, account) for account in accounts]
            answers = [answer for listing in listings for answer in listing.result()]
            return sum(answer.result() is not None for answer in answers)

    def _listed(self, account: str) -> list[Future[Any]]:
        keys = self._sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/{self._role}", RoleSessionName="bare")
        found = keys["Credentials"]
        session: Any = {
            "aws_access_key_id": found["AccessKeyId"],
            "aws_secret_access_key": found["SecretAccessKey"],
            "aws_session_token": found["SessionToken"],
        }
        with self._making:
            ecr = self._session.client("ecr", config=self._config, **session)
            tagging = self._session.client("resourcegroupstaggingapi", config=self._config, **session)
        reads = (
            partial(_tags, tagging),
            ecr.describe_pull_through_cache_rules,
            partial(registry_policy, ecr),
            ecr.describe_registry,
            ecr.describe_repository_creation_templates,
        )
        for read in reads:
            self._pool.submit(read)
        return [
            self._pool.submit(partial(_document, ecr, repository["repositoryName"], kind))
            for page in ecr.get_paginator("describe_repositories").paginate(PaginationConfig={"PageSize": 1000})
            for repository in page["repositories"]
            for kind in ("policy", "lifecycle")
        ]


def _tags(tagging: "ResourceGroupsTaggingAPIClient") -> list[object]:
    pages = tagging.get_paginator("get_resources").paginate(
        ResourceTypeFilters=["ecr"], PaginationConfig={"PageSize": 100}
    )
    return [mapping for page in pages for mapping in page["ResourceTagMappingList"]]


def _document(ecr: "ECRClient", name: str, kind: str) -> str:
    try:
        if kind == "policy":
            return ecr.get_repository_policy(repositoryName=name)["policyText"]
        return ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"]
    except (ecr.exceptions.RepositoryPolicyNotFoundException, ecr.exceptions.LifecyclePolicyNotFoundException):
        return ""


def main() -> None:
    role, *accounts = sys.argv[1:]
    print(Sweep(role).of(accounts))


if __name__ == "__main__":
    main()
