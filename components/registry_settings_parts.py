"""What the resources of `RegistrySettings` are made of: what is plain, and what may depend on other resources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import pulumi
import pulumi_aws as aws

from union_ecr.declared.registry import (
    DeclaredCreationTemplate,
    DeclaredPullThroughCacheRule,
    DeclaredRegistry,
    DeclaredReplicationRule,
    DeclaredScanning,
    declared_account_settings,
    declared_cache_rule,
    declared_scanning,
    declared_template,
    with_resolved_templates,
)
from union_ecr.ecr.policy_document import document_text
from union_ecr.settings.registry.account_settings import AccountSettings
from union_ecr.settings.registry.configuration import RegistryFields
from union_ecr.settings.registry.pull_through_cache import PullThroughCacheRule

from .arguments import ComponentArguments
from .private_repository import encryption_configuration

_MAY_HOLD_OUTPUTS_IN_A_TEMPLATE = ("custom_role", "encryption", "grants", "deny", "resource_tags")


@dataclass(frozen=True)
class CacheRuleParts:
    """A pull-through cache rule: another prefix or upstream is another rule, so those are plain."""

    prefix: str
    upstream: str
    upstream_prefix: str | None
    credential: pulumi.Input[str] | None
    custom_role: pulumi.Input[str] | None

    @classmethod
    def of(cls, rule: DeclaredPullThroughCacheRule) -> Self:
        """Those of a declared rule."""
        return cls(rule.prefix, rule.upstream, rule.upstream_prefix, rule.credential, rule.custom_role)


@dataclass(frozen=True)
class RegistryParts:
    """Each setting of the registry, in the provider's properties; None or empty: there is no resource for it."""

    policy: pulumi.Input[str] | None
    scanning: Mapping[str, Any] | None
    replication_rules: pulumi.Input[Sequence[Any]] | None
    creation_templates: Mapping[str, Mapping[str, Any]]
    pull_through_cache: Sequence[CacheRuleParts]
    account_settings: Mapping[str, pulumi.Input[str]]
    pull_time_update_exclusions: Sequence[str]

    @classmethod
    def of(cls, declared: DeclaredRegistry) -> Self:
        """Those of a registry whose values are all known."""
        return cls(
            document_text(declared.policy) if declared.policy else None,
            _scanning(declared.scanning) if declared.scanning else None,
            _replication_rules(declared) if declared.replication else None,
            {template.prefix: _template(template) for template in declared.creation_templates},
            [CacheRuleParts.of(rule) for rule in declared.pull_through_cache],
            declared.account_settings,
            declared.pull_time_update_exclusions,
        )


def registry_parts(
    arguments: ComponentArguments, declared: pulumi.Output[DeclaredRegistry] | DeclaredRegistry
) -> RegistryParts:
    """The same of arguments. Their shape alone decides which resources there are, never a value known later."""
    if isinstance(declared, DeclaredRegistry):
        return RegistryParts.of(declared)
    values = arguments.values
    has_policy = values.get("policy") or values.get("deny")
    plain = _plain_settings(arguments)
    return RegistryParts(
        declared.apply(lambda known: document_text(known.policy or {})) if has_policy else None,
        _scanning(declared_scanning(plain.scanning)) if plain.scanning else None,
        declared.apply(_replication_rules) if values.get("replication") else None,
        {
            prefix: _template_with_outputs(declared, declared_template(None, prefix, template), values)
            for prefix, template in sorted(plain.creation_templates.items())
        },
        [_cache_rule(prefix, rule) for prefix, rule in sorted((values.get("pull_through_cache") or {}).items())],
        declared_account_settings(plain.account_settings or AccountSettings()),
        sorted(set(plain.pull_time_update_exclusions)),
    )


def _plain_settings(arguments: ComponentArguments) -> RegistryFields:
    """The settings that hold no Output: of a template without what may hold one."""
    values = arguments.values
    templates = {
        prefix: {name: value for name, value in template.items() if name not in _MAY_HOLD_OUTPUTS_IN_A_TEMPLATE}
        for prefix, template in (values.get("creation_templates") or {}).items()
    }
    plain = {name: values.get(name) for name in ("scanning", "account_settings")}
    exclusions = values.get("pull_time_update_exclusions") or ()
    settings = {**plain, "creation_templates": templates, "pull_time_update_exclusions": exclusions}
    return with_resolved_templates(arguments.validated(RegistryFields, settings), lambda _data_planes: ())


def _template_with_outputs(
    declared: pulumi.Output[DeclaredRegistry], plain: DeclaredCreationTemplate, values: Mapping[str, Any]
) -> dict[str, Any]:
    given = values["creation_templates"][plain.prefix]
    encryption = given.get("encryption") or {}
    configuration = encryption_configuration(encryption.get("type", "AES256"), encryption.get("key"))
    has_policy = given.get("grants") or given.get("deny")
    return {
        **_template(plain),
        "custom_role_arn": given.get("custom_role"),
        "encryption_configurations": [configuration],
        "repository_policy": declared.apply(lambda known: _policy_below(known, plain.prefix)) if has_policy else None,
        "resource_tags": given.get("resource_tags") or {},
    }


def _policy_below(declared: DeclaredRegistry, prefix: str) -> str:
    template = next(template for template in declared.creation_templates if template.prefix == prefix)
    return document_text(template.policy or {})


def _cache_rule(prefix: str, rule: Mapping[str, Any]) -> CacheRuleParts:
    plain = {name: value for name, value in rule.items() if name not in ("credential", "custom_role")}
    named = declared_cache_rule(prefix, PullThroughCacheRule.model_construct(**plain))
    return CacheRuleParts(
        prefix, named.upstream, named.upstream_prefix, rule.get("credential"), rule.get("custom_role")
    )


def _scanning(scanning: DeclaredScanning) -> dict[str, Any]:
    return {
        "scan_type": scanning.type,
        "rules": [
            {
                "scan_frequency": rule.frequency,
                "repository_filters": [{"filter": name, "filter_type": "WILDCARD"} for name in rule.filters],
            }
            for rule in scanning.rules
        ],
    }


def _replication_rules(declared: DeclaredRegistry) -> list[Any]:
    return [_replication_rule(rule) for rule in declared.replication]


def _replication_rule(
    rule: DeclaredReplicationRule,
) -> aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgsDict:
    made: aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgsDict = {
        "destinations": [{"region": target.region, "registry_id": target.account} for target in rule.destinations]
    }
    if rule.prefixes:
        made["repository_filters"] = [{"filter": prefix, "filter_type": "PREFIX_MATCH"} for prefix in rule.prefixes]
    return made


def _template(template: DeclaredCreationTemplate) -> dict[str, Any]:
    return {
        "applied_fors": list(template.applied_for),
        "description": template.description,
        "custom_role_arn": template.custom_role,
        "image_tag_mutability": template.tag_mutability,
        "image_tag_mutability_exclusion_filters": [
            {"filter": tag, "filter_type": "WILDCARD"} for tag in template.tag_mutability_exclusions
        ],
        "encryption_configurations": [encryption_configuration(template.encryption.type, template.encryption.key)],
        "repository_policy": document_text(template.policy) if template.policy else None,
        "lifecycle_policy": document_text(template.lifecycle) if template.lifecycle else None,
        "resource_tags": template.resource_tags,
    }
