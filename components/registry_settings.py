"""The settings of a whole ECR registry: one account in one region."""

from collections.abc import Iterable, Iterator
from typing import Any, Self

import pulumi
import pulumi_aws as aws

from union_ecr.declared.registry import DeclaredRegistry, declared_registry, with_resolved_templates
from union_ecr.declared.size_limits import registry_size_violations
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.configuration import SETTING_NAMES, RegistryFields
from union_ecr.settings.registry.repository_names import ROOT, prefixes_overlap
from union_ecr.settings.types import AccountId, Region
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import Violation

from .arguments import ComponentArguments, Ready
from .registry_settings_args import RegistrySettingsArgs
from .registry_settings_parts import CacheRuleParts, RegistryParts, registry_parts

RESOURCE_TYPE = "union-ecr:index:RegistrySettings"
LOGICAL_NAME = "registry"


class RegistrySettings(pulumi.ComponentResource):
    """The settings of a whole ECR registry, which is one account in one region.

    It creates only what you set, and leaves everything else in the registry as it is. In repositories that ECR creates
    itself, untagged images expire and tags are immutable, but in a pull-through cache tags may move.

    There is one scanning, one replication and one policy in a registry, so only one program may have this component for
    it. Taken out again, scanning goes back to BASIC without rules and replication to none, and an account setting stays
    as it is
    (https://www.pulumi.com/registry/packages/aws/api-docs/ecr/registryscanningconfiguration/ and its neighbours).

    An argument may be the Output of another resource where it says so. What depends on it is validated as soon as its
    value is known, and before anything of the component is created.

    Raises:
        pulumi.RunError: one line for each argument that ECR would refuse, or that would grant untrusted access, and
            where nothing is set, or the credentials are another account's.
    """

    def __init__(self, name: str, args: RegistrySettingsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        arguments = ComponentArguments.read("RegistrySettings", name, args, RegistrySettingsArgs)
        declared = arguments.declared(_Arguments, _declared)
        ready = arguments.ready(self, declared)
        self._create(name, arguments.values["region"], registry_parts(arguments, declared), ready)

    @classmethod
    def from_declared(
        cls, registry: Registry, declared: DeclaredRegistry, opts: pulumi.ResourceOptions | None = None
    ) -> Self:
        """The component of the registry settings that a stack file declares: validated and rendered already."""
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, LOGICAL_NAME, None, opts)
        component._create(LOGICAL_NAME, registry.region, RegistryParts.of(declared))
        return component

    def _create(self, name: str, region: str, parts: RegistryParts, ready: Ready | None = None) -> None:
        child = pulumi.ResourceOptions(parent=self, depends_on=ready)
        if parts.policy is not None:
            aws.ecr.RegistryPolicy(name, policy=parts.policy, region=region, opts=child)
        if parts.scanning is not None:
            aws.ecr.RegistryScanningConfiguration(name, **parts.scanning, region=region, opts=child)
        if parts.replication_rules is not None:
            rules: Any = {"rules": parts.replication_rules}
            aws.ecr.ReplicationConfiguration(name, replication_configuration=rules, region=region, opts=child)
        templates = {
            prefix: aws.ecr.RepositoryCreationTemplate(
                f"{name}-{prefix}", prefix=prefix, **template, region=region, opts=child
            )
            for prefix, template in parts.creation_templates.items()
        }
        for rule in parts.pull_through_cache:
            # The first pull may follow at once, and a repository that it made without the template stays so.
            first = [template for prefix, template in templates.items() if prefixes_overlap(prefix, rule.prefix)]
            after = pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=first))
            _pull_through_cache_rule(name, rule, region, after)
        for setting, value in parts.account_settings.items():
            aws.ecr.AccountSetting(f"{name}-{setting}", name=setting, value=value, region=region, opts=child)
        for arn in parts.pull_time_update_exclusions:
            _, account, principal = arn.rsplit(":", 2)
            aws.ecr.PullTimeUpdateExclusion(
                f"{name}-{account}-{principal}", principal_arn=arn, region=region, opts=child
            )
        self.register_outputs({})


class _Arguments(RegistryFields):
    account: AccountId
    region: Region

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        yield from super().violations(context)
        if self.sets_nothing:
            yield Violation((), None, "sets nothing", f"add one of {', '.join(SETTING_NAMES)}")


def _declared(settings: _Arguments) -> tuple[DeclaredRegistry, Iterable[Violation]]:
    resolved = with_resolved_templates(settings, lambda _data_planes: ())
    declared = declared_registry(Registry(settings.account, settings.region), resolved)
    return declared, registry_size_violations(declared)


def _pull_through_cache_rule(name: str, rule: CacheRuleParts, region: str, options: pulumi.ResourceOptions) -> None:
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
