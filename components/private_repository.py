"""A private ECR repository with its lifecycle policy and its repository policy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Self

import pulumi
import pulumi_aws as aws

from union_ecr.declared.repository import (
    DeclaredRepository,
    DeclaredRepositoryProperties,
    declared_repository,
    declared_repository_properties,
)
from union_ecr.declared.size_limits import repository_size_violations
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.stack import RepositorySettings
from union_ecr.settings.types import AccountId, Region
from union_ecr.stack_file.errors import Violation

from .arguments import ComponentArguments, Ready
from .private_repository_args import PrivateRepositoryArgs

RESOURCE_TYPE = "union-ecr:index:PrivateRepository"


class PrivateRepository(pulumi.ComponentResource):
    """A private ECR repository with its lifecycle policy and its repository policy.

    Unless you set it otherwise, tags are immutable, images are scanned on push, untagged images expire after 14 days,
    Pulumi refuses to delete the repository, and no other account is granted access.

    The repository alone is protected, so grants and expiry can still change. Its policies are never deleted
    before it: a deletion that ECR refuses, because images are left, leaves the access to them in place.

    An argument may be the Output of another resource where it says so. What depends on it is validated as soon as its
    value is known, and before anything of the component is created.

    Raises:
        pulumi.RunError: one line for each argument that ECR would refuse, or that would grant untrusted access, and
            where the credentials are another account's.
    """

    repository_url: pulumi.Output[str]
    """What a pull or push names, without a tag."""
    repository_arn: pulumi.Output[str]
    """The repository's ARN."""
    repository_name: pulumi.Output[str]
    """The repository's name."""

    def __init__(self, name: str, args: PrivateRepositoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        arguments = ComponentArguments.read(
            "PrivateRepository", name, args, PrivateRepositoryArgs, {"repository": name}
        )
        declared = arguments.declared(_Arguments, partial(_declared, name))
        ready = arguments.ready(self, declared)
        self._create(name, arguments.values["region"], _parts(arguments, declared), ready)

    @classmethod
    def from_declared(
        cls, registry: Registry, declared: DeclaredRepository, opts: pulumi.ResourceOptions | None = None
    ) -> Self:
        """The component of a repository that a stack file declares: validated and rendered already."""
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, declared.logical_name, None, opts)
        component._create(declared.logical_name, registry.region, _Parts.of(declared))
        return component

    def _create(
        self,
        name: str,
        region: str,
        parts: "_Parts",
        ready: Ready | None = None,
    ) -> None:
        self.repository = self._repository(name, region, parts, ready)
        # A document's id is its repository's name, the same for the old and the new one: deleting the old one last
        # would delete the new one.
        opts = pulumi.ResourceOptions(parent=self, deleted_with=self.repository, delete_before_replace=True)
        for document_type, policy in (
            (aws.ecr.RepositoryPolicy, parts.policy),
            (aws.ecr.LifecyclePolicy, parts.lifecycle),
        ):
            if policy is not None:
                document_type(name, repository=self.repository.name, region=region, policy=policy, opts=opts)
        self.repository_url = self.repository.repository_url
        self.repository_arn = self.repository.arn
        self.repository_name = self.repository.name
        self.register_outputs(
            {
                "repositoryUrl": self.repository_url,
                "repositoryArn": self.repository_arn,
                "repositoryName": self.repository_name,
            }
        )

    def _repository(
        self,
        name: str,
        region: str,
        parts: "_Parts",
        ready: Ready | None,
    ) -> aws.ecr.Repository:
        properties = parts.properties
        return aws.ecr.Repository(
            name,
            name=properties.name,
            region=region,
            image_tag_mutability=properties.tag_mutability,
            image_tag_mutability_exclusion_filters=[
                {"filter": tag, "filter_type": "WILDCARD"} for tag in properties.tag_mutability_exclusions
            ],
            image_scanning_configuration={"scan_on_push": properties.scan_on_push},
            encryption_configurations=[encryption_configuration(properties.encryption.type, parts.kms_key)],
            force_delete=properties.force_delete,
            tags=parts.resource_tags,
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=properties.protect,
                import_=properties.name if properties.adopt else None,
                # The provider would delete first where the name stays, and the engine the policies even before that.
                # Created first, the replacement fails instead: the name is taken, and nothing has happened.
                delete_before_replace=False,
                depends_on=ready,
            ),
        )


def encryption_configuration(
    encryption_type: str, kms_key: pulumi.Input[str] | None
) -> aws.ecr.RepositoryEncryptionConfigurationArgsDict:
    """Encryption as the provider takes it, of a repository as of a creation template."""
    configuration: aws.ecr.RepositoryEncryptionConfigurationArgsDict = {"encryption_type": str(encryption_type)}
    if kms_key is not None:
        configuration["kms_key"] = kms_key
    return configuration


@dataclass(frozen=True)
class _Parts:
    """What the resources are made of: what is plain, and what may depend on other resources."""

    properties: DeclaredRepositoryProperties
    kms_key: pulumi.Input[str] | None
    resource_tags: Mapping[str, pulumi.Input[str]]
    policy: pulumi.Input[str] | None
    lifecycle: str | None

    @classmethod
    def of(cls, declared: DeclaredRepository) -> Self:
        return cls(
            declared,
            declared.encryption.key,
            declared.resource_tags,
            document_text(declared.policy) if declared.policy else None,
            document_text(declared.lifecycle) if declared.lifecycle else None,
        )


def _parts(arguments: ComponentArguments, declared: pulumi.Output[DeclaredRepository] | DeclaredRepository) -> _Parts:
    """The same of arguments. Their shape alone decides which resources there are, never a value known later."""
    if isinstance(declared, DeclaredRepository):
        return _Parts.of(declared)
    values = arguments.values
    encryption = values.get("encryption") or {}
    plain = {name: value for name, value in values.items() if name not in _MAY_HOLD_OUTPUTS}
    plain["encryption"] = {"type": encryption.get("type", "AES256")}
    settings = arguments.validated(RepositorySettings, plain)
    properties = declared_repository_properties(settings.repository or arguments.name, settings)
    has_policy = values.get("grants") or values.get("deny")
    return _Parts(
        properties,
        encryption.get("key"),
        values.get("resource_tags") or {},
        declared.apply(lambda known: document_text(known.policy or {})) if has_policy else None,
        document_text(properties.lifecycle) if properties.lifecycle else None,
    )


class _Arguments(RepositorySettings):
    account: AccountId
    region: Region


_MAY_HOLD_OUTPUTS = {"account", "region", "encryption", "grants", "deny", "resource_tags"}


def _declared(name: str, settings: _Arguments) -> tuple[DeclaredRepository, Iterable[Violation]]:
    declared = declared_repository(Registry(settings.account, settings.region), name, settings)
    return declared, repository_size_violations(declared)
