"""Answers that moto gives differently or not at all."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

NO_RETRIES = Config(retries={"total_max_attempts": 1})


def error_of(refused: pytest.ExceptionInfo[ClientError]) -> tuple[str, int, int]:
    response: Any = refused.value.response
    metadata = response["ResponseMetadata"]
    return response["Error"]["Code"], metadata["HTTPStatusCode"], metadata["RetryAttempts"]


def test_a_login_token_lasts_twelve_hours(aws: EmulatedAws) -> None:
    (token,) = aws.client("ecr").get_authorization_token()["authorizationData"]
    assert token["proxyEndpoint"] == f"https://{DEFAULT_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"
    left = token["expiresAt"] - datetime.now(UTC)
    assert timedelta(hours=11, minutes=59) < left <= timedelta(hours=12)


def test_a_login_token_is_an_opaque_password_of_the_user_aws(aws: EmulatedAws) -> None:
    (token,) = aws.client("ecr").get_authorization_token()["authorizationData"]
    user, _, password = base64.b64decode(token["authorizationToken"]).decode().partition(":")
    assert (user, len(password) > 2000) == ("AWS", True)
    content = json.loads(base64.b64decode(password))
    assert list(content) == ["payload", "datakey", "version", "type", "expiration"]
    assert content["expiration"] == int(token["expiresAt"].timestamp())


def test_callers_have_different_tokens(aws: EmulatedAws) -> None:
    clients = [aws.client("ecr", account="111122223333", role=role) for role in ("a", "b")]
    tokens = [client.get_authorization_token()["authorizationData"][0]["authorizationToken"] for client in clients]
    assert tokens[0][:200] != tokens[1][:200]


def test_an_image_cannot_be_put_into_a_missing_repository(aws: EmulatedAws) -> None:
    with pytest.raises(ClientError) as refused:
        aws.client("ecr").put_image(repositoryName="nowhere", imageManifest="{}")
    assert error_of(refused) == ("RepositoryNotFoundException", 400, 0)


def test_a_layer_that_was_never_uploaded_cannot_be_downloaded(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName="trainer")
    with pytest.raises(ClientError) as refused:
        ecr.get_download_url_for_layer(repositoryName="trainer", layerDigest="sha256:" + "0" * 64)
    assert error_of(refused) == ("LayersNotFoundException", 400, 0)


def test_an_operation_that_is_not_implemented_is_refused_by_name(aws: EmulatedAws) -> None:
    with pytest.raises(ClientError, match="GetSigningConfiguration") as refused:
        aws.client("ecr").get_signing_configuration()
    assert error_of(refused) == ("UnknownOperationException", 400, 0)
    with pytest.raises(ClientError, match="GenerateServiceLastAccessedDetails") as refused:
        aws.client("iam").generate_service_last_accessed_details(Arn=f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/x")
    assert error_of(refused) == ("InvalidAction", 400, 0)


def test_a_crash_of_moto_is_an_error_in_the_services_format(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName="trainer")
    with pytest.raises(ClientError) as failed:
        ecr.put_image(repositoryName="trainer", imageManifest="no json", imageTag="v1")
    code, status, _ = error_of(failed)
    assert (code, status) == ("InternalFailure", 500)


def test_accounts_and_regions_keep_their_own_repositories(aws: EmulatedAws) -> None:
    aws.client("ecr").create_repository(repositoryName="trainer")
    for client in (aws.client("ecr", "eu-west-1"), aws.client("ecr", account="111122223333")):
        assert client.describe_repositories()["repositories"] == []


def test_s3_sts_and_iam_answer_too(aws: EmulatedAws) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(Bucket="state")
    s3.put_object(Bucket="state", Key="stack.json", Body=b"{}")
    assert s3.get_object(Bucket="state", Key="stack.json")["Body"].read() == b"{}"
    assert s3.head_object(Bucket="state", Key="stack.json")["ContentLength"] == 2
    identity = aws.client("sts", account="111122223333", role="ci").get_caller_identity()
    assert identity["Arn"] == "arn:aws:sts::111122223333:assumed-role/ci/emulated-aws"
    aws.client("iam").create_role(RoleName="node", AssumeRolePolicyDocument="{}")
    assert [role["RoleName"] for role in aws.client("iam").list_roles()["Roles"]] == ["node"]
