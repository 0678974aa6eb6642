"""What a stack declares: every repository with its finished documents.

Components hand exactly this to Pulumi and scripts compare exactly this with what lives, so deployment, review and
drift cannot disagree.
"""

from dataclasses import dataclass

from model.access import Access, Document, identity_policy, repository_policy
from model.images import ImageReference, Registry, image_reference
from model.lifecycle import lifecycle_policy
from model.settings import Encryption, Grant, RepositorySettings, Settings, TagMutability


@dataclass(frozen=True)
class DeclaredRepository:
    """One repository as it shall live in ECR.

    `image` is the image name of the stack file; `tag_mutability` is ECR's own value, so exclusions turn IMMUTABLE
    into IMMUTABLE_WITH_EXCLUSION; `policy` and `lifecycle` are None where no document shall exist at all.
    """

    image: str
    name: str
    uri: str
    arn: str
    reference: ImageReference
    tag_mutability: str
    tag_mutability_exclusions: tuple[str, ...]
    scan_on_push: bool
    encryption: Encryption
    resource_tags: dict[str, str]
    protect: bool
    force_delete: bool
    adopt: bool
    policy: Document | None
    lifecycle: Document | None


@dataclass(frozen=True)
class DeclaredStack:
    """Everything one stack declares; `repositories` are in the order of their image names.

    `pull_policy` and `push_policy` are identity policies for the accounts on the other side of a grant: attach
    them to the roles that pull or push, since a repository policy alone does not let another account in.
    """

    registry: Registry
    repositories: tuple[DeclaredRepository, ...]
    pull_policy: Document
    push_policy: Document


def declare(settings: Settings) -> DeclaredStack:
    """What a stack file's settings declare."""
    repositories = tuple(
        declared_repository(settings.registry, image, resolved_image(settings, image))
        for image in sorted(settings.images)
    )
    arns = [repository.arn for repository in repositories]
    return DeclaredStack(
        registry=settings.registry,
        repositories=repositories,
        pull_policy=identity_policy(Access.PULL, arns),
        push_policy=identity_policy(Access.PUSH, arns),
    )


def resolved_image(settings: Settings, image: str) -> RepositorySettings:
    """The image's settings standing on their own: repository named, data planes turned into a pull grant."""
    own = settings.images[image]
    pullers = data_plane_roles(settings, image)
    grants = (*own.grants, Grant(principals=pullers, access=(Access.PULL,))) if pullers else own.grants
    said = {field: getattr(own, field) for field in RepositorySettings.model_fields}
    return RepositorySettings.model_construct(
        **said | {"repository": settings.repository_of(image), "grants": grants}  # every part is judged already
    )


def data_plane_roles(settings: Settings, image: str) -> tuple[str, ...]:
    """ARNs of the data planes' roles that need a grant to pull the image.

    A data plane in the registry's own account needs none: Union enables that access by default.
    """
    chosen = settings.images[image].data_planes
    node_role = f"unionai-{settings.organization}-flyteworker-node-group"
    return tuple(
        settings.registry.role_arn(plane.account, role)
        for name, plane in sorted(settings.data_planes.items())
        if plane.account != settings.account and (chosen is None or name in chosen)
        for role in plane.roles or (node_role,)
    )


def declared_repository(registry: Registry, image: str, settings: RepositorySettings) -> DeclaredRepository:
    """What one image declares; `settings` stand on their own (`resolved_image`)."""
    name = settings.repository or image
    return DeclaredRepository(
        image=image,
        name=name,
        uri=registry.uri(name),
        arn=registry.repository_arn(name),
        reference=image_reference(registry, image, name),
        tag_mutability=_tag_mutability(settings),
        tag_mutability_exclusions=tuple(sorted(set(settings.tag_mutability_exclusions))),
        scan_on_push=settings.scan_on_push,
        encryption=settings.encryption,
        resource_tags=dict(sorted(settings.resource_tags.items())),
        protect=settings.protect,
        force_delete=settings.force_delete,
        adopt=settings.adopt,
        policy=repository_policy(principals_by_access(registry, settings.grants)),
        lifecycle=lifecycle_policy(settings.untagged_days),
    )


def principals_by_access(registry: Registry, grants: tuple[Grant, ...]) -> dict[Access, set[str]]:
    """Who holds each access, as ARNs; an account id becomes the `:root` ARN that ECR would store for it."""
    holders: dict[Access, set[str]] = {}
    for grant in grants:
        arns = {
            principal if principal.startswith("arn:") else f"arn:{registry.partition}:iam::{principal}:root"
            for principal in grant.principals
        }
        for access in grant.access:
            holders.setdefault(access, set()).update(arns)
    return holders


def _tag_mutability(settings: RepositorySettings) -> str:
    if settings.tag_mutability is TagMutability.IMMUTABLE and settings.tag_mutability_exclusions:
        return "IMMUTABLE_WITH_EXCLUSION"
    return settings.tag_mutability.value
