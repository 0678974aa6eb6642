"""The caller behind an access key, and sessions of roles."""

from moto.iam.models import iam_backends
from moto.sts.models import AssumedRole, sts_backends
from moto.utilities.utils import get_partition

from .caller import Caller

# IAM user guide, "IAM identifiers": keys of temporary sessions begin with ASIA.
SESSION_KEY_PREFIX = "ASIA"

# The path of each account that is in an organization; it begins with the organization's id.
organization_path_of_account: dict[str, str] = {}


class UnknownSessionError(Exception):
    """A session key that was never issued, or was forgotten in a reset."""


def caller_of(access_key: str, account: str, region: str) -> Caller:
    """Return the caller with this access key; keys not made by moto belong to the user `moto`, as in moto's STS."""
    partition, path = get_partition(region), organization_path_of_account.get(account)
    session = sts_backends[account][partition].get_assumed_role_from_access_key(access_key)
    if session:
        return Caller(session.arn, account, session.role_arn, path)
    if access_key.startswith(SESSION_KEY_PREFIX):
        raise UnknownSessionError(access_key)
    user = iam_backends[account][partition].get_user_from_access_key_id(access_key)
    arn = user.arn if user else f"arn:{partition}:iam::{account}:user/moto"
    return Caller.of_user(arn, organization_path=path)


def assume_role(account: str, role: str, region: str) -> AssumedRole:
    """Start a session of a role without any check: the role need not exist, and no call is recorded."""
    partition = get_partition(region)
    return sts_backends[account][partition].assume_role(
        region_name=region,
        role_session_name="emulated-aws",
        role_arn=f"arn:{partition}:iam::{account}:role/{role}",
        policy="",
        duration=3600,
        external_id="",
    )
