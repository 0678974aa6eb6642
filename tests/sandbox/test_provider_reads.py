"""Reading and deleting: a resource is gone only if AWS reports it as not found."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws
from sandbox.emulated_aws.faults import ACCESS_DENIED, EVERY_OPERATION, Fault
from sandbox.provider.iam_open_id_connect import OPEN_ID_CONNECT_PROVIDER
from sandbox.provider.iam_role import ROLE
from sandbox.provider.resource_types import RESOURCE_TYPES

pytestmark = pytest.mark.slow

IDENTIFIERS = {
    "aws:ecr/repository:Repository": "trainer",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "trainer",
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": "trainer",
    "aws:ecr/registryPolicy:RegistryPolicy": "123456789012",
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": "123456789012",
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": "123456789012",
    "aws:ecr/accountSetting:AccountSetting": "BLOB_MOUNTING",
    "aws:ecr/pullTimeUpdateExclusion:PullTimeUpdateExclusion": "arn:aws:iam::123456789012:role/scanner",
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": "docker-hub",
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": "docker-hub",
    "aws:iam/role:Role": "builder",
    "aws:iam/rolePolicy:RolePolicy": "builder:push",
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": "builder",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "builder",
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": "arn:aws:iam::123456789012:oidc-provider/example.org",
    "aws:iam/policy:Policy": "arn:aws:iam::123456789012:policy/push",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": "builder:arn:aws:iam::123456789012:policy/push",
    "aws:s3/bucket:Bucket": "acme-state",
    "aws:s3/bucketVersioning:BucketVersioning": "acme-state",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": "acme-state",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": "acme-state",
    "aws:s3/bucketPolicy:BucketPolicy": "acme-state",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": "acme-state",
    "aws:cloudwatch/eventRule:EventRule": "watch-repositories",
    "aws:cloudwatch/eventTarget:EventTarget": "watch-repositories-report",
    "aws:cloudwatch/eventApiDestination:EventApiDestination": "watch",
    "aws:sqs/queue:Queue": "https://sqs.us-east-1.amazonaws.com/123456789012/watch",
    "aws:sqs/queuePolicy:QueuePolicy": "https://sqs.us-east-1.amazonaws.com/123456789012/watch",
}
ALWAYS_THERE = {
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
    "aws:ecr/accountSetting:AccountSetting",
}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": []})


def test_every_type_is_tested_here() -> None:
    assert set(IDENTIFIERS) == set(RESOURCE_TYPES)


@pytest.mark.parametrize("token", sorted(set(IDENTIFIERS) - ALWAYS_THERE))
def test_a_resource_that_aws_reports_as_not_found_is_gone(aws: EmulatedAws, token: str) -> None:
    kind = RESOURCE_TYPES[token]
    assert kind.read(aws.client(kind.service), IDENTIFIERS[token], {}) is None


@pytest.mark.parametrize("token", IDENTIFIERS)
def test_a_denied_read_is_an_error(aws: EmulatedAws, token: str) -> None:
    kind = RESOURCE_TYPES[token]
    aws.inject(Fault(EVERY_OPERATION, error=ACCESS_DENIED))
    with pytest.raises(ClientError, match=r"AccessDeniedException|HeadBucket"):  # the answer to a HEAD has no body
        kind.read(aws.client(kind.service), IDENTIFIERS[token], {})


@pytest.mark.parametrize("token", sorted(set(IDENTIFIERS) - ALWAYS_THERE))
def test_deleting_a_resource_that_is_gone_succeeds(aws: EmulatedAws, token: str) -> None:
    kind, identifier = RESOURCE_TYPES[token], IDENTIFIERS[token]
    role, _, name = identifier.partition(":") if "rolePolicy" in token else (identifier, "", identifier)
    called = "repository principalArn ecrRepositoryPrefix prefix arn bucket url queueUrl rule targetId".split()
    named = {"role": role, "name": name, "policyArn": name}
    kind.delete(aws.client(kind.service), {**named, **dict.fromkeys(called, identifier)})


def _role(iam: Any, **inputs: Any) -> dict[str, Any]:
    given = {"name": "builder", "path": "/", "assumeRolePolicy": TRUST, "maxSessionDuration": 3600, **inputs}
    live = ROLE.read(iam, ROLE.create(iam, given), given)
    assert live is not None
    return live


def test_a_new_session_duration_keeps_the_description(aws: EmulatedAws) -> None:
    iam = aws.client("iam")
    state = _role(iam, description="Pushes images", maxSessionDuration=7200)
    ROLE.update(iam, state, {**state, "maxSessionDuration": 3600})
    live = ROLE.read(iam, "builder", state)
    assert live is not None
    assert (live["description"], live["maxSessionDuration"]) == ("Pushes images", 3600)


class _Recorded:
    """A client that writes down what is asked of it; moto cannot add or remove clients of an issuer."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, Any]] = []

    def __getattr__(self, operation: str) -> Any:
        return lambda **arguments: self.calls.append((operation, arguments.get("ClientID")))


def test_clients_of_an_issuer_are_added_and_removed_by_a_call_each() -> None:
    recorded = _Recorded()
    old = {"arn": "arn", "clientIdLists": ["a", "b"]}
    OPEN_ID_CONNECT_PROVIDER.update(recorded, old, {"clientIdLists": ["c", "b"]})
    assert recorded.calls == [
        ("add_client_id_to_open_id_connect_provider", "c"),
        ("remove_client_id_from_open_id_connect_provider", "a"),
    ]
