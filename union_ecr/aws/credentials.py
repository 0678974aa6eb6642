"""With which credentials a registry is read: what its stack file says of them.

In the same words that Pulumi's AWS provider reads (https://www.pulumi.com/registry/packages/aws/installation-configuration/):
`aws:profile` and `aws:assumeRoles`, a chain; without them the environment decides, as it does for boto3 by itself.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles, format_value, suggestion
from union_ecr.stack_file.parse import StackFile
from union_ecr.stack_file.provider_config import ASSUME_ROLES, assumed_roles

_ATTEMPTS = 6
_PROFILE, _RETRIES = "aws:profile", "aws:maxRetries"
_WEB_IDENTITY = "aws:assumeRoleWithWebIdentity"
_OF_WEB_IDENTITY = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")
# What a role of `aws:assumeRoles` may say, AssumeRole's own word, and what it is. `duration` is left out: what reads is
# done long before the hour that a session lasts by default.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
_ROLE_WORDS: Mapping[str, tuple[str, type]] = {
    "roleArn": ("RoleArn", str),
    "sessionName": ("RoleSessionName", str),
    "externalId": ("ExternalId", str),
    "policy": ("Policy", str),
    "policyArns": ("PolicyArns", list),
    "sourceIdentity": ("SourceIdentity", str),
    "tags": ("Tags", dict),
    "transitiveTagKeys": ("TransitiveTagKeys", list),
}
_DURATION = "duration"
_KINDS: Mapping[type, str] = {str: "a text", list: "a list of texts", dict: "a mapping of texts"}


@dataclass(frozen=True)
class Credentials:
    """With which credentials a registry is read: equal for stacks whose files say the same.

    `roles` are the arguments of AssumeRole, each role assumed with the session of the one before it.
    """

    registry: Registry
    profile: str | None = None
    roles: tuple[Mapping[str, Any], ...] = ()
    attempts: int = _ATTEMPTS


def credentials_of(file: StackFile, registry: Registry) -> Credentials | Unreadable:
    """What a stack file says of the credentials for its registry.

    A web identity in it is Pulumi's alone to use: boto3 takes it from the environment, so that is told where it is not
    there.

    Raises:
        InvalidStackFiles: it says what cannot be meant, each error on a line.
    """
    if errors := list(credential_errors(file)):
        raise InvalidStackFiles(errors)
    if _WEB_IDENTITY in file.config and not all(map(os.environ.get, _OF_WEB_IDENTITY)):
        return Unreadable(
            f"{file.name}: {_WEB_IDENTITY} is for Pulumi only: set {' and '.join(_OF_WEB_IDENTITY)} as well"
        )
    roles = tuple(_assumed(role) for role in assumed_roles(file) or ())
    return Credentials(
        registry, file.config.get(_PROFILE) or None, roles, max(int(file.config.get(_RETRIES, _ATTEMPTS)), 1)
    )


def credential_errors(file: StackFile) -> Iterator[ConfigError]:
    """Everything that a stack file says of credentials and that cannot be meant."""
    profile, attempts = file.config.get(_PROFILE), file.config.get(_RETRIES, _ATTEMPTS)
    if not isinstance(profile, str | None):
        yield _mistake(file, _PROFILE, profile, "is no profile's name", "write one in plain text")
    if not str(attempts).isascii() or not str(attempts).isdecimal():
        yield _mistake(file, _RETRIES, attempts, "is no number", "write one such as 10")
    roles, remedy = assumed_roles(file), 'write [{roleArn: "arn:aws:iam::…:role/…"}]'
    if roles is None:
        yield _mistake(file, ASSUME_ROLES, file.config[ASSUME_ROLES], "is no list of roles", remedy)
        return
    for role in roles:
        for word in sorted(role.keys() - {*_ROLE_WORDS, _DURATION}):
            yield _mistake(
                file, ASSUME_ROLES, word, "is nothing a role to assume has", suggestion(word, sorted(_ROLE_WORDS))
            )
        if "roleArn" not in role:
            yield _mistake(file, ASSUME_ROLES, role, "names no role", remedy)
        for word, (_, kind) in _ROLE_WORDS.items():
            if word in role and not _is(kind, role[word]):
                yield _mistake(file, ASSUME_ROLES, role[word], f"is no {word}", f"write {_KINDS[kind]}")


def _is(kind: type, value: Any) -> bool:
    """Whether a value is a text, or a list or mapping of texts."""
    values = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return isinstance(value, kind) and all(isinstance(one, str) for one in values)


def _assumed(role: Mapping[str, Any]) -> dict[str, Any]:
    arguments = {_ROLE_WORDS[word][0]: value for word, value in role.items() if word != _DURATION and value}
    if "PolicyArns" in arguments:
        arguments["PolicyArns"] = [{"arn": arn} for arn in arguments["PolicyArns"]]
    if "Tags" in arguments:
        arguments["Tags"] = [{"Key": name, "Value": value} for name, value in arguments["Tags"].items()]
    return {"RoleSessionName": "union-ecr", **arguments}


def _mistake(file: StackFile, key: str, given: Any, rule: str, remedy: str) -> ConfigError:
    return file.error(("config", key), format_value(given), rule, remedy)
