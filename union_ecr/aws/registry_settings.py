"""The registry's own settings and push roles as AWS answers, in the shapes of `union_ecr.drift.registry_record`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from union_ecr.aws.repositories import document_of
from union_ecr.drift.live import LiveRole
from union_ecr.drift.registry_record import Record

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_iam import IAMClient

ACCOUNT_SETTINGS = "accountSettings"


def live_part(ecr: "ECRClient", part: str, account_settings: Iterable[str] = ()) -> Any:
    """A part by its name in the stack file; of the account settings, which are asked one by one, the named ones."""
    if part == ACCOUNT_SETTINGS:
        return {name: _account_setting(ecr, name) for name in account_settings}
    return _READERS[part](ecr)


def live_role(iam: "IAMClient", name: str) -> LiveRole | None:
    """A role with all its policies; None where IAM says that there is none, be it in the middle of the reading."""
    try:
        role = iam.get_role(RoleName=name)["Role"]
        policies = dict(_inline_policies(iam, name))
        pages = iam.get_paginator("list_attached_role_policies").paginate(RoleName=name)
        attached = [one["PolicyArn"] for page in pages for one in page["AttachedPolicies"]]
    except iam.exceptions.NoSuchEntityException:
        return None
    return LiveRole(
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
    for policy in [one for page in pages for one in page["PolicyNames"]]:
        try:
            yield policy, iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        except iam.exceptions.NoSuchEntityException:  # deleted meanwhile; if the role was, the next call says so
            continue


def _account_setting(ecr: "ECRClient", name: str) -> str:
    setting: Any = name  # the stubs know the settings by name
    return ecr.get_account_setting(name=setting)["value"]


def _scanning(ecr: "ECRClient") -> Record:
    live = ecr.get_registry_scanning_configuration()["scanningConfiguration"]
    rules = [
        {"frequency": one["scanFrequency"], "filters": sorted(each["filter"] for each in one["repositoryFilters"])}
        for one in live["rules"]
    ]
    return {"type": live["scanType"], "rules": sorted(rules, key=str)}


def _replication(ecr: "ECRClient") -> list[Record]:
    """As declared, and `deleteReplication` where a deletion here deletes the copies as well."""
    rules: list[Mapping[str, Any]] = [*ecr.describe_registry()["replicationConfiguration"]["rules"]]
    return [
        {
            "destinations": [(to["region"], to["registryId"]) for to in one["destinations"]],
            "prefixes": [each["filter"] for each in one.get("repositoryFilters", [])],
            **({"deleteReplication": True} if one.get("deleteReplication", {}).get("enabled") else {}),
        }
        for one in rules
    ]


def _policy(ecr: "ECRClient") -> str | None:
    try:
        return document_of(ecr.get_registry_policy(), "policyText")
    except ecr.exceptions.RegistryPolicyNotFoundException:
        return None


def _mirrors(ecr: "ECRClient") -> Record:
    keys = ("upstreamRegistryUrl", "credentialArn", "customRoleArn", "upstreamRepositoryPrefix")
    pages = ecr.get_paginator("describe_pull_through_cache_rules").paginate()
    found: list[Mapping[str, Any]] = [one for page in pages for one in page["pullThroughCacheRules"]]
    return {one["ecrRepositoryPrefix"]: {key: one[key] for key in keys if one.get(key)} for one in found}


def _templates(ecr: "ECRClient") -> Record:
    pages = ecr.get_paginator("describe_repository_creation_templates").paginate()
    found: list[Mapping[str, Any]] = [one for page in pages for one in page["repositoryCreationTemplates"]]
    return {one["prefix"]: _template(one) for one in found}


def _template(found: Mapping[str, Any]) -> Record:
    same = ("description", "customRoleArn", "imageTagMutability", "repositoryPolicy", "lifecyclePolicy")
    exclusions = found.get("imageTagMutabilityExclusionFilters") or []
    record = {
        **{key: found.get(key) for key in same},
        "appliedFor": sorted(found["appliedFor"]),
        "imageTagMutabilityExclusions": sorted(one["filter"] for one in exclusions),
        "encryption": found.get("encryptionConfiguration"),
        "resourceTags": {tag["Key"]: tag["Value"] for tag in found.get("resourceTags") or []},
    }
    return {key: value for key, value in record.items() if value}


def _exclusions(ecr: "ECRClient") -> list[str]:
    """All of them; botocore has no paginator for this listing."""
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
    "pullThroughCache": _mirrors,
    "creationTemplates": _templates,
    "pullTimeUpdateExclusions": _exclusions,
}
