"""What lives in a registry, as plain records: what a stack's declarations are compared with.

`union_ecr.aws` reads it. What could not be read is an `Unreadable`, never an absence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from union_ecr.ecr.failed_calls import DENIED_CODES
from union_ecr.ecr.registry import Registry


@dataclass(frozen=True)
class Unreadable:
    """Something that could not be read; `reason` says why, with the remedy if it is no matter of a single right.

    `code` is AWS's error code, or the name of boto3's exception; None where the answer itself is incomplete.
    """

    reason: str
    code: str | None = field(default=None, compare=False)

    @property
    def is_denied(self) -> bool:
        """Whether AWS denied it."""
        return self.code in DENIED_CODES


@dataclass(frozen=True, slots=True)
class LiveRepository:
    """One repository as ECR answers; documents are texts, None where ECR says by name that there is none."""

    name: str
    arn: str
    uri: str
    tag_mutability: str
    tag_mutability_exclusions: tuple[str, ...]
    scan_on_push: bool
    encryption_type: str
    encryption_key: str | None
    resource_tags: Mapping[str, str] | Unreadable
    policy: str | Unreadable | None
    lifecycle: str | Unreadable | None


@dataclass(frozen=True)
class LivePushRole:
    """A push role as IAM answers; documents are plain values, inline policies by name."""

    arn: str
    trust_policy: Any
    policies: Mapping[str, Any]
    attached_policies: tuple[str, ...]
    permissions_boundary: str | None
    max_session_duration: int
    resource_tags: Mapping[str, str]


@dataclass(frozen=True)
class LiveRegistry:
    """What lives in one registry.

    `repositories` are sorted by name, or unreadable as a whole. Where they may not be listed, `unlisted` says why, and
    they are only the declared ones, but for those in `unread`, by their names. `parts` holds those of the
    registry's own settings that were read, by the names and in the shapes of `registry_parts` (None where there is
    none, an `Unreadable` where that is not known); `roles` the push roles by name, None where IAM says that there is
    none.
    """

    registry: Registry
    repositories: tuple[LiveRepository, ...] | Unreadable
    parts: Mapping[str, Any] = field(default_factory=dict)
    roles: Mapping[str, LivePushRole | Unreadable | None] = field(default_factory=dict)
    unlisted: Unreadable | None = None
    unread: Mapping[str, Unreadable] = field(default_factory=dict)
