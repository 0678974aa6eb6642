"""The settings of a whole ECR registry: one account in one region."""

from typing import Self

import pulumi
import pulumi_aws as aws

from union_ecr.declared.registry import (
    DeclaredCreationTemplate,
    DeclaredPullThroughCacheRule,
    DeclaredRegistry,
    DeclaredReplicationRule,
    declared_registry,
    resolved_registry_wide,
)
from union_ecr.declared.size_limits import registry_size_violations
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.configuration import RegistryConfiguration
from union_ecr.settings.registry.repository_names import ROOT, prefixes_overlap
from union_ecr.settings.types import AccountId, Region

from .registry_settings_args import RegistrySettingsArgs
from .validate_args import raise_violations, validated

RESOURCE_TYPE = "union-ecr:index:RegistrySettings"
LOGICAL_NAME = "registry"


class RegistrySettings(pulumi.ComponentResource):
    """Only what is said is created, and nothing else of the registry is touched.

    Decides for you, for repositories that ECR creates: untagged images expire, and tags are immutable, except in a
    mirror, where they move. There is one scanning, one replication and one policy in a registry, so only one program
    may have this component for it. Taken out again, scanning goes back to BASIC without rules and replication to
    none, and an account setting stays as it is
    (https://www.pulumi.com/registry/packages/aws/api-docs/ecr/registryscanningconfiguration/ and its neighbours).

    Raises:
        pulumi.RunError: one line for each argument that ECR would refuse, or that would grant untrusted access.
    """

    def __init__(self, name: str, args: RegistrySettingsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        declared = _declared(name, args)
        self._create(name, args["region"], declared)

    @classmethod
    def from_declared(
        cls, registry: Registry, declared: DeclaredRegistry, opts: pulumi.ResourceOptions | None = None
    ) -> Self:
        """The component of the registry settings that a stack file declares: validated and rendered already."""
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, LOGICAL_NAME, None, opts)
        component._create(LOGICAL_NAME, registry.region, declared)
        return component

    def _create(self, name: str, region: str, declared: DeclaredRegistry) -> None:
        child = pulumi.ResourceOptions(parent=self)
        if declared.policy:
            aws.ecr.RegistryPolicy(name, policy=document_text(declared.policy), region=region, opts=child)
        _scanning(name, declared, region, child)
        _replication(name, declared, region, child)
        templates = {
            template.prefix: _template(name, template, region, child) for template in declared.creation_templates
        }
        for rule in declared.pull_through_cache:
            # The first pull may follow at once, and a repository that it made without the template stays so.
            first = [template for prefix, template in templates.items() if prefixes_overlap(prefix, rule.prefix)]
            _mirror(name, rule, region, pulumi.ResourceOptions(parent=self, depends_on=first))
        for setting, value in declared.account_settings.items():
            aws.ecr.AccountSetting(f"{name}-{setting}", name=setting, value=value, region=region, opts=child)
        for arn in declared.pull_time_update_exclusions:
            _, account, principal = arn.rsplit(":", 2)
            aws.ecr.PullTimeUpdateExclusion(
                f"{name}-{account}-{principal}", principal_arn=arn, region=region, opts=child
            )
        self.register_outputs({})


class _Arguments(RegistryConfiguration):
    account: AccountId
    region: Region


def _declared(name: str, args: RegistrySettingsArgs) -> DeclaredRegistry:
    given = validated("RegistrySettings", name, _Arguments, args)
    registry = Registry(given.account, given.region)
    settings = resolved_registry_wide(given, lambda _data_planes: ())
    declared = declared_registry(registry, settings)
    raise_violations("RegistrySettings", name, registry_size_violations(declared))
    return declared


def _scanning(name: str, declared: DeclaredRegistry, region: str, child: pulumi.ResourceOptions) -> None:
    if declared.scanning is None:
        return
    aws.ecr.RegistryScanningConfiguration(
        name,
        scan_type=declared.scanning.type,
        rules=[
            {
                "scan_frequency": rule.frequency,
                "repository_filters": [{"filter": name, "filter_type": "WILDCARD"} for name in rule.filters],
            }
            for rule in declared.scanning.rules
        ],
        region=region,
        opts=child,
    )


def _replication(name: str, declared: DeclaredRegistry, region: str, child: pulumi.ResourceOptions) -> None:
    if not declared.replication:
        return
    aws.ecr.ReplicationConfiguration(
        name,
        replication_configuration={"rules": [_replication_rule(rule) for rule in declared.replication]},
        region=region,
        opts=child,
    )


def _replication_rule(
    rule: DeclaredReplicationRule,
) -> aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgsDict:
    made: aws.ecr.ReplicationConfigurationReplicationConfigurationRuleArgsDict = {
        "destinations": [{"region": target.region, "registry_id": target.account} for target in rule.destinations]
    }
    if rule.prefixes:
        made["repository_filters"] = [{"filter": prefix, "filter_type": "PREFIX_MATCH"} for prefix in rule.prefixes]
    return made


def _template(
    name: str, template: DeclaredCreationTemplate, region: str, child: pulumi.ResourceOptions
) -> aws.ecr.RepositoryCreationTemplate:
    encryption: aws.ecr.RepositoryCreationTemplateEncryptionConfigurationArgsDict = {
        "encryption_type": template.encryption.type.value
    }
    if template.encryption.key:
        encryption["kms_key"] = template.encryption.key
    return aws.ecr.RepositoryCreationTemplate(
        f"{name}-{template.prefix}",
        prefix=template.prefix,
        applied_fors=list(template.applied_for),
        description=template.description,
        custom_role_arn=template.custom_role,
        image_tag_mutability=template.tag_mutability,
        image_tag_mutability_exclusion_filters=[
            {"filter": tag, "filter_type": "WILDCARD"} for tag in template.tag_mutability_exclusions
        ],
        encryption_configurations=[encryption],
        repository_policy=document_text(template.policy) if template.policy else None,
        lifecycle_policy=document_text(template.lifecycle) if template.lifecycle else None,
        resource_tags=template.resource_tags,
        region=region,
        opts=child,
    )


def _mirror(name: str, rule: DeclaredPullThroughCacheRule, region: str, options: pulumi.ResourceOptions) -> None:
    # Another upstream is another rule of the same prefix, and ECR takes no two.
    options.delete_before_replace = True
    # ECR's update cannot take the role away again (API reference, UpdatePullThroughCacheRule: it is optional).
    options.replace_on_changes = ["customRoleArn"]
    if rule.prefix == ROOT:
        # ECR takes no upstream prefix here but may answer ROOT, which would replace the rule at every up.
        options.ignore_changes = ["upstreamRepositoryPrefix"]
    aws.ecr.PullThroughCacheRule(
        f"{name}-{rule.prefix}",
        ecr_repository_prefix=rule.prefix,
        upstream_registry_url=rule.upstream,
        credential_arn=rule.credential,
        upstream_repository_prefix=rule.upstream_prefix,
        custom_role_arn=rule.custom_role,
        region=region,
        opts=options,
    )
