"""What lives of an account's bootstrap, as it was read. `Unreadable` is neither missing nor as declared."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from union_ecr.drift.live import Unreadable
from union_ecr.ecr.policy_document import Document


@dataclass(frozen=True)
class LiveCiRole:
    """A role's trust policy, and all its other policies by name, inline and attached."""

    trust_policy: Document
    policies: Mapping[str, Document]


@dataclass(frozen=True)
class LiveBucket:
    """What protects the state, each setting by itself; None where there is nothing.

    `encryption` is the algorithm, `public_access_block` the settings that are on, and `lifecycle_rules` those that are
    enabled, as S3 has them.
    """

    versioned: bool | Unreadable
    encryption: str | Unreadable | None
    public_access_block: frozenset[str] | Unreadable
    policy: Document | Unreadable | None
    lifecycle_rules: tuple[Mapping[str, Any], ...] | Unreadable


class BucketOfAnotherAccount:
    """The bucket exists, and the account that shall have it does not have it."""


@dataclass(frozen=True)
class LiveCi:
    """What lives in one account; None where there is nothing.

    `audiences` are those of the identity provider, `roles` and `boundaries` by name, and `role_names` all roles that
    begin as those of CI do. `bucket` is None, too, where another account has it.
    """

    audiences: tuple[str, ...] | Unreadable | None
    roles: Mapping[str, LiveCiRole | Unreadable | None]
    boundaries: Mapping[str, Document | Unreadable | None]
    role_names: tuple[str, ...] | Unreadable
    bucket: LiveBucket | BucketOfAnotherAccount | None


@dataclass(frozen=True)
class LiveEnvironment:
    """An environment on GitHub: who approves (users, and teams as ORGANIZATION/TEAM), and for which branches.

    `branches` is None where any branch may deploy.
    """

    reviewers: frozenset[str]
    branches: frozenset[str] | None
