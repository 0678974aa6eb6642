"""The one place that makes boto3 clients, and that knows what boto3's errors say.

Which credentials a registry is read with is decided by its stack file, in the same words that Pulumi's AWS provider
reads (https://www.pulumi.com/registry/packages/aws/installation-configuration/): `aws:profile` and `aws:assumeRoles`,
a chain; without them by the environment, as boto3 does by itself. boto3 is imported when it is needed, not before:
`--help` shall not wait for it.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from model.images import Registry
from model.live import Unread
from model.mistakes import StackFilesWrong, instead, shown
from model.stack_file import StackFile

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
_ATTEMPTS = 6
_CONNECT_SECONDS, _READ_SECONDS = 5, 20
_LONGEST_REASON = 300

# What a role of `aws:assumeRoles` may say, and AssumeRole's own word. `duration` is left out: what reads is done long
# before the hour that a session lasts by default.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
_ROLE_WORDS: Mapping[str, str] = {
    "roleArn": "RoleArn",
    "sessionName": "RoleSessionName",
    "externalId": "ExternalId",
    "policy": "Policy",
    "policyArns": "PolicyArns",
    "sourceIdentity": "SourceIdentity",
    "tags": "Tags",
    "transitiveTagKeys": "TransitiveTagKeys",
}
_DURATION = "duration"
_WEB_IDENTITY = "aws:assumeRoleWithWebIdentity"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Access:
    """With which credentials a registry is read: equal for stacks whose files say the same.

    `roles` are the arguments of AssumeRole, each role assumed with the session of the one before it.
    """

    registry: Registry
    profile: str | None = None
    roles: tuple[Mapping[str, Any], ...] = ()
    attempts: int = _ATTEMPTS


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
        return self._session.client("ecr", config=self._config)

    @cached_property
    def iam(self) -> "IAMClient":
        """IAM, for the push roles."""
        return self._session.client("iam", config=self._config)

    @cached_property
    def tagging(self) -> "ResourceGroupsTaggingAPIClient":
        """The tags of all resources of a region in one listing."""
        return self._session.client("resourcegroupstaggingapi", config=self._config)


def access_of(file: StackFile, registry: Registry) -> Access | Unread:
    """What a stack file says of the credentials for its registry.

    A web identity is Pulumi's alone to use: boto3 takes it from the environment, so that is told.

    Raises:
        StackFilesWrong: it says something that cannot be meant.
    """
    if _WEB_IDENTITY in file.config:
        told = "set AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE instead"
        return Unread(f"{file.name}: {_WEB_IDENTITY} is for Pulumi only: {told}")
    profile = file.config.get("aws:profile")
    if not isinstance(profile, str | None):
        raise _wrong(file, "aws:profile", profile, "is no profile's name", "write one in plain text")
    attempts = file.config.get("aws:maxRetries", _ATTEMPTS)
    if not str(attempts).isascii() or not str(attempts).isdecimal():
        raise _wrong(file, "aws:maxRetries", attempts, "is no number", "write one such as 10")
    return Access(registry, profile or None, _roles(file), max(int(attempts), 1))


def connect(access: Access) -> Aws | Unread:
    """Clients for a registry, if the credentials are of its account; nothing else is ever compared with it."""
    return answer_or_unread(lambda: _connected(access))


def answer_or_unread(ask: Callable[[], _T]) -> _T | Unread:
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
        return Unread(_line(f"{details.get('Code') or 'error'}: {details.get('Message') or error}"))
    except (BotoCoreError, ResponseParserError) as error:
        return Unread(_line(f"{type(error).__name__}: {error}"))
    except KeyError as missing:
        return Unread(f"the answer has no {missing.args[0]}")
    except UnicodeDecodeError as error:  # botocore reads a body before it looks whether it is JSON
        return Unread(_line(f"the answer cannot be read: {error}"))


def _connected(access: Access) -> Aws | Unread:
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
        return Unread(f"{held}, and the registry is in account {registry.account}")
    return Aws(session, registry, config)


def _roles(file: StackFile) -> tuple[Mapping[str, Any], ...]:
    """The roles to assume, one after the other; Pulumi takes them as YAML and as a text of JSON."""
    key = "aws:assumeRoles"
    given = file.config.get(key) or []
    remedy = 'write [{roleArn: "arn:aws:iam::…:role/…"}]'
    try:
        roles = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        raise _wrong(file, key, given, "is no list of roles", remedy) from None
    if not isinstance(roles, list) or not all(isinstance(role, dict) for role in roles):
        raise _wrong(file, key, given, "is no list of roles", remedy)
    for role in roles:
        for word in role.keys() - {*_ROLE_WORDS, _DURATION}:
            raise _wrong(file, key, word, "is nothing a role to assume has", instead(word, sorted(_ROLE_WORDS)))
        if not isinstance(role.get("roleArn"), str):
            raise _wrong(file, key, role, "names no role", remedy)
    return tuple(_assumed(role) for role in roles)


def _assumed(role: Mapping[str, Any]) -> dict[str, Any]:
    arguments = {_ROLE_WORDS[word]: value for word, value in role.items() if word != _DURATION and value}
    if "PolicyArns" in arguments:
        arguments["PolicyArns"] = [{"arn": arn} for arn in arguments["PolicyArns"]]
    if "Tags" in arguments:
        arguments["Tags"] = [{"Key": name, "Value": value} for name, value in arguments["Tags"].items()]
    return {"RoleSessionName": "union-ecr", **arguments}


def _wrong(file: StackFile, key: str, given: Any, rule: str, remedy: str) -> StackFilesWrong:
    return StackFilesWrong([file.mistake(("config", key), shown(given), rule, remedy)])


def _line(text: str) -> str:
    """One line of at most so many characters."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"
