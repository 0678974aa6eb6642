"""Where roles and users must exist, the emulated AWS stores their unique ids, as AWS does."""

import json

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

from .test_emulated_aws_answers import error_of
from .test_emulated_aws_policies import DATA_PLANE, ROLE, set_and_read, statement, text


def make_role(aws: EmulatedAws, name: str = "node") -> str:
    role = aws.client("iam", account=DATA_PLANE).create_role(RoleName=name, AssumeRolePolicyDocument="{}")
    return str(role["Role"]["RoleId"])


@pytest.mark.parametrize("kind", ["role/node", "role/team/node", "user/node"])
def test_a_missing_principal_is_refused_where_principals_must_exist(aws: EmulatedAws, kind: str) -> None:
    aws.require_existing_principals()
    with pytest.raises(ClientError, match="'Principal not found'") as refused:
        set_and_read(aws, text(statement(Principal={"AWS": f"arn:aws:iam::{DATA_PLANE}:{kind}"})))
    assert error_of(refused) == ("InvalidParameterException", 400, 0)


def test_a_session_of_a_missing_role_is_refused_where_principals_must_exist(aws: EmulatedAws) -> None:
    aws.require_existing_principals()
    session = {"AWS": f"arn:aws:sts::{DATA_PLANE}:assumed-role/node/me"}
    with pytest.raises(ClientError, match="'Principal not found'"):
        set_and_read(aws, text(statement(Principal=session)))


def test_existing_principals_are_accepted_where_principals_must_exist(
    aws: EmulatedAws,
) -> None:
    make_role(aws)
    user = aws.client("iam", account=DATA_PLANE).create_user(UserName="robot")["User"]["Arn"]
    aws.require_existing_principals()
    session = f"arn:aws:sts::{DATA_PLANE}:assumed-role/node/me"
    named = [ROLE, user, session, f"arn:aws:iam::{DATA_PLANE}:root", "*"]
    policy = text(statement(Principal={"AWS": named, "Service": "lambda.amazonaws.com"}))
    assert json.loads(set_and_read(aws, policy)) == json.loads(policy)


@pytest.mark.parametrize("recreated", [False, True])
def test_a_policy_with_a_deleted_role_shows_its_id_and_allows_nobody(aws: EmulatedAws, recreated: bool) -> None:
    role_id = make_role(aws)
    aws.require_existing_principals()
    ecr, node = aws.client("ecr"), aws.client("ecr", account=DATA_PLANE, role="node")
    pull = {"registryId": DEFAULT_ACCOUNT, "repositoryName": "trainer", "imageIds": [{"imageTag": "v1"}]}
    set_and_read(aws, text(statement()))
    node.batch_get_image(**pull)

    aws.client("iam", account=DATA_PLANE).delete_role(RoleName="node")
    if recreated:
        make_role(aws)

    read = json.loads(ecr.get_repository_policy(repositoryName="trainer")["policyText"])
    assert read == json.loads(text(statement(Principal={"AWS": role_id})))
    with pytest.raises(ClientError, match="no resource-based policy allows"):
        node.batch_get_image(**pull)
    assert json.loads(ecr.delete_repository_policy(repositoryName="trainer")["policyText"]) == read


def test_by_default_and_after_a_reset_principals_need_not_exist(aws: EmulatedAws) -> None:
    aws.require_existing_principals()
    aws.reset()
    set_and_read(aws, text(statement()))
    aws.require_existing_principals()
    aws.require_existing_principals(False)
    aws.client("ecr").set_repository_policy(repositoryName="trainer", policyText=text(statement()))
