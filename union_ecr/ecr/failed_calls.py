"""Why a call to AWS failed, and what to do about it, whichever verb asked."""

from dataclasses import dataclass

LARGEST_CLOCK_ERROR = 5
"""Minutes that a clock may differ from AWS's: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html"""

DENIED_CODES = frozenset(("AccessDenied", "AccessDeniedException"))
"""By which AWS says that the caller may not do it."""


@dataclass(frozen=True)
class AwsError:
    """An error of a call to AWS: the service's code, or the name of boto3's exception.

    `minutes_ahead` is how far this machine's clock is ahead of AWS's, or None where no answer came.
    """

    code: str
    message: str
    operation: str = ""
    minutes_ahead: float | None = None


# The names of services' errors, https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html and
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html, and of botocore.exceptions.
_OF_THE_CLOCK = frozenset(
    "InvalidSignatureException RequestExpired RequestInTheFuture RequestTimeTooSkewed SignatureDoesNotMatch".split()
)
_OF_SSO = frozenset("SSOTokenLoadError TokenRetrievalError UnauthorizedException UnauthorizedSSOTokenError".split())
_OF_AWS_LOGIN = frozenset("LoginAuthorizationCodeError LoginRefreshRequired LoginTokenLoadError".split())
_UNREACHABLE = frozenset(
    "ConnectTimeoutError ConnectionClosedError EndpointConnectionError ProxyConnectionError ReadTimeoutError".split()
)
_BUSY = frozenset(
    "InternalFailure RequestLimitExceeded ServerException ServiceUnavailable Throttling ThrottlingException".split()
)
_EXPIRED = frozenset(("ExpiredToken", "ExpiredTokenException"))
_UNKNOWN_KEY = frozenset(("InvalidClientTokenId", "UnrecognizedClientException"))


def explain_failed_call(
    error: AwsError, profile: str | None = None, choose: str = "with AWS_PROFILE"
) -> tuple[str, str] | None:
    """The reason and the remedy; None where AWS's own words are all that is known, as of what it denies.

    `profile` is the one in use, and `choose` how another one is chosen.
    """
    option = f" --profile {profile}" if profile else ""
    if error.code in _OF_THE_CLOCK:
        return _of_the_clock(error)
    if error.code in _OF_SSO:
        return f"the SSO session has expired, or there is none ({error.message})", f"run aws sso login{option}"
    if error.code in _OF_AWS_LOGIN:
        return f"the session of aws login has expired ({error.message})", f"run aws login{option}"
    if error.code in _EXPIRED:
        remedy = "start a new session (aws sso login, or assume the role again)"
        return "the AWS credentials are of a session that has expired", remedy
    if error.code in _UNKNOWN_KEY:
        remedy = f"choose other credentials {choose}, and unset AWS_ACCESS_KEY_ID if a profile is meant"
        return "AWS does not know the access key: deleted, of another partition, or the region is not enabled", remedy
    if error.code in _UNREACHABLE:
        return f"AWS cannot be reached ({error.message})", "check the network, the VPN and HTTPS_PROXY"
    if error.code in _BUSY:
        return f"AWS does not answer now ({error.message})", "try again in a minute"
    if error.code == "ProfileNotFound":
        return f"there is no such AWS profile ({error.message})", "choose one that aws configure list-profiles shows"
    return _others(choose).get(error.code)


def _others(choose: str) -> dict[str, tuple[str, str]]:
    return {
        "NoCredentialsError": (
            "there are no AWS credentials",
            f"run aws sso login or aws configure, or choose a profile {choose}",
        ),
        "PartialCredentialsError": (
            "the AWS credentials are incomplete: an access key needs its secret access key",
            f"set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose a profile {choose}",
        ),
        "ForbiddenException": (
            "SSO gives you no such role in that account",
            f"choose a profile of a role that you have {choose}",
        ),
        "SSLError": (
            "the certificate that answers for AWS is not trusted here",
            "set AWS_CA_BUNDLE to the certificates of your network's proxy",
        ),
    }


def _of_the_clock(error: AwsError) -> tuple[str, str]:
    minutes = error.minutes_ahead
    if minutes is not None and abs(minutes) >= LARGEST_CLOCK_ERROR:
        direction = "ahead of" if minutes > 0 else "behind"
        reason = f"this machine's clock is {abs(round(minutes))} minutes {direction} AWS's"
        return reason, "set it (Linux: sudo timedatectl set-ntp true) and try again"
    reason = f"AWS refuses the request's signature ({error.message})"
    return reason, "the secret access key may belong to another access key: write both again with aws configure"
