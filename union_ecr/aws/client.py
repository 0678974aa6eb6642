"""The one place that makes boto3 clients, and that knows what boto3's errors say.

boto3 is imported when it is needed, not before: `--help` shall not wait for it.
"""

import re
import traceback
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

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
"""Calls under way at a time. ECR publishes no rate for what a sweep asks: adaptive retries slow down what is too fast.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
"""
_CONNECT_SECONDS, _READ_SECONDS = 5, 20
_LONGEST_REASON = 300
# http.client repeats what it refuses to send: a session token, or a header that is signed.
_HEADER = re.compile(r"Invalid header value .*", re.DOTALL)
_T = TypeVar("_T")


class Aws:
    """One client a service for one registry, shared by all threads, so that a throttled one slows them all down.

    Get one from `connect`. Making a client is not safe among threads, using it is:
    https://docs.aws.amazon.com/boto3/latest/guide/clients.html
    """

    def __init__(self, session: "boto3.Session", registry: Registry, config: "Config") -> None:
        self.registry = registry
        self._session = session
        self._config = config

    @cached_property
    def ecr(self) -> "ECRClient":
        """Private ECR."""
        client = self._session.client("ecr", config=self._config)
        self._impatient(client)
        return client

    @cached_property
    def iam(self) -> "IAMClient":
        """IAM, for the push roles."""
        client = self._session.client("iam", config=self._config)
        self._impatient(client)
        return client

    @cached_property
    def tagging(self) -> "ResourceGroupsTaggingAPIClient":
        """The tags of all resources of a region in one listing."""
        client = self._session.client("resourcegroupstaggingapi", config=self._config)
        self._impatient(client)
        return client

    @staticmethod
    def _impatient(client: Any) -> None:
        from union_ecr.aws.circuit_breaker import CircuitBreaker

        CircuitBreaker().watch(client)


def connect(access: Credentials) -> Aws | Unreadable:
    """Clients for a registry, if the credentials are of its account; nothing else is ever compared with it."""
    try:
        return read_or_unreadable(lambda: _connected(access))
    except Exception as error:  # noqa: BLE001 - whatever a profile's credential process, file or endpoint comes to
        return Unreadable(_line(f"{type(error).__name__}: {error}"))


def read_or_unreadable(ask: Callable[[], _T]) -> _T | Unreadable:
    """The answer, or why there is none, in AWS's own words.

    Only what AWS names for it says that something is absent, and the caller catches that inside of `ask`. Everything
    else, denied, throttled to the end, unreachable, an answer that lacks its content, is "cannot tell".
    """
    from botocore.exceptions import BotoCoreError, ClientError
    from botocore.parsers import ResponseParserError

    try:
        return ask()
    except ClientError as error:
        details = error.response.get("Error", {})
        return Unreadable(_line(f"{details.get('Code') or 'error'}: {details.get('Message') or error}"))
    except (BotoCoreError, ResponseParserError) as error:
        return Unreadable(_line(f"{type(error).__name__}: {error}"))
    except KeyError as missing:
        return Unreadable(f"the answer has no {missing.args[0]}")
    except (AttributeError, TypeError, ValueError) as error:
        if not _raised_by_botocore(error):
            raise
        return Unreadable(_line(f"the answer cannot be read: {error}"))


def _raised_by_botocore(error: Exception) -> bool:
    """Whether botocore stumbled over an answer: it takes for granted that a body is text, and an object."""
    *_, (innermost, _line_number) = traceback.walk_tb(error.__traceback__)
    return str(innermost.f_globals.get("__name__")).partition(".")[0] in ("botocore", "json")


def _connected(access: Credentials) -> Aws | Unreadable:
    import boto3
    from botocore.config import Config

    registry = access.registry
    config = Config(
        region_name=registry.region,
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        max_pool_connections=CONCURRENCY,
        parameter_validation=False,
        retries={"mode": "adaptive", "total_max_attempts": access.attempts},
        user_agent_extra="union-ecr",
    )
    session = boto3.Session(profile_name=access.profile, region_name=registry.region)
    for role in access.roles:
        keys = session.client("sts", config=config).assume_role(**role)["Credentials"]
        session = boto3.Session(
            aws_access_key_id=keys["AccessKeyId"],
            aws_secret_access_key=keys["SecretAccessKey"],
            aws_session_token=keys["SessionToken"],
            region_name=registry.region,
        )
    caller = session.client("sts", config=config).get_caller_identity()
    if caller["Account"] != registry.account:
        held = f"the credentials are of account {caller['Account']} ({caller['Arn']})"
        return Unreadable(f"{held}, and the registry is in account {registry.account}")
    return Aws(session, registry, config)


def _line(text: str) -> str:
    """One line of at most so many characters, and no credential in it."""
    line = re.sub(r"\s+", " ", _HEADER.sub("a credential holds a line break", text)).strip()
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"
