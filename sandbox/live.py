"""What lives in the emulated AWS, in the terms of what a stack declares, so that the two can be compared."""

from collections.abc import Iterable, Mapping
from typing import Any

from model.access import document_text
from model.declared import DeclaredRepository
from model.live import LiveRepository, Unread
from scripts._live_repositories import listed_repositories, own_tags, with_documents

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
    one = with_documents(ecr, listed)
    if one is None or isinstance(one.policy, Unread) or isinstance(one.lifecycle, Unread):
        raise RuntimeError(f"the emulated AWS does not answer: {one}")
    return {
        "uri": one.uri,
        "arn": one.arn,
        "tagMutability": one.tag_mutability,
        "tagMutabilityExclusions": list(one.tag_mutability_exclusions),
        "scanOnPush": one.scan_on_push,
        "encryption": {"encryptionType": one.encryption_type}
        | ({"kmsKey": one.encryption_key} if one.encryption_key else {}),
        "resourceTags": own_tags(ecr, one.arn),
        "policy": one.policy,
        "lifecycle": one.lifecycle,
    }
