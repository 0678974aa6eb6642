"""What lives of an account's bootstrap, as it was read. `Unreadable` is neither missing nor as declared."""

from collections.abc import Mapping
from dataclasses import dataclass

from union_ecr.drift.live import Unreadable
from union_ecr.ecr.policy_document import Document


@dataclass(frozen=True)
class LiveRole:
    """A role's trust policy, and all its other policies by name, inline and attached."""

    trust_policy: Document
    policies: Mapping[str, Document]


@dataclass(frozen=True)
class LiveBucket:
    """What protects the state."""

    versioned: bool
    public_access_blocked: bool
    policy: Document | None


@dataclass(frozen=True)
class LiveCi:
    """What lives in one account; None where there is nothing.

    `audiences` are those of the identity provider, `roles` and `boundaries` by name, and `role_names` all roles that
    begin as those of CI do. `bucket` is None, too, where another account has it.
    """

    audiences: tuple[str, ...] | Unreadable | None
    roles: Mapping[str, LiveRole | Unreadable | None]
    boundaries: Mapping[str, Document | Unreadable | None]
    role_names: tuple[str, ...] | Unreadable
    bucket: LiveBucket | Unreadable | None


@dataclass(frozen=True)
class LiveEnvironment:
    """An environment on GitHub: who approves (users, and teams as ORGANIZATION/TEAM), and for which branches.

    `branches` is None where any branch may deploy.
    """

    reviewers: frozenset[str]
    branches: frozenset[str] | None
