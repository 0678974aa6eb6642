"""The registry's own settings, part by part, in the shapes of ECR's API, to be compared with what lives."""

from typing import Any

from union_ecr.declared.registry import DeclaredCreationTemplate, DeclaredRegistry
from union_ecr.ecr.policy_document import document_text
from union_ecr.settings.registry.repository_names import ROOT

Record = dict[str, Any]


def declared_parts(declared: DeclaredRegistry) -> Record:
    """The declared parts of the registry, by their names in the stack file, as ECR has them right after `pulumi up`.

    `scanning` {type, rules: [{frequency, filters}]}, rules and filters sorted; `replication` [{destinations: [(region,
    account)], prefixes}] in the declared order; `policy` its text; `pullThroughCache` and `creationTemplates` by
    prefix, with the keys of ECR's API (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/), absent where empty;
    `accountSettings` by ECR's names; `pullTimeUpdateExclusions` sorted ARNs.
    """
    record: Record = {
        "policy": declared.policy and document_text(declared.policy),
        "pullThroughCache": {
            rule.prefix: _present(
                {
                    "upstreamRegistryUrl": rule.upstream,
                    "credentialArn": rule.credential,
                    "customRoleArn": rule.custom_role,
                    "upstreamRepositoryPrefix": rule.upstream_prefix or ROOT,  # no prefix is ROOT
                }
            )
            for rule in declared.pull_through_cache
        },
        "creationTemplates": {template.prefix: _template(template) for template in declared.creation_templates},
        "accountSettings": declared.account_settings,
        "pullTimeUpdateExclusions": list(declared.pull_time_update_exclusions),
    }
    if declared.scanning:
        rules = [{"frequency": rule.frequency, "filters": sorted(rule.filters)} for rule in declared.scanning.rules]
        record["scanning"] = {"type": declared.scanning.type, "rules": sorted(rules, key=str)}
    if declared.replication:
        record["replication"] = [
            {"destinations": [(to.region, to.account) for to in rule.destinations], "prefixes": list(rule.prefixes)}
            for rule in declared.replication
        ]
    return {part: value for part, value in record.items() if value or part in ("scanning", "replication")}


def replication_rules(rules: list[Record]) -> list[Record]:
    """Rules of the part `replication` as `put-replication-configuration` takes them."""
    return [
        {
            "destinations": [{"region": region, "registryId": account} for region, account in rule["destinations"]],
            **({"repositoryFilters": [_prefix(prefix) for prefix in rule["prefixes"]]} if rule["prefixes"] else {}),
            **({"deleteReplication": {"enabled": True}} if rule.get("deleteReplication") else {}),
        }
        for rule in rules
    ]


def _prefix(prefix: str) -> Record:
    return {"filter": prefix, "filterType": "PREFIX_MATCH"}


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
