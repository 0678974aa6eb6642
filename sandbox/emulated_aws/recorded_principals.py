"""Roles and users that policies name: whether they exist, and their unique ids.

AWS refuses a policy with a missing role ("Principal not found", terraform-provider-aws issue #39064) and stores a
role's unique id in place of its ARN: when the role is deleted, even if another of the same name is created, the policy
shows the id and allows nobody (IAM user guide, "AWS JSON policy elements: Principal", role principals).

The emulation does this only on request: `make try` and most tests grant to roles they never create, in accounts that
are empty, and for them every role exists.
"""

from moto.iam.models import iam_backends

from .ecr_errors import invalid_parameter
from .policy_principals import ARN


class PrincipalRecord:
    """Whether principals must exist, and the unique ids in policies."""

    def __init__(self) -> None:
        self.must_exist = False
        self._arns: dict[str, str] = {}

    def clear(self) -> None:
        """Require no principals to exist, and forget the ids."""
        self.must_exist = False
        self._arns = {}

    def require(self, must_exist: bool) -> None:
        """Set whether principals must exist, for policies set from now on."""
        self.must_exist = must_exist

    def stored(self, principal: str) -> str:
        """Return what AWS stores for a principal: the id of a role or user, every other principal as it is."""
        arn = ARN.fullmatch(principal) if self.must_exist else None
        if arn is None or not (arn["name"] or arn["role"]):
            return principal
        unique_id = _unique_id(principal)
        if unique_id is None:
            raise invalid_parameter("PolicyText", "Principal not found")
        if arn["role"]:
            return principal
        self._arns[unique_id] = principal
        return unique_id

    def shown(self, policy: str) -> str:
        """Return the text of a policy as AWS shows it: with the ARN of each role that still exists."""
        for unique_id, arn in list(self._arns.items()):
            if unique_id in policy and _unique_id(arn) == unique_id:
                policy = policy.replace(f'"{unique_id}"', f'"{arn}"')
        return policy


def _unique_id(arn: str) -> str | None:
    """Return the id of the role, the user or the session's role that has this ARN now."""
    parts = ARN.fullmatch(arn)
    if parts is None:
        return None
    iam = iam_backends[parts["account"] or parts["session_account"]][parts["partition"]]
    entities = [*iam.users.values()] if parts["kind"] == "user" else [*iam.roles.values()]
    found = (entity.id for entity in entities if (entity.name == parts["role"] if parts["role"] else entity.arn == arn))
    return next(found, None)


principals = PrincipalRecord()
