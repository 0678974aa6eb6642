"""Compares what a stack declares with what lives in the emulated AWS, for `make try` and the tests."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.provider.documents import normalized_json
from union_ecr.aws.registry_settings import live_part, live_role
from union_ecr.aws.repositories import lifecycle, listed_repositories, own_tags, policy
from union_ecr.declared.push_role import DeclaredPushRole
from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift import registry_parts
from union_ecr.drift.live import LivePushRole, LiveRepository
from union_ecr.settings.provider_tags import ProviderTags

Record = dict[str, Any]
Differences = dict[str, tuple[Any, Any]]
"""What is declared and what lives, by the name of the repository, push role or part of the registry."""
_DOCUMENTS = ("policy", "repositoryPolicy", "lifecyclePolicy")  # of the registry, as texts


def live_repositories(ecr: Any) -> dict[str, Record]:
    """Return every repository of a registry by its name; its documents are the texts of ECR, None without one."""
    return {listed.name: _live_repository(ecr, listed) for page in listed_repositories(ecr) for listed in page}


def stack_differences(declared: DeclaredStack, ecr: Any, iam: Any) -> Differences:
    """Return the differences of repositories (undeclared ones included), push roles and the declared registry parts."""
    return {
        **repository_differences(declared.repositories, live_repositories(ecr), declared.provider_tags),
        **_role_differences(declared, iam),
        **(_registry_differences(declared.registry_settings, ecr) if declared.registry_settings else {}),
    }


def repository_differences(
    declared: Iterable[DeclaredRepository], live: Mapping[str, Record], tags: ProviderTags
) -> Differences:
    """Return the differences of repositories.

    Where KMS is declared without a key, ECR chooses the account's own, so any key is as declared.
    """
    records = {repository.name: declared_record(repository, tags) for repository in declared}
    for name, record in records.items():
        if record["encryption"] == {"encryptionType": "KMS"} and name in live:
            record["encryption"] = live[name]["encryption"]
    names = {*records, *live}
    return {name: (records.get(name), live.get(name)) for name in names if records.get(name) != live.get(name)}


def declared_record(declared: DeclaredRepository, tags: ProviderTags) -> Record:
    """Return the record of a repository that lives exactly as declared, its documents as the provider sends them."""
    encryption = {"encryptionType": declared.encryption.type.value}
    return {
        "uri": declared.uri,
        "arn": declared.arn,
        "tagMutability": declared.tag_mutability,
        "tagMutabilityExclusions": sorted(declared.tag_mutability_exclusions),
        "scanOnPush": declared.scan_on_push,
        "encryption": encryption | ({"kmsKey": declared.encryption.key} if declared.encryption.key else {}),
        "resourceTags": tags.wanted(declared.resource_tags),
        "policy": declared.policy and normalized_json(declared.policy),
        "lifecycle": declared.lifecycle and normalized_json(declared.lifecycle),
    }


def _live_repository(ecr: Any, listed: LiveRepository) -> Record:
    encryption = {"encryptionType": listed.encryption_type}
    return {
        "uri": listed.uri,
        "arn": listed.arn,
        "tagMutability": listed.tag_mutability,
        "tagMutabilityExclusions": list(listed.tag_mutability_exclusions),
        "scanOnPush": listed.scan_on_push,
        "encryption": encryption | ({"kmsKey": listed.encryption_key} if listed.encryption_key else {}),
        "resourceTags": own_tags(ecr, listed.arn),
        "policy": policy(ecr, listed.name),
        "lifecycle": lifecycle(ecr, listed.name),
    }


def _registry_differences(declared: DeclaredRegistry, ecr: Any) -> Differences:
    records = registry_parts.declared_parts(declared)
    for record in (records, *records.get("creationTemplates", {}).values()):
        record.update({name: normalized_json(record[name]) for name in _DOCUMENTS if name in record})
    live = {part: live_part(ecr, part, records.get("accountSettings", ())) for part in records}
    return {part: (records[part], live[part]) for part in records if records[part] != live[part]}


def _role_differences(declared: DeclaredStack, iam: Any) -> Differences:
    pairs = {
        role.key: (
            _role(role, [role.policy], declared.provider_tags.wanted(role.resource_tags)),
            _live_role(live_role(iam, role.name)),
        )
        for role in declared.push_roles
    }
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _live_role(role: LivePushRole | None) -> Record | None:
    return None if role is None else _role(role, list(role.policies.values()), role.resource_tags)


def _role(role: DeclaredPushRole | LivePushRole, policies: list[Any], tags: Mapping[str, str]) -> Record:
    return {
        "arn": role.arn,
        "trust": role.trust_policy,
        "policies": policies,
        "permissionsBoundary": role.permissions_boundary,
        "maxSessionDuration": role.max_session_duration,
        "tags": dict(tags),
    }
