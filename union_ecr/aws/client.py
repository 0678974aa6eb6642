"""The clients of a registry, and what boto3's errors mean.

boto3 is imported on first use, so that `--help` does not wait for it.
"""

import re
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from union_ecr.aws.account_role import AccountRole
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.session import Session, Sessions
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.failed_calls import AwsError, explain_failed_call
from union_ecr.ecr.registry import Registry

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient
    from mypy_boto3_s3 import S3Client

_NOT_ASSUMED = (
    "the role is missing, does not trust this caller (or wants another --external-id), or this caller may not assume it"
)
_LONGEST_REASON = 300
# http.client quotes the header that it refuses to send: a session token, or a signature.
_HEADER = re.compile(r"Invalid header value .*", re.DOTALL)
_T = TypeVar("_T")


class Aws:
    """The clients of one registry, shared by all threads."""

    def __init__(self, session: Session, registry: Registry) -> None:
        self.registry = registry
        self._session = session

    @property
    def ecr(self) -> "ECRClient":
        """Private ECR."""
        client: ECRClient = self._session.client("ecr", self.registry.region)
        return client

    @property
    def iam(self) -> "IAMClient":
        """IAM, for the push roles; the registries of an account share it."""
        client: IAMClient = self._session.client("iam", self.registry.region)
        return client

    def s3(self, region: str) -> "S3Client":
        """S3, for the bucket of the state, which has a region of its own."""
        client: S3Client = self._session.client("s3", region)
        return client

    @property
    def tagging(self) -> "ResourceGroupsTaggingAPIClient":
        """Lists the tags of all resources of a region."""
        client: ResourceGroupsTaggingAPIClient = self._session.client("resourcegroupstaggingapi", self.registry.region)
        return client


def connect(candidates: Iterable[Credentials | Unreadable]) -> Aws | Unreadable:
    """The clients of a registry with the first credentials of its account; those named in a stack file come first."""
    distinct = list(candidates)
    session = open_first(distinct, Sessions())
    if isinstance(session, Unreadable):
        return session
    return Aws(session, next(found.registry for found in distinct if isinstance(found, Credentials)))


def open_first(candidates: Iterable[Credentials | Unreadable], sessions: Sessions) -> Session | Unreadable:
    """A session with the first credentials of the registry's account; those named in a stack file come first."""
    reasons: dict[str, None] = {}
    distinct: list[Credentials | Unreadable] = []
    distinct.extend(candidate for candidate in candidates if candidate not in distinct)
    for candidate in sorted(distinct, key=_order):
        session = candidate if isinstance(candidate, Unreadable) else _open(candidate, sessions)
        if isinstance(session, Session):
            return session
        reasons[session.reason] = None
    return Unreadable("; ".join(reasons))


def open_role(role: AccountRole, registry: Registry, attempts: int, sessions: Sessions) -> Session | Unreadable:
    """A session of a role in the account of a registry, assumed with the credentials of the environment."""
    own = Credentials(registry, attempts=attempts)
    caller = _session_or_unreadable(lambda: sessions.open(own))
    if isinstance(caller, Unreadable) or role.is_held_by(caller.arn, registry):
        return caller
    parameters = role.parameters(caller.arn, registry)
    session = _session_or_unreadable(lambda: sessions.assume(caller, parameters, registry.region))
    if isinstance(session, Unreadable) and session.is_denied:
        return Unreadable(f"{session.reason}: {_NOT_ASSUMED}", session.code)
    return session


def _order(candidate: Credentials | Unreadable) -> int:
    if isinstance(candidate, Unreadable):
        return 2
    return 0 if candidate.profile or candidate.roles else 1


def read_or_unreadable(ask: Callable[[], _T], profile: str | None = None) -> _T | Unreadable:
    """The answer, or why there is none: with the remedy where one is known, else in AWS's own words.

    Only AWS's named exceptions mean that something is absent, and `ask` catches those itself. Everything else is
    "cannot tell": denied, throttled to the end, unreachable, or an answer without its content.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        return ask()
    except (ClientError, BotoCoreError, ResponseParserError) as error:
        return _explained(error, profile)
    except KeyError as missing:
        return Unreadable(f"the answer has no {missing.args[0]}")
    except (AttributeError, RuntimeError, TypeError, ValueError) as error:
        if not _raised_by_botocore(error):
            raise
        if isinstance(error, RuntimeError):  # renewed credentials that have expired already
            return Unreadable(short_line(str(error)))
        return Unreadable(short_line(f"the answer cannot be read: {error}"))


def aws_error(error: Exception) -> AwsError:
    """What boto3 raised, as the rules about failed calls see it."""
    response: Any = getattr(error, "response", None)
    if not isinstance(response, Mapping):
        return AwsError(type(error).__name__, short_line(str(error)))
    details = response.get("Error", {})
    return AwsError(
        code=details.get("Code") or "error",
        message=short_line(details.get("Message") or str(error)),
        operation=getattr(error, "operation_name", ""),
        minutes_ahead=_minutes_ahead(response),
    )


def _explained(error: Exception, profile: str | None) -> Unreadable:
    found = aws_error(error)
    known = explain_failed_call(found, profile)
    return Unreadable("; ".join(known) if known else short_line(f"{found.code}: {found.message}"), found.code)


def _minutes_ahead(response: Any) -> float | None:
    """How far this machine's clock is ahead of the one that dated an answer."""
    date = response.get("ResponseMetadata", {}).get("HTTPHeaders", {}).get("date")
    try:
        return (datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds() / 60
    except (TypeError, ValueError):
        return None


def read_unless_absent(ask: Callable[[], _T], absent: str) -> _T | Unreadable | None:
    """The answer; None where AWS says by this error code that there is nothing, or why there is no answer."""
    found = read_or_unreadable(ask)
    return None if isinstance(found, Unreadable) and found.code == absent else found


def _raised_by_botocore(error: Exception) -> bool:
    """Whether botocore failed to parse an answer: it expects every body to be text and to hold an object."""
    *_, (innermost, _line_number) = traceback.walk_tb(error.__traceback__)
    return str(innermost.f_globals.get("__name__")).partition(".")[0] in ("botocore", "json")


def _open(credentials: Credentials, sessions: Sessions) -> Session | Unreadable:
    registry = credentials.registry
    session = _session_or_unreadable(lambda: sessions.open(credentials), credentials.profile)
    if isinstance(session, Session) and session.account != registry.account:
        held = f"the credentials are of account {session.account} ({session.arn})"
        return Unreadable(f"{held}, and the registry is in account {registry.account}")
    return session


def _session_or_unreadable(ask: Callable[[], Session], profile: str | None = None) -> Session | Unreadable:
    try:
        return read_or_unreadable(ask, profile)
    except Exception as error:  # noqa: BLE001 - a profile, its credential process and an endpoint fail in any way
        return _explained(error, profile)


def short_line(text: str) -> str:
    """One short line without any credential in it."""
    line = re.sub(r"\s+", " ", _HEADER.sub("a credential holds a line break", text)).strip()
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"
