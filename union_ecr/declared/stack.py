"""What a stack declares: every repository with its finished documents.

Components hand exactly this to Pulumi and scripts compare exactly this with what lives, so deployment, review and
drift cannot disagree.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial

from union_ecr.declared.build_cache import build_cache_settings
from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.declared.push_role import DeclaredPushRole, declared_push_role
from union_ecr.declared.registry import DeclaredRegistry, declared_registry, resolved_registry_wide
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import Access
from union_ecr.ecr.policy_document import Document, identity_policy
from union_ecr.ecr.registry import ImageReference, Registry, image_reference
from union_ecr.settings.data_planes import data_plane_grants
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.configuration import RegistryConfiguration
from union_ecr.settings.registry.repository_names import names_below
from union_ecr.settings.repository import Encryption
from union_ecr.settings.stack import RepositorySettings, Settings, cache_name


@dataclass(frozen=True)
class DeclaredRepository:
    """One repository as it shall live in ECR.

    `image` is the image name of the stack file, and `cache_of` the image whose builds it serves if it is a build
    cache. `tag_mutability` is ECR's own value, so with exclusions it ends in _WITH_EXCLUSION; `policy`
    and `lifecycle` are None where no document shall exist at all.
    """

    image: str
    cache_of: str | None
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

    `registry_wide` is None where the stack says nothing of the registry itself. `pull_policy`, `push_policy` and
    `mirror_policy` are identity policies for the accounts on the other side of a grant: attach them to the roles that
    pull or push, since a repository's or the registry's policy alone does not let another account in. What may import
    images of a mirror stands apart, so that whoever only pulls cannot.
    """

    registry: Registry
    repositories: tuple[DeclaredRepository, ...]
    push_roles: tuple[DeclaredPushRole, ...]
    registry_wide: DeclaredRegistry | None
    pull_policy: Document
    push_policy: Document
    mirror_policy: Document


def declare(settings: Settings) -> DeclaredStack:
    """What a stack file's settings declare."""
    repositories = tuple(
        declared_repository(settings.registry, one.image, one.settings, one.cache_of)
        for one in resolved_images(settings)
    )
    pushed = [repository.arn for repository in repositories]
    pulled = [repository.arn for repository in repositories if repository.cache_of is None]
    resolved = resolved_registry(settings)
    wide = declared_registry(settings.registry, resolved) if resolved else None
    mirrors = wide.pull_through_cache if wide else ()
    mirrored = [settings.registry.repository_arn(names_below(mirror.prefix)) for mirror in mirrors]
    return DeclaredStack(
        registry=settings.registry,
        repositories=repositories,
        push_roles=tuple(_push_role(settings, key) for key in sorted(settings.push_roles)),
        registry_wide=wide,
        pull_policy=identity_policy({Access.PULL: pulled}),
        push_policy=identity_policy({Access.PUSH: pushed, Access.PULL: sorted({*pushed} - {*pulled})}),
        mirror_policy=identity_policy({Access.PULL: mirrored}, mirrored),
    )


@dataclass(frozen=True)
class ResolvedImage:
    """A repository's settings standing on their own: repository named, data planes turned into grants."""

    image: str
    cache_of: str | None
    settings: RepositorySettings

    @property
    def name(self) -> str:
        """The repository's name."""
        return self.settings.repository or self.image

    @property
    def logical_name(self) -> str:
        """The name by which Pulumi knows it: the repository's, so that an image may be called otherwise.

        A build cache has one that no repository can have. With the same name an image's protected repository would
        become a build cache in place, unprotected and short-lived.
        """
        return f"buildCache/{self.name}" if self.cache_of else self.name


def resolved_images(settings: Settings) -> tuple[ResolvedImage, ...]:
    """Every repository of the stack in the order of the image names, each followed by its build cache."""
    resolved: list[ResolvedImage] = []
    for image, own in sorted(settings.images.items()):
        said = {field: getattr(own, field) for field in RepositorySettings.model_fields}
        grants = (*own.grants, *_planes_granted(settings, own.data_planes))
        itself = RepositorySettings.model_construct(  # every part is judged already
            **said | {"repository": settings.repository_of(image), "grants": grants}
        )
        resolved.append(ResolvedImage(image, None, itself))
        if own.build_cache:
            resolved.append(ResolvedImage(cache_name(image), image, build_cache_settings(itself)))
    return tuple(resolved)


def resolved_registry(settings: Settings) -> RegistryConfiguration | None:
    """The registry's own settings standing on their own; None where another stack may have them."""
    if settings.registry_wide is None:
        return None
    return resolved_registry_wide(settings.registry_wide, partial(_planes_granted, settings))


def arns_of_images(settings: Settings) -> tuple[dict[str, str], dict[str, str]]:
    """The ARN of every image's repository, and of every build cache, both by image name."""
    names = {image: settings.repository_of(image) for image in settings.images}
    cached = {image: cache_name(names[image]) for image, own in settings.images.items() if own.build_cache}
    of = settings.registry.repository_arn
    return {image: of(name) for image, name in names.items()}, {image: of(name) for image, name in cached.items()}


def _push_role(settings: Settings, key: str) -> DeclaredPushRole:
    return declared_push_role(settings.registry, key, settings.push_roles[key], *arns_of_images(settings))


def _planes_granted(settings: Settings, chosen: Collection[str] | None) -> tuple[Grant, ...]:
    return data_plane_grants(settings.registry, settings.organization, settings.data_planes, chosen)


def declared_repository(
    registry: Registry, image: str, settings: RepositorySettings, cache_of: str | None = None
) -> DeclaredRepository:
    """What one image declares; `settings` stand on their own (`resolved_images`)."""
    name = settings.repository or image
    return DeclaredRepository(
        image=image,
        cache_of=cache_of,
        name=name,
        uri=registry.uri(name),
        arn=registry.repository_arn(name),
        reference=image_reference(registry, image, name),
        tag_mutability=settings.ecr_tag_mutability,
        tag_mutability_exclusions=tuple(sorted(set(settings.tag_mutability_exclusions))),
        scan_on_push=settings.scan_on_push,
        encryption=settings.encryption,
        resource_tags=dict(sorted(settings.resource_tags.items())),
        protect=settings.protect,
        force_delete=settings.force_delete,
        adopt=settings.adopt,
        policy=repository_policy(registry, settings.grants),
        lifecycle=lifecycle_policy(settings.untagged_days, settings.lifecycle_rules, settings.keep_tags),
    )
