"""Which credentials read a registry: those that its stack file names, else those of the environment.

The keys are those of Pulumi's AWS provider, so that the command line reads with what `pulumi up` deploys with; the
errors of their values are in `union_ecr.stack_file.provider_config`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import StackFile
from union_ecr.stack_file.provider_config import (
    ASSUME_ROLE_PARAMETERS,
    MAX_RETRIES,
    PROFILE,
    WEB_IDENTITY,
    assumed_roles,
    credential_errors,
)

_ATTEMPTS = 6
_WEB_IDENTITY_VARIABLES = ("AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")


@dataclass(frozen=True)
class Credentials:
    """The credentials for one registry; equal where two stack files say the same, whatever the registry.

    `roles` are arguments of AssumeRole, each role assumed with the session of the one before it. `attempts` is how
    often a call is tried.
    """

    registry: Registry = field(compare=False)
    profile: str | None = None
    roles: tuple[Mapping[str, Any], ...] = ()
    attempts: int = _ATTEMPTS


def credentials_of(file: StackFile, registry: Registry) -> Credentials | Unreadable:
    """The credentials that a stack file names for its registry.

    Only Pulumi uses a web identity of a stack file. boto3 takes one from the environment: without it the result is
    `Unreadable`.

    Raises:
        InvalidStackFiles: what the file says of credentials has errors.
    """
    if errors := list(credential_errors(file)):
        raise InvalidStackFiles(errors)
    if WEB_IDENTITY in file.config and not all(map(os.environ.get, _WEB_IDENTITY_VARIABLES)):
        variables = " and ".join(_WEB_IDENTITY_VARIABLES)
        return Unreadable(f"{file.name}: {WEB_IDENTITY} is for Pulumi only: set {variables} as well")
    return Credentials(
        registry,
        profile=file.config.get(PROFILE) or None,
        roles=tuple(_assume_role_arguments(role) for role in assumed_roles(file) or ()),
        attempts=max(int(file.config.get(MAX_RETRIES, _ATTEMPTS)), 1),
    )


def _assume_role_arguments(role: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of AssumeRole, without the duration: a session lasts an hour by default, which is enough."""
    given = {key: value for key, value in role.items() if key in ASSUME_ROLE_PARAMETERS and value}
    arguments = {ASSUME_ROLE_PARAMETERS[key][0]: value for key, value in given.items()}
    if "PolicyArns" in arguments:
        arguments["PolicyArns"] = [{"arn": arn} for arn in arguments["PolicyArns"]]
    if "Tags" in arguments:
        arguments["Tags"] = [{"Key": name, "Value": value} for name, value in arguments["Tags"].items()]
    return {"RoleSessionName": "union-ecr", **arguments}
