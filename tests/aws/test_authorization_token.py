"""The token of a registry, and what AWS and boto3 answer instead."""

from datetime import UTC, datetime, timedelta

import pytest

from sandbox.emulated_aws import ACCESS_DENIED, DEFAULT_ACCOUNT, EmulatedAws, ErrorAnswer, Fault
from union_ecr.aws import client as module
from union_ecr.aws.authorization_token import AuthorizationToken, authorization_token, identify
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.session import Session
from union_ecr.ecr.registry import Registry
from union_ecr.login.failures import Failure

pytestmark = pytest.mark.usefixtures("environment_of_aws")
CREDENTIALS = Credentials(Registry(DEFAULT_ACCOUNT, "us-east-1"), attempts=2)
EXPIRED = ErrorAnswer("SignatureDoesNotMatch", "Signature expired: 1 is now earlier than 2 (3 - 15 min.)", status=403)


def session() -> Session:
    found = identify(CREDENTIALS)
    assert isinstance(found, Session)
    return found


def failed(credentials: Credentials = CREDENTIALS) -> str:
    found = identify(credentials)
    assert isinstance(found, Failure)
    return str(found)


def at(moment: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this machine's clock show a moment."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Clock":
            return cls.fromtimestamp(moment.timestamp(), UTC)

    monkeypatch.setattr(module, "datetime", Clock)


def test_a_token_is_a_password_and_when_it_expires(aws: EmulatedAws) -> None:
    token = authorization_token(session(), CREDENTIALS)
    assert isinstance(token, AuthorizationToken)
    assert token.password.startswith("eyJwYXlsb2FkIjoi")
    assert timedelta(hours=11) < token.expires_at - datetime.now(UTC) <= timedelta(hours=12)
    assert [call.operation for call in aws.calls()] == ["GetCallerIdentity", "GetAuthorizationToken"]


def test_a_token_does_not_show_its_password() -> None:
    token = AuthorizationToken("SECRET", datetime.now(UTC))
    assert "SECRET" not in f"{token} {token!r}"


def test_credentials_of_another_account_are_a_session_as_well() -> None:
    found = identify(Credentials(Registry("111122223333", "us-east-1")))
    assert isinstance(found, Session)
    assert found.account == DEFAULT_ACCOUNT


def test_a_denied_token_is_reported_in_the_words_of_aws(aws: EmulatedAws) -> None:
    aws.inject(Fault("GetAuthorizationToken", error=ACCESS_DENIED))
    assert str(authorization_token(session(), CREDENTIALS)) == (
        "AWS denies GetAuthorizationToken (User is not authorized to perform this operation); "
        "let an administrator allow ecr:GetAuthorizationToken on * to this identity"
    )


@pytest.mark.parametrize(("minutes", "words"), [(20, "20 minutes ahead of"), (-7, "7 minutes behind")])
def test_a_wrong_clock_is_found_by_the_date_of_the_answer(
    minutes: int, words: str, aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws.inject(Fault("GetCallerIdentity", error=EXPIRED))
    at(datetime.now(UTC) + timedelta(minutes=minutes), monkeypatch)
    assert failed().startswith(f"this machine's clock is {words} AWS's; ")


def test_a_signature_that_is_refused_under_a_right_clock_is_not_blamed_on_the_clock(aws: EmulatedAws) -> None:
    aws.inject(Fault("GetCallerIdentity", error=EXPIRED))
    assert failed().startswith("AWS refuses the request's signature (Signature expired: 1 is now earlier than")


def test_a_role_that_may_not_be_assumed_is_reported_as_that(aws: EmulatedAws) -> None:
    aws.inject(Fault("AssumeRole", error=ErrorAnswer("AccessDenied", "no", status=403)))
    role = {"RoleArn": f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/x", "RoleSessionName": "union-ecr"}
    denied = failed(Credentials(CREDENTIALS.registry, roles=(role,)))
    assert denied.startswith("you may not assume the role that the stack file names (no); ")


def test_missing_credentials_and_profiles_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    assert failed(Credentials(CREDENTIALS.registry, profile="none")).startswith(
        "there is no such AWS profile (The config profile (none) could not be found); "
    )
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert failed().startswith("there are no AWS credentials; ")


def test_an_unreachable_endpoint_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert failed(Credentials(CREDENTIALS.registry, attempts=1)).startswith(
        'AWS cannot be reached (Could not connect to the endpoint URL: "http://127.0.0.1:9/"); '
    )
