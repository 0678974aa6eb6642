"""The one place that makes boto3 clients and interprets boto3's errors.

boto3 is imported on first use, so that `--help` does not wait for it.
"""

import re
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from union_ecr.aws.credentials import Credentials
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient

CONCURRENCY = 32
"""Calls under way at a time. ECR publishes no rate for the calls of a sweep; adaptive retries slow down when throttled.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
"""
_CONNECT_SECONDS, _READ_SECONDS = 5, 20
_LONGEST_REASON = 300
# http.client quotes the header that it refuses to send: a session token, or a signature.
_HEADER = re.compile(r"Invalid header value .*", re.DOTALL)
_T = TypeVar("_T")


class Aws:
    """One client for each service of one registry, shared by all threads, so that throttling slows all of them down.

    Made by `connect`. Making a client is not safe among threads, using it is:
    https://docs.aws.amazon.com/boto3/latest/guide/clients.html
    """

    def __init__(self, session: "boto3.Session", registry: Registry, config: "Config") -> None:
        self.registry = registry
        self._session = session
        self._config = config

    @cached_property
    def ecr(self) -> "ECRClient":
        """Private ECR."""
        return self._guarded(self._session.client("ecr", config=self._config))

    @cached_property
    def iam(self) -> "IAMClient":
        """IAM, for the push roles."""
        return self._guarded(self._session.client("iam", config=self._config))

    @cached_property
    def tagging(self) -> "ResourceGroupsTaggingAPIClient":
        """Lists the tags of all resources of a region."""
        return self._guarded(self._session.client("resourcegroupstaggingapi", config=self._config))

    @staticmethod
    def _guarded(client: _T) -> _T:
        from union_ecr.aws.circuit_breaker import CircuitBreaker

        CircuitBreaker().watch(client)
        return client


def connect(credentials: Credentials) -> Aws | Unreadable:
    """Clients for a registry, or why not; credentials of another account are refused."""
    try:
        return read_or_unreadable(lambda: _connect(credentials))
    except Exception as error:  # noqa: BLE001 - a profile, its credential process and an endpoint fail in any way
        return Unreadable(short_line(f"{type(error).__name__}: {error}"))


def connect_first(candidates: Iterable[Credentials | Unreadable]) -> Aws | Unreadable:
    """Clients with the first credentials of the registry's account; those named in a stack file come first."""
    reasons: dict[str, None] = {}
    distinct: list[Credentials | Unreadable] = []
    distinct.extend(candidate for candidate in candidates if candidate not in distinct)
    for candidate in sorted(distinct, key=_order):
        aws = candidate if isinstance(candidate, Unreadable) else connect(candidate)
        if isinstance(aws, Aws):
            return aws
        reasons[aws.reason] = None
    return Unreadable("; ".join(reasons))


def _order(candidate: Credentials | Unreadable) -> int:
    if isinstance(candidate, Unreadable):
        return 2
    return 0 if candidate.profile or candidate.roles else 1


def read_or_unreadable(ask: Callable[[], _T]) -> _T | Unreadable:
    """The answer, or why there is none, in AWS's own words.

    Only AWS's named exceptions mean that something is absent, and `ask` catches those itself. Everything else is
    "cannot tell": denied, throttled to the end, unreachable, or an answer without its content.
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        return ask()
    except ClientError as error:
        details = error.response.get("Error", {})
        return Unreadable(short_line(f"{details.get('Code') or 'error'}: {details.get('Message') or error}"))
    except (BotoCoreError, ResponseParserError) as error:
        return Unreadable(short_line(f"{type(error).__name__}: {error}"))
    except KeyError as missing:
        return Unreadable(f"the answer has no {missing.args[0]}")
    except (AttributeError, TypeError, ValueError) as error:
        if not _raised_by_botocore(error):
            raise
        return Unreadable(short_line(f"the answer cannot be read: {error}"))


def _raised_by_botocore(error: Exception) -> bool:
    """Whether botocore failed to parse an answer: it expects every body to be text and to hold an object."""
    *_, (innermost, _line_number) = traceback.walk_tb(error.__traceback__)
    return str(innermost.f_globals.get("__name__")).partition(".")[0] in ("botocore", "json")


@dataclass(frozen=True)
class Session:
    """A session with the credentials for a registry, and who that is; `config` is for every client of it."""

    boto3: "boto3.Session"
    config: "Config"
    account: str
    arn: str


def open_session(credentials: Credentials) -> Session:
    """A session with these credentials; every role is assumed. What boto3 raises is not caught."""
    import boto3
    from botocore.config import Config

    region = credentials.registry.region
    config = Config(
        region_name=region,
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        max_pool_connections=CONCURRENCY,
        parameter_validation=False,
        retries={"mode": "adaptive", "total_max_attempts": credentials.attempts},
        user_agent_extra="union-ecr",
    )
    session = boto3.Session(profile_name=credentials.profile, region_name=region)
    for role in credentials.roles:
        keys = session.client("sts", config=config).assume_role(**role)["Credentials"]
        session = boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name=region,
        )
    caller = session.client("sts", config=config).get_caller_identity()
    return Session(session, config, caller["Account"], caller["Arn"])


def _connect(credentials: Credentials) -> Aws | Unreadable:
    registry, session = credentials.registry, open_session(credentials)
    if session.account != registry.account:
        held = f"the credentials are of account {session.account} ({session.arn})"
        return Unreadable(f"{held}, and the registry is in account {registry.account}")
    return Aws(session.boto3, registry, session.config)


def short_line(text: str) -> str:
    """One short line without any credential in it."""
    line = re.sub(r"\s+", " ", _HEADER.sub("a credential holds a line break", text)).strip()
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"
