"""Reads the registry's own settings and push roles, in the shapes of `union_ecr.drift.registry_parts`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from union_ecr.aws.repositories import document_of
from union_ecr.drift.live import LivePushRole
from union_ecr.drift.registry_parts import Record
from union_ecr.settings.registry.repository_names import ROOT

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_iam import IAMClient

ACCOUNT_SETTINGS = "accountSettings"


def live_part(ecr: "ECRClient", part: str, account_settings: Iterable[str] = ()) -> Any:
    """A part by its name in the stack file; only the named account settings, as ECR answers them one a call."""
    if part == ACCOUNT_SETTINGS:
        return {name: _account_setting(ecr, name) for name in account_settings}
    return _READERS[part](ecr)


def live_role(iam: "IAMClient", name: str) -> LivePushRole | None:
    """A role with all its policies; None where any of the calls answers NoSuchEntityException."""
    try:
        role = iam.get_role(RoleName=name)["Role"]
        policies = dict(_inline_policies(iam, name))
        pages = iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
        attached = [policy["PolicyArn"] for page in pages for policy in page["AttachedPolicies"]]
    except iam.exceptions.NoSuchEntityException:
        return None
    return LivePushRole(
        arn=role["Arn"],
        trust_policy=role["AssumeRolePolicyDocument"],
        policies=policies,
        attached_policies=tuple(sorted(attached)),
        permissions_boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        max_session_duration=role["MaxSessionDuration"],
        resource_tags={tag["Key"]: tag["Value"] for tag in role.get("Tags", [])},
    )


def _inline_policies(iam: "IAMClient", name: str) -> Iterator[tuple[str, Any]]:
    pages = iam.get_paginator("list_role_policies").paginate(RoleName=name)
    for policy in [policy for page in pages for policy in page["PolicyNames"]]:
        try:
            yield policy, iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        except (
            iam.exceptions.NoSuchEntityException
        ):  # the policy is deleted by now; if the role is, the next call says so
            continue


def _account_setting(ecr: "ECRClient", name: str) -> str:
    setting: Any = name  # the stubs take a literal
    return ecr.get_account_setting(name=setting)["value"]


def _scanning(ecr: "ECRClient") -> Record:
    live = ecr.get_registry_scanning_configuration()["scanningConfiguration"]
    rules = [
        {
            "frequency": rule["scanFrequency"],
            "filters": sorted(scanned["filter"] for scanned in rule["repositoryFilters"]),
        }
        for rule in live["rules"]
    ]
    return {"type": live["scanType"], "rules": sorted(rules, key=str)}


def _replication(ecr: "ECRClient") -> list[Record]:
    """The rules as declared, and `deleteReplication` where deleting an image deletes its copies too."""
    rules: list[Mapping[str, Any]] = [*ecr.describe_registry()["replicationConfiguration"]["rules"]]
    return [
        {
            "destinations": [(to["region"], to["registryId"]) for to in rule["destinations"]],
            "prefixes": [copied["filter"] for copied in rule.get("repositoryFilters", [])],
            **({"deleteReplication": True} if rule.get("deleteReplication", {}).get("enabled") else {}),
        }
        for rule in rules
    ]


def _policy(ecr: "ECRClient") -> str | None:
    try:
        return document_of(ecr.get_registry_policy(), "policyText")
    except ecr.exceptions.RegistryPolicyNotFoundException:
        return None


def _pull_through_cache_rules(ecr: "ECRClient") -> Record:
    """The rules by their prefix; ECR answers `ROOT` as the upstream's prefix or, for upstreams other than ECR, none."""
    keys = ("upstreamRegistryUrl", "credentialArn", "customRoleArn", "upstreamRepositoryPrefix")
    pages = ecr.get_paginator("describe_pull_through_cache_rules").paginate()
    rules: list[Mapping[str, Any]] = [rule for page in pages for rule in page["pullThroughCacheRules"]]
    return {
        rule["ecrRepositoryPrefix"]: {"upstreamRepositoryPrefix": ROOT}
        | {key: rule[key] for key in keys if rule.get(key)}
        for rule in rules
    }


def _templates(ecr: "ECRClient") -> Record:
    pages = ecr.get_paginator("describe_repository_creation_templates").paginate()
    templates: list[Mapping[str, Any]] = [found for page in pages for found in page["repositoryCreationTemplates"]]
    return {template["prefix"]: _template(template) for template in templates}


def _template(found: Mapping[str, Any]) -> Record:
    same = ("description", "customRoleArn", "imageTagMutability", "repositoryPolicy", "lifecyclePolicy")
    exclusions = found.get("imageTagMutabilityExclusionFilters") or []
    record = {
        **{key: found.get(key) for key in same},
        "appliedFor": sorted(found["appliedFor"]),
        "imageTagMutabilityExclusions": sorted(exclusion["filter"] for exclusion in exclusions),
        "encryption": found.get("encryptionConfiguration"),
        "resourceTags": {tag["Key"]: tag["Value"] for tag in found.get("resourceTags") or []},
    }
    return {key: value for key, value in record.items() if value}


def _exclusions(ecr: "ECRClient") -> list[str]:
    """All pages; botocore has no paginator for this operation."""
    page = ecr.list_pull_time_update_exclusions(maxResults=1000)
    found = list(page["pullTimeUpdateExclusions"])
    while token := page.get("nextToken"):
        page = ecr.list_pull_time_update_exclusions(maxResults=1000, nextToken=token)
        found.extend(page["pullTimeUpdateExclusions"])
    return sorted(found)


_READERS: Mapping[str, Callable[["ECRClient"], Any]] = {
    "scanning": _scanning,
    "replication": _replication,
    "policy": _policy,
    "pullThroughCache": _pull_through_cache_rules,
    "creationTemplates": _templates,
    "pullTimeUpdateExclusions": _exclusions,
}
