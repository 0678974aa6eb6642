"""Every failure of AWS is one sentence with its remedy."""

import pytest

from union_ecr.ecr.failed_calls import AwsError
from union_ecr.login.failures import aws_failure, other_account


def failure(code: str, message: str = "WORDS", **details: object) -> str:
    found = aws_failure(AwsError(code, message, **details), None)  # type: ignore[arg-type]
    assert found.exit_code == 3
    return str(found)


@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "InvalidSignatureException", "RequestExpired"])
@pytest.mark.parametrize(("minutes", "words"), [(17.4, "17 minutes ahead of"), (-6.0, "6 minutes behind")])
def test_a_wrong_clock_is_named_with_its_difference(code: str, minutes: float, words: str) -> None:
    assert failure(code, minutes_ahead=minutes) == (
        f"this machine's clock is {words} AWS's; set it (Linux: sudo timedatectl set-ntp true) and try again"
    )


@pytest.mark.parametrize("minutes", [None, 0.0, 4.9, -4.9])
def test_a_signature_that_does_not_match_under_a_right_clock_is_a_wrong_secret(minutes: float | None) -> None:
    assert failure("SignatureDoesNotMatch", minutes_ahead=minutes) == (
        "AWS refuses the request's signature (WORDS); "
        "the secret access key may belong to another access key: write both again with aws configure"
    )


@pytest.mark.parametrize(
    "code", ["UnauthorizedSSOTokenError", "SSOTokenLoadError", "TokenRetrievalError", "UnauthorizedException"]
)
def test_an_expired_sso_session_is_renewed_with_the_same_profile(code: str) -> None:
    assert failure(code) == "the SSO session has expired, or there is none (WORDS); run aws sso login"
    assert aws_failure(AwsError(code, "WORDS"), "ml").remedy == "run aws sso login --profile ml"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("LoginRefreshRequired", "the session of aws login has expired (WORDS); run aws login"),
        (
            "NoCredentialsError",
            "there are no AWS credentials; run aws sso login or aws configure, or choose a profile with --profile",
        ),
        ("ForbiddenException", "SSO gives you no such role in that account; choose a profile of a role that you have"),
        ("ExpiredToken", "the AWS credentials are of a session that has expired; start a new session"),
        ("ExpiredTokenException", "the AWS credentials are of a session that has expired; start a new session"),
        ("UnrecognizedClientException", "AWS does not know the access key"),
        ("ProfileNotFound", "there is no such AWS profile (WORDS); choose one that aws configure list-profiles shows"),
        ("EndpointConnectionError", "AWS cannot be reached (WORDS); check the network, the VPN and HTTPS_PROXY"),
        ("SSLError", "the certificate that answers for AWS is not trusted here; set AWS_CA_BUNDLE"),
        ("PartialCredentialsError", "the AWS credentials are incomplete"),
        ("ThrottlingException", "AWS does not answer now (WORDS); try again in a minute"),
        ("CredentialRetrievalError", "CredentialRetrievalError: WORDS; see with aws sts get-caller-identity whether"),
    ],
)
def test_a_failure_is_a_sentence_with_its_remedy(code: str, sentence: str) -> None:
    assert failure(code).startswith(sentence)


def test_a_denied_token_names_the_permission() -> None:
    assert failure("AccessDeniedException", operation="GetAuthorizationToken") == (
        "AWS denies GetAuthorizationToken (WORDS); "
        "let an administrator allow ecr:GetAuthorizationToken on * to this identity"
    )


def test_a_role_that_may_not_be_assumed_can_be_passed_by_with_a_profile() -> None:
    assert failure("AccessDenied", operation="AssumeRole") == (
        "you may not assume the role that the stack file names (WORDS); "
        "let the role trust you, or log in with credentials of your own: --profile NAME"
    )


def test_the_wrong_account_is_named_with_the_registrys() -> None:
    assert str(other_account("arn:aws:iam::1:user/x", "1", "2 us-east-1")).startswith(
        "the credentials are of account 1 (arn:aws:iam::1:user/x), and no repository of 2 us-east-1 admits "
    )
