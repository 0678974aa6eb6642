"""The registry's own settings and push roles, each read or said to be unread by itself."""

import json
from typing import Any

import pytest

from sandbox.emulated_aws import (
    ACCESS_DENIED,
    DEFAULT_ACCOUNT,
    EmulatedAws,
    ErrorAnswer,
    Fault,
)
from tests.aws.live import (
    DENIED,
    read,
)
from union_ecr.aws.client import Aws
from union_ecr.drift.live import LivePushRole, Unreadable

TRUST = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:*"}]}
pytestmark = pytest.mark.usefixtures("environment_of_aws")


def test_parts_of_the_registry_are_read_and_denied_one_by_one(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    ecr.put_account_setting(name="BLOB_MOUNTING", value="ENABLED")
    ecr.register_pull_time_update_exclusion(principalArn="arn:aws:iam::666677778888:role/scanner")
    ecr.put_replication_configuration(
        replicationConfiguration={
            "rules": [
                {
                    "destinations": [{"region": "eu-west-1", "registryId": DEFAULT_ACCOUNT}],
                    "repositoryFilters": [{"filter": "ml/", "filterType": "PREFIX_MATCH"}],
                }
            ]
        }
    )
    aws.inject(Fault("GetRegistryScanningConfiguration", error=ACCESS_DENIED))
    parts = "policy replication scanning accountSettings pullThroughCache creationTemplates pullTimeUpdateExclusions"
    live = read(clients, parts=frozenset(parts.split()), account_settings=frozenset({"BLOB_MOUNTING"}))
    assert live.parts == {
        "accountSettings": {"BLOB_MOUNTING": "ENABLED"},
        "creationTemplates": {},
        "policy": None,
        "pullThroughCache": {},
        "pullTimeUpdateExclusions": ["arn:aws:iam::666677778888:role/scanner"],
        "replication": [{"destinations": [("eu-west-1", DEFAULT_ACCOUNT)], "prefixes": ["ml/"]}],
        "scanning": DENIED,
    }


def test_push_roles_are_read_with_all_their_policies(aws: EmulatedAws, clients: Aws) -> None:
    iam = aws.client("iam")
    iam.create_role(RoleName="push", AssumeRolePolicyDocument=json.dumps(TRUST), Tags=[{"Key": "team", "Value": "ml"}])
    inline = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName="push", PolicyName="images", PolicyDocument=json.dumps(inline))
    attached = iam.create_policy(PolicyName="more", PolicyDocument=json.dumps(inline))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="push", PolicyArn=attached)
    live = read(clients, roles=frozenset({"push", "none"}))
    assert live.roles == {
        "none": None,
        "push": LivePushRole(
            arn=f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/push",
            trust_policy=TRUST,
            policies={"images": inline},
            attached_policies=(attached,),
            permissions_boundary=None,
            max_session_duration=3600,
            resource_tags={"team": "ml"},
        ),
    }
    aws.inject(Fault("ListAttachedRolePolicies", error=ErrorAnswer("AccessDenied", "User is not authorized", 403)))
    live = read(clients, roles=frozenset({"push", "none"}))
    assert live.roles == {"none": None, "push": Unreadable("AccessDenied: User is not authorized")}
