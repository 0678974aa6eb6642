"""Repositories made by hand in the emulated AWS, and reading them."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from sandbox.emulated_aws import DEFAULT_ACCOUNT
from union_ecr.aws.client import Aws, connect
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.registry import RegistryReader, Wanted
from union_ecr.aws.session import CONCURRENCY
from union_ecr.aws.worker_pool import JobGroup, Progress, WorkerPool
from union_ecr.drift.findings import INTERRUPTED
from union_ecr.drift.live import LiveRegistry, LiveRepository, Unreadable
from union_ecr.ecr.registry import Registry

HERE = Registry(DEFAULT_ACCOUNT, "us-east-1")
DENIED = Unreadable("AccessDeniedException: User is not authorized to perform this operation")
FAILED = Unreadable("AWS does not answer now (The service could not answer); try again in a minute")
NO_CREDENTIALS = (
    "there are no AWS credentials; run aws sso login or aws configure, or choose a profile with AWS_PROFILE"
)
NOT_YET = Unreadable(INTERRUPTED)
LIFECYCLE = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {
                "tagStatus": "untagged",
                "countType": "sinceImagePushed",
                "countUnit": "days",
                "countNumber": 14,
            },
            "action": {"type": "expire"},
        }
    ]
}
POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "x", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": ["ecr:BatchGetImage"]}
    ],
}


def connected(attempts: int = 4) -> Aws:
    found = connect([Credentials(HERE, attempts=attempts)])
    assert isinstance(found, Aws)
    return found


def make(ecr: Any, names: Iterable[str], documents: bool = True) -> None:
    for name in names:
        ecr.create_repository(repositoryName=name, tags=[{"Key": "name", "Value": name}])
        if documents:
            ecr.set_repository_policy(repositoryName=name, policyText=json.dumps(POLICY))
            ecr.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=json.dumps(LIFECYCLE))


def read(clients: Aws, **wanted: Any) -> LiveRegistry:
    return read_registry(clients, Wanted(**wanted), lambda done, known: None)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while a registry was read, and what was read by then."""

    def __init__(self, live: LiveRegistry) -> None:
        super().__init__()
        self.live = live


def read_registry(clients: Aws, wanted: Wanted, progress: Progress) -> LiveRegistry:
    """Read one registry as a sweep does."""
    workers = WorkerPool(CONCURRENCY)

    def on_idle(group: JobGroup) -> None:
        group.check()
        reader.resume()

    group = workers.group(on_idle)
    reader = RegistryReader(clients, wanted, group)
    try:
        reader.start()
        workers.wait(progress)
    except KeyboardInterrupt:
        raise Interrupted(reader.live()) from None
    finally:
        workers.abandon()
    return reader.live()


def repositories(live: LiveRegistry) -> dict[str, LiveRepository]:
    assert not isinstance(live.repositories, Unreadable), live.repositories
    return {repository.name: repository for repository in live.repositories}


def on_call(client: Any, operation: str, number: int, do: Callable[[], Any]) -> None:
    """Do something just before a call of an operation, counted from 1."""
    service = client.meta.service_model.service_id.hyphenize()
    seen: list[None] = []

    def before(**_: Any) -> None:
        seen.append(None)
        if len(seen) == number:
            do()

    client.meta.events.register(f"before-call.{service}.{operation}", before)
