"""Enforced trust policies: who may assume a role."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

MEMBER = "111122223333"
ARN = f"arn:aws:iam::{MEMBER}:role/audit/reader"
HUB = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/hub"


def trusting(aws: EmulatedAws, principal: Any, **condition: Any) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": "sts:AssumeRole", **condition}
    document = json.dumps({"Version": "2012-10-17", "Statement": statement})
    iam = aws.client("iam", account=MEMBER)
    iam.create_role(RoleName="reader", Path="/audit/", AssumeRolePolicyDocument=document)
    aws.enforce_role_trust()


def assume(aws: EmulatedAws, caller: str = "hub", arn: str = ARN, **parameters: str) -> None:
    aws.client("sts", role=caller).assume_role(RoleArn=arn, RoleSessionName="me", **parameters)


def denied(aws: EmulatedAws, caller: str = "hub", arn: str = ARN, **parameters: str) -> str:
    """The denial that a caller gets, without the reason that AWS adds to some."""
    with pytest.raises(ClientError) as refusal:
        assume(aws, caller, arn, **parameters)
    error = refusal.value.response["Error"]
    assert error["Code"] == "AccessDenied"
    return error["Message"].partition(" because ")[0]


def refusal_of(caller: str, arn: str = ARN) -> str:
    session = f"arn:aws:sts::{DEFAULT_ACCOUNT}:assumed-role/{caller}/emulated-aws"
    return f"User: {session} is not authorized to perform: sts:AssumeRole on resource: {arn}"


@pytest.mark.parametrize("principal", [HUB, DEFAULT_ACCOUNT, "*", [MEMBER, HUB]])
def test_a_trusted_principal_may_assume_the_role(aws: EmulatedAws, principal: Any) -> None:
    trusting(aws, principal)
    assume(aws)


def test_others_may_not_and_neither_may_anybody_a_role_that_does_not_exist(aws: EmulatedAws) -> None:
    trusting(aws, HUB)
    assert denied(aws, "stranger") == refusal_of("stranger")
    missing = ARN.replace("audit/", "")
    assert denied(aws, arn=missing) == refusal_of("hub", missing)


def test_the_external_id_must_be_the_one_of_the_condition(aws: EmulatedAws) -> None:
    trusting(aws, HUB, Condition={"StringEquals": {"sts:ExternalId": "x-1"}})
    assert denied(aws) == denied(aws, ExternalId="x-2") == refusal_of("hub")
    assume(aws, ExternalId="x-1")


def test_the_callers_own_policies_must_allow_it_too(aws: EmulatedAws) -> None:
    trusting(aws, HUB)
    iam = aws.client("iam")
    iam.create_role(RoleName="hub", AssumeRolePolicyDocument="{}")
    aws.enforce_identity_policies()
    assert denied(aws) == refusal_of("hub")
    allow = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ARN}
    document = json.dumps({"Version": "2012-10-17", "Statement": allow})
    iam.put_role_policy(RoleName="hub", PolicyName="p", PolicyDocument=document)
    assume(aws)


def test_without_enforcement_every_role_can_be_assumed(aws: EmulatedAws) -> None:
    assume(aws, "stranger")
