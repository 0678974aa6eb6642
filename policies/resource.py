"""What the resources of ECR say, by the names that each provider gives it."""

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from union_ecr.settings.registry.repository_names import names_below
from union_ecr.stack_file.errors import KeyPath


@dataclass(frozen=True)
class Fields:
    """Where a type of resource has what; empty where it has nothing of the kind."""

    name: KeyPath = ()
    prefix: KeyPath = ()
    public: bool = False
    repository: bool = False
    tag_mutability: KeyPath = ()
    exclusions: tuple[str, str] | None = None
    """The list, and the key of the tag in each entry."""
    applied_for: KeyPath = ()
    scan_on_push: KeyPath = ()
    scan_rules: KeyPath = ()
    encryption: KeyPath = ()
    force_delete: KeyPath = ()
    access: KeyPath = ()
    lifecycle: KeyPath = ()
    replication: KeyPath = ()


_EXCLUSIONS, _SCAN_ON_PUSH = "imageTagMutabilityExclusionFilters", ("imageScanningConfiguration", "scanOnPush")
_REPOSITORY = Fields(
    name=("name",),
    repository=True,
    tag_mutability=("imageTagMutability",),
    exclusions=(_EXCLUSIONS, "filter"),
    scan_on_push=_SCAN_ON_PUSH,
    encryption=("encryptionConfigurations", 0),
    force_delete=("forceDelete",),
)
_TEMPLATE = Fields(
    prefix=("prefix",),
    tag_mutability=("imageTagMutability",),
    exclusions=(_EXCLUSIONS, "filter"),
    applied_for=("appliedFors",),
    encryption=("encryptionConfigurations", 0),
    access=("repositoryPolicy",),
    lifecycle=("lifecyclePolicy",),
)
# https://www.pulumi.com/registry/packages/aws/api-docs/ecr/ and, of the Cloud Control provider, which has
# CloudFormation's properties: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ECR.html
_NATIVE_EXCLUSIONS = (_EXCLUSIONS, "imageTagMutabilityExclusionFilterValue")
TYPES: Mapping[str, Fields] = {
    "aws:ecr/repository:Repository": _REPOSITORY,
    "aws:ecr/repositoryPolicy:RepositoryPolicy": Fields(name=("repository",), access=("policy",)),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": Fields(name=("repository",), lifecycle=("policy",)),
    "aws:ecr/registryPolicy:RegistryPolicy": Fields(access=("policy",)),
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": _TEMPLATE,
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": Fields(scan_rules=("rules",)),
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": Fields(
        replication=("replicationConfiguration", "rules")
    ),
    "aws:ecrpublic/repository:Repository": Fields(name=("repositoryName",), public=True),
    "aws-native:ecr:Repository": dataclasses.replace(
        _REPOSITORY,
        name=("repositoryName",),
        exclusions=_NATIVE_EXCLUSIONS,
        encryption=("encryptionConfiguration",),
        force_delete=("emptyOnDelete",),
        access=("repositoryPolicyText",),
        lifecycle=("lifecyclePolicy", "lifecyclePolicyText"),
    ),
    "aws-native:ecr:RegistryPolicy": Fields(access=("policyText",)),
    "aws-native:ecr:RepositoryCreationTemplate": dataclasses.replace(
        _TEMPLATE, exclusions=_NATIVE_EXCLUSIONS, applied_for=("appliedFor",), encryption=("encryptionConfiguration",)
    ),
    "aws-native:ecr:RegistryScanningConfiguration": Fields(scan_rules=("rules",)),
    "aws-native:ecr:ReplicationConfiguration": Fields(replication=("replicationConfiguration", "rules")),
    "aws-native:ecr:PublicRepository": Fields(name=("repositoryName",), public=True),
}


@dataclass(frozen=True)
class EcrResource:
    """One resource of ECR, as the engine is about to make it.

    Every property is read when it is asked for: one that is not known before the deployment stops the policy that asks
    (pulumi_policy reports it, and asks again in the deployment), and no other.
    """

    fields: Fields
    properties: Mapping[str, Any]
    protected: bool

    def value(self, path: KeyPath) -> Any:
        """What stands at a path; None where the resource does not say it."""
        value: Any = self.properties
        for key in path:
            if isinstance(key, int):
                value = value[key] if isinstance(value, Sequence) and len(value) > key else None
            else:
                value = value.get(key) if isinstance(value, Mapping) else None
        return _plain(value)

    def document(self, path: KeyPath) -> str | None:
        """A policy as text: it may be given as an object, too."""
        value = self.value(path)
        return value if isinstance(value, str | None) else json.dumps(value)

    @property
    def exclusions(self) -> list[str]:
        """The exceptions from the tag mutability."""
        list_name, key = self.fields.exclusions or ("", "")
        return [str(entry.get(key)) for entry in self.value((list_name,)) or () if isinstance(entry, Mapping)]

    @property
    def names(self) -> str | None:
        """The repository's name, or for a creation template all names below its prefix; None where it has neither."""
        if self.fields.prefix:
            return names_below(str(self.value(self.fields.prefix)))
        name = self.value(self.fields.name) if self.fields.name else None
        return str(name) if name else None

    @property
    def destinations(self) -> list[tuple[KeyPath, str]]:
        """The accounts to which a registry replicates, each with its path."""
        return [
            ((*self.fields.replication, rule_number, "destinations", number, "registryId"), str(account))
            for rule_number, rule in enumerate(self.value(self.fields.replication) or ())
            for number, destination in enumerate(rule.get("destinations") or ())
            if (account := destination.get("registryId"))
        ]


def _plain(value: Any) -> Any:
    """A value without pulumi_policy's proxies, which raise where something is not known yet.

    Every number arrives as a float, since protobuf's Struct has no other.
    """
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in value}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(value[number]) for number in range(len(value))]
    return int(value) if isinstance(value, float) and value.is_integer() else value
