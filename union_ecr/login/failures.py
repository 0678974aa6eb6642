"""Why a login failed, and what to do about it: one sentence for each."""

from dataclasses import dataclass

from union_ecr.ecr.actions import TOKEN_ACTION

TOOL_REFUSED, INVALID, CANNOT_TELL = 1, 2, 3
"""Exit codes: the tool did not log in; the command, a file or this machine is not as it must be; AWS did not answer."""

LARGEST_CLOCK_ERROR = 5
"""Minutes that a clock may differ from AWS's: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html"""

_NEW_SESSION = "start a new session (aws sso login, or assume the role again)"
_CHECK_NETWORK = "check the network, the VPN and HTTPS_PROXY"
_TRY_AGAIN = "try again in a minute"
_CHECK_CONFIGURATION = "see with aws sts get-caller-identity whether your AWS configuration works"


@dataclass(frozen=True)
class Failure:
    """Why there is no login, the remedy, and the exit code."""

    reason: str
    remedy: str
    exit_code: int

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}"


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
_DENIED = frozenset(("AccessDenied", "AccessDeniedException"))
_UNREACHABLE = frozenset(
    "ConnectTimeoutError ConnectionClosedError EndpointConnectionError ProxyConnectionError ReadTimeoutError".split()
)
_BUSY = frozenset(
    "InternalFailure RequestLimitExceeded ServerException ServiceUnavailable Throttling ThrottlingException".split()
)
_EXPIRED = frozenset(("ExpiredToken", "ExpiredTokenException"))
_UNKNOWN_KEY = frozenset(("InvalidClientTokenId", "UnrecognizedClientException"))


def aws_failure(error: AwsError, profile: str | None) -> Failure:
    """Why AWS gave no token; the remedies name the profile, where one is chosen."""
    reason, remedy = _of_aws(error, f" --profile {profile}" if profile else "")
    return Failure(reason, remedy, CANNOT_TELL)


def _of_aws(error: AwsError, profile: str) -> tuple[str, str]:
    if error.code in _OF_THE_CLOCK:
        return _of_the_clock(error)
    if error.code in _DENIED:
        return _denied(error)
    if error.code in _OF_SSO:
        return f"the SSO session has expired, or there is none ({error.message})", f"run aws sso login{profile}"
    if error.code in _OF_AWS_LOGIN:
        return f"the session of aws login has expired ({error.message})", f"run aws login{profile}"
    if error.code in _EXPIRED:
        return "the AWS credentials are of a session that has expired", _NEW_SESSION
    if error.code in _UNKNOWN_KEY:
        remedy = "choose other credentials with --profile, and unset AWS_ACCESS_KEY_ID if a profile is meant"
        return "AWS does not know the access key: deleted, of another partition, or the region is not enabled", remedy
    if error.code in _UNREACHABLE:
        return f"AWS cannot be reached ({error.message})", _CHECK_NETWORK
    if error.code in _BUSY:
        return f"AWS does not answer now ({error.message})", _TRY_AGAIN
    if error.code == "ProfileNotFound":
        return f"there is no such AWS profile ({error.message})", "choose one that aws configure list-profiles shows"
    return _OTHERS.get(error.code, (f"{error.code}: {error.message}", f"{_CHECK_CONFIGURATION}{profile}"))


_OTHERS = {
    "NoCredentialsError": (
        "there are no AWS credentials",
        "run aws sso login or aws configure, or choose a profile with --profile",
    ),
    "PartialCredentialsError": (
        "the AWS credentials are incomplete: an access key needs its secret access key",
        "set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or choose a profile with --profile",
    ),
    "ForbiddenException": (
        "SSO gives you no such role in that account",
        "choose a profile of a role that you have with --profile",
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
        return reason, "set it (Linux: sudo timedatectl set-ntp true) and log in again"
    reason = f"AWS refuses the request's signature ({error.message})"
    return reason, "the secret access key may belong to another access key: write both again with aws configure"


def _denied(error: AwsError) -> tuple[str, str]:
    if error.operation == "AssumeRole":
        reason = f"you may not assume the role that the stack file names ({error.message})"
        return reason, "let the role trust you, or log in with credentials of your own: --profile NAME"
    reason = f"AWS denies {error.operation or 'the call'} ({error.message})"
    return reason, f"let an administrator allow {TOKEN_ACTION} on * to this identity"


def other_account(caller: str, account: str, registry: str) -> Failure:
    """The credentials are of an account that no repository of the registry admits."""
    reason = f"the credentials are of account {account} ({caller}), and no repository of {registry} admits that account"
    return Failure(
        reason, "choose credentials of the registry's account with --profile, or declare a grant", CANNOT_TELL
    )
