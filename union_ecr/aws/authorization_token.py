"""Gets the token that logs container tools in to a registry."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from union_ecr.aws.client import short_line
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.session import Session, Sessions
from union_ecr.login.failures import AwsError, Failure, aws_failure

_T = TypeVar("_T")


@dataclass(frozen=True)
class AuthorizationToken:
    """What logs in: a password, and until when it holds. The password is never shown.

    It is good for every repository that its caller may reach, in any account, and AWS cannot revoke it:
    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
    """

    password: str = field(repr=False)
    expires_at: datetime


def identify(credentials: Credentials) -> Session | Failure:
    """A session with these credentials, of whichever account, or why there is none."""
    return _ask(lambda: Sessions().open(credentials), credentials.profile)


def authorization_token(session: Session, credentials: Credentials) -> AuthorizationToken | Failure:
    """A new token of a session's identity, or why AWS gives none."""
    return _ask(lambda: _token(session, credentials.registry.region), credentials.profile)


def _token(session: Session, region: str) -> AuthorizationToken:
    (data,) = session.client("ecr", region).get_authorization_token()["authorizationData"]
    _user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
    return AuthorizationToken(password, data["expiresAt"])


def _ask(ask: Callable[[], _T], profile: str | None) -> _T | Failure:
    from botocore.exceptions import ClientError

    try:
        return ask()
    except ClientError as error:
        details: Any = error.response.get("Error", {})
        found = AwsError(
            code=details.get("Code") or "error",
            message=short_line(details.get("Message") or str(error)),
            operation=error.operation_name,
            minutes_ahead=_minutes_ahead(error.response),
        )
    except Exception as error:  # noqa: BLE001 - a profile, its credential process and an endpoint fail in any way
        found = AwsError(type(error).__name__, short_line(str(error)))
    return aws_failure(found, profile)


def _minutes_ahead(response: Any) -> float | None:
    """How far this machine's clock is ahead of the one that dated an answer."""
    date = response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return (datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds() / 60
    except (TypeError, ValueError):
        return None
