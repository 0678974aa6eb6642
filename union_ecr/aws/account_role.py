"""The role of one name that a sweep assumes in every account: `union-ecr drift --role-name NAME`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry

# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (RoleSessionName)
_LONGEST_SESSION_NAME = 64
_PREFIX = "union-ecr"


@dataclass(frozen=True)
class AccountRole:
    """A role by its name, with its path if it has one (`ci/union-ecr-drift`), and what its trust policy asks for."""

    name: str
    external_id: str | None = None

    def arn(self, registry: Registry) -> str:
        """The role in the account of a registry, and in its partition."""
        return registry.role_arn(registry.account, self.name.removeprefix("/"))

    def is_held_by(self, caller_arn: str, registry: Registry) -> bool:
        """Whether a caller is this role in the account of a registry already; a session's ARN leaves out the path.

        Such a caller need not assume it, and may not: AWS lets a role assume itself only if its trust policy says so.
        https://aws.amazon.com/blogs/security/announcing-an-update-to-iam-role-trust-policy-behavior/
        """
        caller = Arn.parse(caller_arn)
        role = f"assumed-role/{self.name.rpartition('/')[2]}/"
        return caller is not None and caller.account == registry.account and caller.resource.startswith(role)

    def parameters(self, caller_arn: str, registry: Registry) -> Mapping[str, Any]:
        """The parameters of AssumeRole; the session's name says who asks, for CloudTrail."""
        caller = Arn.parse(caller_arn)
        who = re.sub(r"[^\w+=,.@-]", "-", caller.name if caller else "", flags=re.ASCII)
        session_name = who if who.startswith(_PREFIX) else f"{_PREFIX}-{who}"
        return {
            "RoleArn": self.arn(registry),
            "RoleSessionName": session_name[:_LONGEST_SESSION_NAME],
            **({"ExternalId": self.external_id} if self.external_id else {}),
        }
