"""What lives of the registry's own settings and of push roles, in the terms of what a stack declares."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from model.access import document_text
from model.push_roles.declared import DeclaredPushRole
from model.registry_wide.declared import DeclaredCreationTemplate, DeclaredRegistry
from model.registry_wide.values import ROOT

Record = dict[str, Any]


def registry_differences(declared: DeclaredRegistry, ecr: Any) -> dict[str, tuple[Any, Any]]:
    """Each part of the registry that does not live as declared, with what is declared and what lives.

    What is not declared is not looked at: another stack's neighbours may have set it.
    """
    wanted = _declared_record(declared)
    live = {part: _READERS[part](ecr) for part in wanted if part in _READERS}
    live["accountSettings"] = {
        name: ecr.get_account_setting(name=name)["value"] for name in wanted.get("accountSettings", {})
    }
    return {part: (wanted[part], live[part]) for part in wanted if wanted[part] != live[part]}


def role_differences(declared: Iterable[DeclaredPushRole], iam: Any) -> dict[str, tuple[Any, Any]]:
    """Each push role that does not live as declared, with what is declared and what lives."""
    pairs = {one.key: (_declared_role(one), _live_role(iam, one.name)) for one in declared}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _declared_record(declared: DeclaredRegistry) -> Record:
    record: Record = {
        "policy": declared.policy,
        "pullThroughCache": {
            one.prefix: _present(
                {
                    "upstreamRegistryUrl": one.upstream,
                    "credentialArn": one.credential,
                    "customRoleArn": one.custom_role,
                    "upstreamRepositoryPrefix": one.upstream_prefix or ROOT,  # which ECR fills in
                }
            )
            for one in declared.pull_through_cache
        },
        "creationTemplates": {one.prefix: _template(one) for one in declared.creation_templates},
        "accountSettings": declared.account_settings,
        "exclusions": list(declared.pull_time_update_exclusions),
    }
    if declared.scanning:
        rules = [{"frequency": one.frequency, "filters": sorted(one.filters)} for one in declared.scanning.rules]
        record["scanning"] = {"type": declared.scanning.type, "rules": sorted(rules, key=str)}
    if declared.replication:
        record["replication"] = [
            {"destinations": [(to.region, to.account) for to in one.destinations], "prefixes": list(one.prefixes)}
            for one in declared.replication
        ]
    return {part: value for part, value in record.items() if value or part in ("scanning", "replication")}


def _template(declared: DeclaredCreationTemplate) -> Record:
    encryption = declared.encryption
    return _present(
        {
            "appliedFor": sorted(declared.applied_for),
            "description": declared.description,
            "customRoleArn": declared.custom_role,
            "imageTagMutability": declared.tag_mutability,
            "exclusions": sorted(declared.tag_mutability_exclusions),
            "encryption": _present({"encryptionType": encryption.type.value, "kmsKey": encryption.key}),
            "resourceTags": declared.resource_tags,
            "repositoryPolicy": declared.policy and document_text(declared.policy),
            "lifecyclePolicy": declared.lifecycle and document_text(declared.lifecycle),
        }
    )


def _declared_role(declared: DeclaredPushRole) -> Record:
    return {
        "arn": declared.arn,
        "trust": declared.trust_policy,
        "policies": [declared.policy],
        "permissionsBoundary": declared.permissions_boundary,
        "maxSessionDuration": declared.max_session_duration,
        "tags": declared.resource_tags,
    }


def _live_role(iam: Any, name: str) -> Record | None:
    try:
        role = iam.get_role(RoleName=name)["Role"]
    except iam.exceptions.NoSuchEntityException:
        return None
    policies = iam.list_role_policies(RoleName=name)["PolicyNames"]
    return {
        "arn": role["Arn"],
        "trust": role["AssumeRolePolicyDocument"],
        "policies": [iam.get_role_policy(RoleName=name, PolicyName=one)["PolicyDocument"] for one in policies],
        "permissionsBoundary": role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        "maxSessionDuration": role["MaxSessionDuration"],
        "tags": {tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
    }


def _live_scanning(ecr: Any) -> Record:
    live = ecr.get_registry_scanning_configuration()["scanningConfiguration"]
    rules = [
        {"frequency": one["scanFrequency"], "filters": sorted(each["filter"] for each in one["repositoryFilters"])}
        for one in live["rules"]
    ]
    return {"type": live["scanType"], "rules": sorted(rules, key=str)}


def _live_replication(ecr: Any) -> list[Record]:
    return [
        {
            "destinations": [(to["region"], to["registryId"]) for to in one["destinations"]],
            "prefixes": [each["filter"] for each in one.get("repositoryFilters", [])],
        }
        for one in ecr.describe_registry()["replicationConfiguration"]["rules"]
    ]


def _live_policy(ecr: Any) -> Any:
    try:
        return json.loads(ecr.get_registry_policy()["policyText"])
    except ecr.exceptions.RegistryPolicyNotFoundException:
        return None


def _live_mirrors(ecr: Any) -> Record:
    keys = ("upstreamRegistryUrl", "credentialArn", "customRoleArn", "upstreamRepositoryPrefix")
    pages = ecr.get_paginator("describe_pull_through_cache_rules").paginate()
    found = [one for page in pages for one in page["pullThroughCacheRules"]]
    return {one["ecrRepositoryPrefix"]: {key: one[key] for key in keys if one.get(key)} for one in found}


def _live_templates(ecr: Any) -> Record:
    pages = ecr.get_paginator("describe_repository_creation_templates").paginate()
    found = [one for page in pages for one in page["repositoryCreationTemplates"]]
    same = ("description", "customRoleArn", "imageTagMutability", "repositoryPolicy", "lifecyclePolicy")
    return {
        one["prefix"]: _present(
            {
                **{key: one.get(key) for key in same},
                "appliedFor": sorted(one["appliedFor"]),
                "exclusions": sorted(each["filter"] for each in one.get("imageTagMutabilityExclusionFilters") or []),
                "encryption": one.get("encryptionConfiguration"),
                "resourceTags": {tag["Key"]: tag["Value"] for tag in one.get("resourceTags") or []},
            }
        )
        for one in found
    }


def _live_exclusions(ecr: Any) -> list[str]:
    return sorted(ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"])


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "scanning": _live_scanning,
    "replication": _live_replication,
    "policy": _live_policy,
    "pullThroughCache": _live_mirrors,
    "creationTemplates": _live_templates,
    "exclusions": _live_exclusions,
}


def _present(record: Record) -> Record:
    return {key: value for key, value in record.items() if value}
