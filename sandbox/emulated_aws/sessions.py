"""Who calls: the identity behind an access key, as resource policies see it."""

from moto.iam.models import iam_backends
from moto.sts.models import AssumedRole, sts_backends
from moto.utilities.utils import get_partition

from .caller import Caller

# IAM user guide, "IAM identifiers": keys of temporary sessions begin with ASIA.
SESSION_KEY_PREFIX = "ASIA"

# Where in an organization the accounts are that were put into one: the organization's id is the path's beginning.
organization_path_of_account: dict[str, str] = {}


class UnknownSessionError(Exception):
    """Session keys nobody handed out, or that a reset forgot."""


def caller_of(access_key: str, account: str, region: str) -> Caller:
    """Return who holds this access key; keys moto never made belong to the user `moto`, as in moto's STS."""
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
