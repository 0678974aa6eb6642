"""The resource types the stand-in knows, as a table; the generic provider in `server` reads it.

Sources: terraform-provider-aws internal/service/ecr and the pulumi-aws schema of 7.51.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.provider import ecr_repository
from sandbox.provider.ecr_documents import LIFECYCLE_POLICY, REPOSITORY_POLICY
from sandbox.provider.equivalence import same, same_set

Properties = dict[str, Any]
Client = Any


@dataclass(frozen=True)
class Property:
    """How one input property behaves.

    `default` is filled in when the program leaves it out; `kept_when_absent` means that leaving it out is no
    change (the provider computes it); `replaces` is Terraform's ForceNew.
    """

    default: Any = None
    replaces: bool = False
    kept_when_absent: bool = False
    equal: Callable[[Any, Any], bool] = same


@dataclass(frozen=True)
class ResourceType:
    """One type: its properties and the five things the engine asks for.

    `read` answers None when AWS says by name that it is gone. `check` yields (property, reason) of what the plugin
    refuses before it calls AWS. `noun` is how the plugin names the type in its errors.
    """

    noun: str
    properties: Mapping[str, Property]
    computed: tuple[str, ...]
    id: Callable[[Properties], str]
    create: Callable[[Client, Properties], None]
    read: Callable[[Client, str, Properties], Properties | None]
    update: Callable[[Client, Properties, Properties], None]
    delete: Callable[[Client, Properties], None]
    check: Callable[[Properties], list[tuple[str, str]]] = lambda _inputs: []
    name_property: str | None = None

    def same_name(self, old: Properties, new: Properties) -> bool:
        """Whether both have the same given name, so that the old one must go before a new one can come.

        The plugin then deletes before it replaces (pulumi-terraform-bridge, properties with automatic names).
        """
        return self.name_property is not None and old.get(self.name_property) == new.get(self.name_property)


_REGION = Property(replaces=True, kept_when_absent=True)
_REPOSITORY = Property(replaces=True)

RESOURCE_TYPES: Mapping[str, ResourceType] = {
    "aws:ecr/repository:Repository": ResourceType(
        noun="ECR Repository",
        name_property="name",
        properties={
            "name": Property(replaces=True),
            "region": _REGION,
            "imageTagMutability": Property(default="MUTABLE"),
            "imageTagMutabilityExclusionFilters": Property(equal=same_set),
            "imageScanningConfiguration": Property(kept_when_absent=True),
            "encryptionConfigurations": Property(
                replaces=True, kept_when_absent=True, equal=ecr_repository.same_encryption
            ),
            "forceDelete": Property(default=False),
            "tags": Property(),
        },
        computed=("arn", "registryId", "repositoryUrl", "tagsAll"),
        id=lambda inputs: str(inputs["name"]),
        check=ecr_repository.check,
        create=ecr_repository.create,
        read=ecr_repository.read,
        update=ecr_repository.update,
        delete=ecr_repository.delete,
    ),
    "aws:ecr/repositoryPolicy:RepositoryPolicy": ResourceType(
        noun="ECR Repository Policy",
        properties={"repository": _REPOSITORY, "region": _REGION, "policy": Property(equal=REPOSITORY_POLICY.equal)},
        computed=("registryId",),
        id=lambda inputs: str(inputs["repository"]),
        create=REPOSITORY_POLICY.create,
        read=REPOSITORY_POLICY.read,
        update=REPOSITORY_POLICY.update,
        delete=REPOSITORY_POLICY.delete,
    ),
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": ResourceType(
        noun="ECR Lifecycle Policy",
        properties={
            "repository": _REPOSITORY,
            "region": _REGION,
            "policy": Property(replaces=True, equal=LIFECYCLE_POLICY.equal),
        },
        computed=("registryId",),
        id=lambda inputs: str(inputs["repository"]),
        create=LIFECYCLE_POLICY.create,
        read=LIFECYCLE_POLICY.read,
        update=LIFECYCLE_POLICY.update,
        delete=LIFECYCLE_POLICY.delete,
    ),
}
