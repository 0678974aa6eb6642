"""Gets the token that logs container tools in to a registry."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from union_ecr.aws.client import aws_error
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.session import Session, Sessions
from union_ecr.login.failures import Failure, aws_failure

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
    try:
        return ask()
    except Exception as error:  # noqa: BLE001 - a profile, its credential process and an endpoint fail in any way
        return aws_failure(aws_error(error), profile)
