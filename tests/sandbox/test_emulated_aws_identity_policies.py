"""Enforced identity policies: actions, resources, conditions and dependent actions."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws

ACCOUNT = "123456789012"
TRAINER = f"arn:aws:ecr:us-east-1:{ACCOUNT}:repository/trainer"
Statement = dict[str, Any]


def allow(*actions: str, on: str = "*", **more: Any) -> Statement:
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


@pytest.fixture
def session(aws: EmulatedAws) -> Callable[..., Any]:
    """A client of a role that has these statements, in an AWS that enforces them."""

    def make(*statements: Statement, service: str = "ecr", region: str = "us-east-1") -> Any:
        iam = aws.client("iam")
        iam.create_role(RoleName="held", Path="/ci/", AssumeRolePolicyDocument="{}")
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        iam.put_role_policy(RoleName="held", PolicyName="p", PolicyDocument=json.dumps(document))
        aws.enforce_identity_policies()
        return aws.client(service, region, role="ci/held")

    return make


def refused(call: Callable[[], object]) -> ClientError:
    with pytest.raises(ClientError) as refusal:
        call()
    return refusal.value


def test_a_denial_has_the_error_of_its_service(session: Callable[..., Any], aws: EmulatedAws) -> None:
    ecr = session(allow("s3:ListAllMyBuckets"))
    error = refused(lambda: ecr.describe_repositories()).response
    assert error["Error"]["Code"] == "AccessDeniedException"
    assert error["Error"]["Message"] == (
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/held/emulated-aws is not authorized to perform: "
        f"ecr:DescribeRepositories on resource: arn:aws:ecr:us-east-1:{ACCOUNT}:repository/* "
        "because no identity-based policy allows the action"
    )
    iam = aws.client("iam", role="ci/held")
    assert refused(lambda: iam.get_role(RoleName="held")).response["Error"]["Code"] == "AccessDenied"


def test_an_allow_is_limited_to_its_resource(session: Callable[..., Any]) -> None:
    ecr = session(allow("ecr:CreateRepository", "ecr:DescribeRepositories", on=TRAINER))
    ecr.create_repository(repositoryName="trainer")
    ecr.describe_repositories(repositoryNames=["trainer"])
    refused(lambda: ecr.create_repository(repositoryName="trainers"))
    refused(lambda: ecr.describe_repositories(repositoryNames=["trainer", "another"]))
    refused(lambda: ecr.describe_repositories())


def test_creating_with_tags_also_needs_the_permission_to_tag(session: Callable[..., Any]) -> None:
    ecr = session(allow("ecr:CreateRepository"))
    tags = [{"Key": "team", "Value": "ml"}]
    assert "ecr:TagResource" in str(refused(lambda: ecr.create_repository(repositoryName="trainer", tags=tags)))
    ecr.create_repository(repositoryName="trainer")


def test_a_cache_rule_with_a_secret_also_needs_the_permission_to_read_it(
    session: Callable[..., Any], aws: EmulatedAws
) -> None:
    readable, other = (
        f"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:ecr-pullthroughcache/{i}-a1b2c3" for i in "12"
    )
    ecr = session(allow("ecr:*"), allow("secretsmanager:GetSecretValue", on=readable))
    hub: dict[str, Any] = {"ecrRepositoryPrefix": "hub"}
    new = {**hub, "upstreamRegistryUrl": "registry-1.docker.io"}
    wanted = f"not authorized to perform: secretsmanager:GetSecretValue on resource: {other} "
    assert wanted in str(refused(lambda: ecr.create_pull_through_cache_rule(**new, credentialArn=other)))
    ecr.create_pull_through_cache_rule(**new, credentialArn=readable)
    assert wanted in str(refused(lambda: ecr.update_pull_through_cache_rule(**hub, credentialArn=other)))
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="quay", upstreamRegistryUrl="quay.io")
    requests = aws.authorization_requests("held")
    assert len([request for request in requests if request.action.startswith("secretsmanager:")]) == 3


def test_a_deny_wins(session: Callable[..., Any]) -> None:
    ecr = session(allow("ecr:*"), {"Effect": "Deny", "Action": "ecr:Create*", "Resource": "*"})
    ecr.describe_repositories()
    refused(lambda: ecr.create_repository(repositoryName="trainer"))


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}, True),
        ({"StringEquals": {"aws:RequestedRegion": ["eu-west-1"]}}, False),
        ({"StringEquals": {"aws:PrincipalTag/team": "ml"}}, False),
        ({"StringLike": {"aws:RequestedRegion": "us-*"}}, True),
        ({"StringLike": {"aws:RequestedRegion": ["eu-*", "ap-*"]}}, False),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
    ],
)
def test_an_allow_applies_only_if_its_condition_is_understood_and_holds(
    session: Callable[..., Any], condition: dict[str, Any], allowed: bool
) -> None:
    ecr = session(allow("ecr:DescribeRegistry", Condition=condition))
    if allowed:
        ecr.describe_registry()
    else:
        refused(lambda: ecr.describe_registry())


def test_a_deny_with_a_condition_that_is_not_understood_denies(session: Callable[..., Any]) -> None:
    condition = {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}}
    ecr = session(allow("ecr:*"), {"Effect": "Deny", "Action": "ecr:*", "Resource": "*", "Condition": condition})
    refused(lambda: ecr.describe_registry())


def test_a_deny_with_not_action_denies_every_action_but_those_it_names(session: Callable[..., Any]) -> None:
    ecr = session(allow("ecr:*"), {"Effect": "Deny", "NotAction": "ecr:Describe*", "Resource": "*"})
    ecr.describe_registry()
    refused(lambda: ecr.get_registry_policy())


def test_creating_a_role_is_authorized_by_its_boundary_and_its_path(session: Callable[..., Any]) -> None:
    edge = f"arn:aws:iam::{ACCOUNT}:policy/edge"
    within = {"ArnEquals": {"iam:PermissionsBoundary": edge}}
    made = f"arn:aws:iam::{ACCOUNT}:role/ci/made"
    iam = session(allow("iam:CreateRole", "iam:PutRolePolicy", on=made, Condition=within), service="iam")
    new = {"RoleName": "made", "AssumeRolePolicyDocument": "{}"}
    refused(lambda: iam.create_role(**new, Path="/ci/"))
    refused(lambda: iam.create_role(**new, Path="/", PermissionsBoundary=edge))
    iam.create_role(**new, Path="/ci/", PermissionsBoundary=edge)
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow("ecr:PutImage")]})
    iam.put_role_policy(RoleName="made", PolicyName="p", PolicyDocument=document)


def test_get_caller_identity_needs_no_permission(session: Callable[..., Any]) -> None:
    assert session(allow("ecr:PutImage"), service="sts").get_caller_identity()["Account"] == ACCOUNT


def test_callers_that_are_no_existing_role_may_do_everything(session: Callable[..., Any], aws: EmulatedAws) -> None:
    session(allow("ecr:PutImage"))
    aws.client("ecr").describe_repositories()
    aws.client("ecr", role="nobody-made-it").describe_repositories()


def test_nothing_is_enforced_by_default_or_after_a_reset(session: Callable[..., Any], aws: EmulatedAws) -> None:
    session(allow("ecr:PutImage"))
    aws.enforce_identity_policies(False)
    aws.client("ecr", role="ci/held").describe_repositories()
    aws.reset()
    aws.client("iam").create_role(RoleName="held", AssumeRolePolicyDocument="{}")
    aws.client("ecr", role="held").describe_repositories()


def test_allowed_and_denied_requests_are_recorded(session: Callable[..., Any], aws: EmulatedAws) -> None:
    ecr = session(allow("ecr:CreateRepository", on=TRAINER))
    ecr.create_repository(repositoryName="trainer")
    refused(lambda: ecr.describe_registry())
    requests = aws.authorization_requests("held")
    assert [(request.action, request.resource, request.context["aws:RequestedRegion"]) for request in requests] == [
        ("ecr:CreateRepository", TRAINER, "us-east-1"),
        ("ecr:DescribeRegistry", "*", "us-east-1"),
    ]
    assert aws.authorization_requests("another") == []
    aws.reset()
    assert aws.authorization_requests("held") == []
