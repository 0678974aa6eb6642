"""Every verb says the same of a failed call to AWS; tests/login/test_failures.py has the sentences."""

import pytest

from union_ecr.ecr.failed_calls import DENIED_CODES, AwsError, explain_failed_call


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("NoCredentialsError", "run aws sso login or aws configure, or choose a profile with AWS_PROFILE"),
        ("InvalidClientTokenId", "choose other credentials with AWS_PROFILE, and unset AWS_ACCESS_KEY_ID if a profile"),
        ("UnauthorizedSSOTokenError", "run aws sso login --profile ml"),
        ("EndpointConnectionError", "check the network, the VPN and HTTPS_PROXY"),
        ("ThrottlingException", "try again in a minute"),
    ],
)
def test_the_remedy_names_no_option_that_only_login_has(code: str, remedy: str) -> None:
    known = explain_failed_call(AwsError(code, "WORDS"), "ml")
    assert known
    assert known[1].startswith(remedy)


@pytest.mark.parametrize("code", [*sorted(DENIED_CODES), "ValidationException"])
def test_of_what_aws_denies_or_nobody_knows_its_own_words_are_all(code: str) -> None:
    assert explain_failed_call(AwsError(code, "WORDS")) is None
