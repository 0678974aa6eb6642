"""What a stack file says of Pulumi's AWS provider: credentials.

https://www.pulumi.com/registry/packages/aws/installation-configuration/
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from union_ecr.stack_file.errors import ConfigError, format_value, suggestion
from union_ecr.stack_file.parse import StackFile

ASSUME_ROLES = "aws:assumeRoles"
PROFILE, MAX_RETRIES = "aws:profile", "aws:maxRetries"
WEB_IDENTITY = "aws:assumeRoleWithWebIdentity"
# The parameters of AssumeRole by the key of `aws:assumeRoles`, each with its type.
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
ASSUME_ROLE_PARAMETERS: Mapping[str, tuple[str, type]] = {
    "roleArn": ("RoleArn", str),
    "sessionName": ("RoleSessionName", str),
    "externalId": ("ExternalId", str),
    "policy": ("Policy", str),
    "policyArns": ("PolicyArns", list),
    "sourceIdentity": ("SourceIdentity", str),
    "tags": ("Tags", dict),
    "transitiveTagKeys": ("TransitiveTagKeys", list),
}
DURATION = "duration"
_TYPE_NAMES: Mapping[type, str] = {str: "a text", list: "a list of texts", dict: "a mapping of texts"}


def assumed_roles(file: StackFile) -> list[Mapping[str, Any]] | None:
    """The roles, each assumed with the session of the one before it; None if the value is not a list of roles.

    Pulumi accepts them as YAML and as JSON text.
    """
    given = file.config.get(ASSUME_ROLES) or []
    try:
        roles = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return None
    valid = isinstance(roles, list) and all(isinstance(role, dict) for role in roles)
    return list(roles) if valid else None


def credential_errors(file: StackFile) -> Iterator[ConfigError]:
    """Every error in what a stack file says of credentials."""
    profile, retries = file.config.get(PROFILE), str(file.config.get(MAX_RETRIES, 0))
    if not isinstance(profile, str | None):
        yield _error(file, PROFILE, profile, "is not the name of a profile", "write one in plain text")
    if not (retries.isascii() and retries.isdecimal()):
        yield _error(file, MAX_RETRIES, file.config[MAX_RETRIES], "is not a number", "write one such as 10")
    roles, remedy = assumed_roles(file), 'write [{roleArn: "arn:aws:iam::…:role/…"}]'
    if roles is None:
        yield _error(file, ASSUME_ROLES, file.config[ASSUME_ROLES], "is not a list of roles", remedy)
        return
    for role in roles:
        for key in sorted(role.keys() - {*ASSUME_ROLE_PARAMETERS, DURATION}):
            yield _error(
                file, ASSUME_ROLES, key, "is no key of a role", suggestion(key, sorted(ASSUME_ROLE_PARAMETERS))
            )
        if "roleArn" not in role:
            yield _error(file, ASSUME_ROLES, role, "names no role", remedy)
        for key, (_, kind) in ASSUME_ROLE_PARAMETERS.items():
            if key in role and not _holds_texts(kind, role[key]):
                yield _error(file, ASSUME_ROLES, role[key], f"is no {key}", f"write {_TYPE_NAMES[kind]}")


def _holds_texts(kind: type, value: Any) -> bool:
    """Whether a value is of this type and is, or holds, nothing but texts."""
    texts = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else [value]
    return isinstance(value, kind) and all(isinstance(text, str) for text in texts)


def _error(file: StackFile, key: str, given: Any, rule: str, remedy: str) -> ConfigError:
    return file.error(("config", key), format_value(given), rule, remedy)
