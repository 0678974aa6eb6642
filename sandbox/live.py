"""What lives in the emulated AWS, in the terms of what a stack declares, so that the two can be compared."""

from collections.abc import Iterable, Mapping
from typing import Any

from model.access import document_text
from model.declared import DeclaredRepository

Record = dict[str, Any]


def live_repositories(ecr: Any) -> dict[str, Record]:
    """Every repository of a registry by its name; documents are the texts that ECR keeps, None where there is none."""
    pages = ecr.get_paginator("describe_repositories").paginate()
    return {found["repositoryName"]: _record(ecr, found) for page in pages for found in page["repositories"]}


def differences(declared: Iterable[DeclaredRepository], live: Mapping[str, Record]) -> dict[str, tuple[Any, Any]]:
    """Each repository that does not live as declared, with what is declared and what lives.

    Where KMS is declared without a key, ECR chooses the account's own, and any key is as declared.
    """
    wanted = {one.name: declared_record(one) for one in declared}
    for name, record in wanted.items():
        if record["encryption"] == {"encryptionType": "KMS"} and name in live:
            record["encryption"] = live[name]["encryption"]
    names = {*wanted, *live}
    return {name: (wanted.get(name), live.get(name)) for name in names if wanted.get(name) != live.get(name)}


def declared_record(declared: DeclaredRepository) -> Record:
    """The record that a repository has when it lives exactly as declared."""
    encryption = {"encryptionType": declared.encryption.type.value}
    return {
        "uri": declared.uri,
        "arn": declared.arn,
        "tagMutability": declared.tag_mutability,
        "tagMutabilityExclusions": sorted(declared.tag_mutability_exclusions),
        "scanOnPush": declared.scan_on_push,
        "encryption": encryption | ({"kmsKey": declared.encryption.key} if declared.encryption.key else {}),
        "resourceTags": declared.resource_tags,
        "policy": declared.policy and document_text(declared.policy),
        "lifecycle": declared.lifecycle and document_text(declared.lifecycle),
    }


def _record(ecr: Any, found: dict[str, Any]) -> Record:
    name = found["repositoryName"]
    tags = ecr.list_tags_for_resource(resourceArn=found["repositoryArn"])["tags"]
    return {
        "uri": found["repositoryUri"],
        "arn": found["repositoryArn"],
        "tagMutability": found["imageTagMutability"],
        "tagMutabilityExclusions": sorted(
            one["filter"] for one in found.get("imageTagMutabilityExclusionFilters") or []
        ),
        "scanOnPush": found["imageScanningConfiguration"]["scanOnPush"],
        "encryption": found["encryptionConfiguration"],
        "resourceTags": {tag["Key"]: tag["Value"] for tag in tags},
        "policy": _policy(ecr, name),
        "lifecycle": _lifecycle(ecr, name),
    }


def _policy(ecr: Any, name: str) -> str | None:
    try:
        return str(ecr.get_repository_policy(repositoryName=name)["policyText"])
    except ecr.exceptions.RepositoryPolicyNotFoundException:
        return None


def _lifecycle(ecr: Any, name: str) -> str | None:
    try:
        return str(ecr.get_lifecycle_policy(repositoryName=name)["lifecyclePolicyText"])
    except ecr.exceptions.LifecyclePolicyNotFoundException:
        return None
