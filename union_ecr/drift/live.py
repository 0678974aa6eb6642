"""What lives in a registry, as plain records: the other side of what a stack declares.

Read by the scripts; the model only compares it. What could not be read is an `Unreadable`, never an absence.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from union_ecr.ecr.registry import Registry


@dataclass(frozen=True)
class Unreadable:
    """Something that could not be read; `reason` is AWS's own word."""

    reason: str


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
class LiveRole:
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

    `repositories` are in the order of their names, or unread as a whole: half a list is none. `parts` holds the
    registry's own settings by the names and in the shapes of `registry_record` (None where there is none,
    an `Unreadable` where that could not be told), as far as they were asked for; `roles` the push roles by their names,
    None where IAM says that there is none.
    """

    registry: Registry
    repositories: tuple[LiveRepository, ...] | Unreadable
    parts: Mapping[str, Any] = field(default_factory=dict)
    roles: Mapping[str, LiveRole | Unreadable | None] = field(default_factory=dict)
