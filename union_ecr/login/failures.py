"""Why a login failed, and what to do about it: one sentence for each."""

from dataclasses import dataclass

from union_ecr.ecr.actions import TOKEN_ACTION
from union_ecr.ecr.failed_calls import DENIED_CODES, AwsError, explain_failed_call
from union_ecr.exit_codes import ExitCode

_CHECK_CONFIGURATION = "see with aws sts get-caller-identity whether your AWS configuration works"


@dataclass(frozen=True)
class Failure:
    """Why there is no login, the remedy, and the exit code."""

    reason: str
    remedy: str
    exit_code: ExitCode

    def __str__(self) -> str:
        return f"{self.reason}; {self.remedy}"


def aws_failure(error: AwsError, profile: str | None) -> Failure:
    """Why AWS gave no token; the remedies name the profile, where one is chosen."""
    if error.code in DENIED_CODES:
        return Failure(*_denied(error), ExitCode.CANNOT_TELL)
    remedy = f"{_CHECK_CONFIGURATION} --profile {profile}" if profile else _CHECK_CONFIGURATION
    known = explain_failed_call(error, profile, "with --profile")
    return Failure(*(known or (f"{error.code}: {error.message}", remedy)), ExitCode.CANNOT_TELL)


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
        reason, "choose credentials of the registry's account with --profile, or declare a grant", ExitCode.CANNOT_TELL
    )
