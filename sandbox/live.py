"""What lives in the emulated AWS, in the terms of what a stack declares, so that the two can be compared."""

from collections.abc import Iterable, Mapping
from typing import Any

from union_ecr.aws.repositories import lifecycle, listed_repositories, own_tags, policy
from union_ecr.declared.stack import DeclaredRepository
from union_ecr.drift.live import LiveRepository
from union_ecr.ecr.actions import document_text

Record = dict[str, Any]


def live_repositories(ecr: Any) -> dict[str, Record]:
    """Every repository of a registry by its name; documents are the texts that ECR keeps, None where there is none."""
    return {listed.name: _record(ecr, listed) for page in listed_repositories(ecr) for listed in page}


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


def _record(ecr: Any, listed: LiveRepository) -> Record:
    return {
        "uri": listed.uri,
        "arn": listed.arn,
        "tagMutability": listed.tag_mutability,
        "tagMutabilityExclusions": list(listed.tag_mutability_exclusions),
        "scanOnPush": listed.scan_on_push,
        "encryption": {"encryptionType": listed.encryption_type}
        | ({"kmsKey": listed.encryption_key} if listed.encryption_key else {}),
        "resourceTags": own_tags(ecr, listed.arn),
        "policy": policy(ecr, listed.name),
        "lifecycle": lifecycle(ecr, listed.name),
    }
