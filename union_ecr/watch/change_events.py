"""The API calls that can change what is declared, by what they change.

They are the calls by which `up` deploys (union_ecr.ecr.actions, union_ecr.ci_roles.deployment), and those by which
somebody else undoes what it deployed.
"""

from collections.abc import Iterable

from union_ecr.ci_roles.deployment import LIFT_BOUNDARY, ROLE_GRANTS, ROLE_WRITES, SET_BOUNDARY
from union_ecr.ecr.actions import REGISTRY_WRITES, REPOSITORY_DELETION, REPOSITORY_WRITES

READING_VERBS = ("Describe", "Get", "List")
"""How the names of calls begin that only read."""
_TAGGING = ("TagResource", "UntagResource")
# The provider calls neither: it attaches no policy to a push role, which has no description.
_ONLY_BY_HAND = ("iam:AttachRolePolicy", "iam:UpdateRoleDescription")


def _names(actions: Iterable[str]) -> frozenset[str]:
    """The names of the calls, as CloudTrail has them in eventName; reads are left out."""
    names = (action.partition(":")[2] for action in actions)
    return frozenset(name for name in names if not name.startswith(READING_VERBS))


TAG_CHANGES = _names((*REPOSITORY_WRITES, REPOSITORY_DELETION)) & frozenset(_TAGGING)
"""Calls that name a repository by its ARN."""
REPOSITORY_CHANGES = _names((*REPOSITORY_WRITES, REPOSITORY_DELETION)) - TAG_CHANGES
"""Calls that name a repository by its name."""
REGISTRY_CHANGES = _names(action for actions in REGISTRY_WRITES.values() for action in actions)
"""Calls that change a registry's own settings."""
ROLE_CHANGES = _names((*ROLE_WRITES, *ROLE_GRANTS, SET_BOUNDARY, LIFT_BOUNDARY, *_ONLY_BY_HAND))
"""Calls that change an IAM role."""
