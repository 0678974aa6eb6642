"""What lives of the registry's own settings and of push roles, in the terms of what a stack declares."""

from collections.abc import Iterable
from typing import Any

from union_ecr.aws.registry_settings import live_part, live_role
from union_ecr.declared.push_role import DeclaredPushRole
from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.drift.live import LiveRole
from union_ecr.drift.registry_record import Record, declared_record


def registry_differences(declared: DeclaredRegistry, ecr: Any) -> dict[str, tuple[Any, Any]]:
    """Each part of the registry that does not live as declared, with what is declared and what lives.

    What is not declared is not looked at: another stack's neighbours may have set it.
    """
    wanted = declared_record(declared)
    live = {part: live_part(ecr, part, wanted.get("accountSettings", ())) for part in wanted}
    return {part: (wanted[part], live[part]) for part in wanted if wanted[part] != live[part]}


def role_differences(declared: Iterable[DeclaredPushRole], iam: Any) -> dict[str, tuple[Any, Any]]:
    """Each push role that does not live as declared, with what is declared and what lives."""
    pairs = {one.key: (_declared_role(one), _live_record(live_role(iam, one.name))) for one in declared}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _declared_role(declared: DeclaredPushRole) -> Record:
    return {
        "arn": declared.arn,
        "trust": declared.trust_policy,
        "policies": [declared.policy],
        "permissionsBoundary": declared.permissions_boundary,
        "maxSessionDuration": declared.max_session_duration,
        "tags": declared.resource_tags,
    }


def _live_record(role: LiveRole | None) -> Record | None:
    if role is None:
        return None
    return {
        "arn": role.arn,
        "trust": role.trust_policy,
        "policies": list(role.policies.values()),
        "permissionsBoundary": role.permissions_boundary,
        "maxSessionDuration": role.max_session_duration,
        "tags": role.resource_tags,
    }
