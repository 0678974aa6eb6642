"""The roles that a stack file has its provider assume: `aws:assumeRoles`.

https://www.pulumi.com/registry/packages/aws/installation-configuration/
"""

import json
from collections.abc import Mapping
from typing import Any

from union_ecr.stack_file.parse import StackFile

ASSUME_ROLES = "aws:assumeRoles"


def assumed_roles(file: StackFile) -> list[Mapping[str, Any]] | None:
    """The roles, each assumed with the session of the one before; None where what is written is no list of roles.

    Pulumi takes them as YAML and as a text of JSON.
    """
    given = file.config.get(ASSUME_ROLES) or []
    try:
        roles = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return None
    right = isinstance(roles, list) and all(isinstance(role, dict) for role in roles)
    return list(roles) if right else None
