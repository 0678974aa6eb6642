"""Who calls: the identity behind an access key, as resource policies see it."""

from dataclasses import dataclass

from moto.iam.models import iam_backends
from moto.sts.models import AssumedRole, sts_backends
from moto.utilities.utils import get_partition

# IAM user guide, "IAM identifiers": keys of temporary sessions begin with ASIA.
SESSION_KEY_PREFIX = "ASIA"

# aws:PrincipalOrgID of accounts that were put into an organization.
organization_of_account: dict[str, str] = {}


class UnknownSessionError(Exception):
    """Session keys nobody handed out, or that a reset forgot."""


@dataclass(frozen=True)
class Caller:
    """An identity.

    For an assumed role `arn` is the session (what GetCallerIdentity and error messages say) and
    `principal_arn` the role with its path (IAM user guide, aws:PrincipalArn). Both are the same for a user.
    """

    account: str
    arn: str
    principal_arn: str

    @property
    def organization(self) -> str | None:
        """The caller's aws:PrincipalOrgID, None outside an organization."""
        return organization_of_account.get(self.account)


def caller_of(access_key: str, account: str, region: str) -> Caller:
    """Return who holds this access key; keys moto never made belong to the user `moto`, as in moto's STS."""
    partition = get_partition(region)
    session = sts_backends[account][partition].get_assumed_role_from_access_key(access_key)
    if session:
        return Caller(account, session.arn, session.role_arn)
    if access_key.startswith(SESSION_KEY_PREFIX):
        raise UnknownSessionError(access_key)
    user = iam_backends[account][partition].get_user_from_access_key_id(access_key)
    arn = user.arn if user else f"arn:{partition}:iam::{account}:user/moto"
    return Caller(account, arn, arn)


def assume_role(account: str, role: str, region: str) -> AssumedRole:
    """Start a session of a role without asking anyone: the role need not exist, no call is recorded."""
    partition = get_partition(region)
    return sts_backends[account][partition].assume_role(
        region_name=region,
        role_session_name="emulated-aws",
        role_arn=f"arn:{partition}:iam::{account}:role/{role}",
        policy="",
        duration=3600,
        external_id="",
    )
