"""Which roles and users exist, for policies that name them.

AWS refuses a policy that names a role nobody has ("Principal not found", terraform-provider-aws issue #39064) and
keeps a role's unique id in place of its ARN: when the role is deleted, also when another of the same name is made,
the policy shows the id and lets nobody in (IAM user guide, "AWS JSON policy elements: Principal", role principals).

The emulation does neither unless it is told to: `make try` and most tests grant to roles they never make, in accounts
that nobody filled, and for them every role exists.
"""

from moto.iam.models import iam_backends

from .ecr_errors import invalid_parameter
from .policy_principals import ARN


class PrincipalRecord:
    """Whether principals must exist, and the unique ids that policies hold."""

    def __init__(self) -> None:
        self.must_exist = False
        self._arns: dict[str, str] = {}

    def clear(self) -> None:
        """Let every principal exist again, and forget the ids."""
        self.must_exist = False
        self._arns = {}

    def require(self, must_exist: bool) -> None:
        """Decide for the policies set from now on."""
        self.must_exist = must_exist

    def kept(self, principal: str) -> str:
        """Return what AWS keeps for a principal: the id of a role or user, all others as they are."""
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
        """Return the text of a policy as AWS shows it: with the ARN of each role that is still the same."""
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
