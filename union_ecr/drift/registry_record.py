"""The registry's own settings as records that can be compared with what lives, part by part."""

from typing import Any

from union_ecr.declared.registry import DeclaredCreationTemplate, DeclaredRegistry
from union_ecr.ecr.policy_document import document_text
from union_ecr.settings.registry.repository_names import ROOT

Record = dict[str, Any]


def declared_record(declared: DeclaredRegistry) -> Record:
    """The parts of the registry that are declared, by their names in the stack file, as they live exactly as declared.

    `scanning` {type, rules: [{frequency, filters}]}, rules and filters sorted; `replication` [{destinations: [(region,
    account)], prefixes}] in the declared order; `policy` its text; `pullThroughCache` and `creationTemplates` by
    prefix, with the keys of ECR's API (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/), absent where empty;
    `accountSettings` by ECR's names; `pullTimeUpdateExclusions` sorted ARNs.
    """
    record: Record = {
        "policy": declared.policy and document_text(declared.policy),
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
        "pullTimeUpdateExclusions": list(declared.pull_time_update_exclusions),
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


def replication_rules(record: list[Record]) -> list[Record]:
    """The rules of replication, from their record, with the keys of ECR's API."""
    return [
        {
            "destinations": [{"region": region, "registryId": account} for region, account in rule["destinations"]],
            **({"repositoryFilters": [_prefix(each) for each in rule["prefixes"]]} if rule["prefixes"] else {}),
            **({"deleteReplication": {"enabled": True}} if rule.get("deleteReplication") else {}),
        }
        for rule in record
    ]


def _prefix(text: str) -> Record:
    return {"filter": text, "filterType": "PREFIX_MATCH"}


def _template(declared: DeclaredCreationTemplate) -> Record:
    encryption = declared.encryption
    return _present(
        {
            "appliedFor": sorted(declared.applied_for),
            "description": declared.description,
            "customRoleArn": declared.custom_role,
            "imageTagMutability": declared.tag_mutability,
            "imageTagMutabilityExclusions": sorted(declared.tag_mutability_exclusions),
            "encryption": _present({"encryptionType": encryption.type.value, "kmsKey": encryption.key}),
            "resourceTags": declared.resource_tags,
            "repositoryPolicy": declared.policy and document_text(declared.policy),
            "lifecyclePolicy": declared.lifecycle and document_text(declared.lifecycle),
        }
    )


def _present(record: Record) -> Record:
    return {key: value for key, value in record.items() if value}
