"""What a stack declares: every repository with its finished documents.

Components hand exactly this to Pulumi and scripts compare exactly this with what lives, so deployment, review and
drift cannot disagree.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial

from union_ecr.declared.build_cache import build_cache_settings
from union_ecr.declared.denials import roles_that_fill
from union_ecr.declared.push_role import DeclaredPushRole, declared_push_role, push_role_arn
from union_ecr.declared.registry import (
    DeclaredRegistry,
    declared_registry,
    with_resolved_templates,
)
from union_ecr.declared.repository import DeclaredRepository, declared_repository
from union_ecr.ecr.actions import Access
from union_ecr.ecr.policy_document import Document, identity_policy
from union_ecr.ecr.registry import Registry
from union_ecr.settings.data_planes import data_plane_grants, own_account_grants
from union_ecr.settings.grants import Grant
from union_ecr.settings.provider_tags import ProviderTags
from union_ecr.settings.registry.repository_names import names_below
from union_ecr.settings.stack import Settings, cache_name


@dataclass(frozen=True)
class DeclaredStack:
    """Everything one stack declares; `repositories` are in the order of their image names.

    `registry_settings` is None where the stack says nothing of the registry itself. `pull_policy`, `push_policy` and
    `pull_through_cache_policy` are identity policies for the accounts on the other side of a grant: attach them to the
    roles that pull or push, since a repository's or the registry's policy alone does not let another account in. What
    may import through a pull-through cache rule stands apart, so that roles that only pull cannot. `data_planes` are
    the names of the data planes in other accounts, by the ARNs of their roles. `provider_tags` are what the AWS
    provider adds to and ignores of the tags of repositories and push roles. `own_account_access` has, for each image,
    what the roles of its data planes in the registry's own account may do by their own policies: the access, the role's
    ARN, the data plane.
    """

    registry: Registry
    repositories: tuple[DeclaredRepository, ...]
    push_roles: tuple[DeclaredPushRole, ...]
    registry_settings: DeclaredRegistry | None
    pull_policy: Document
    push_policy: Document
    pull_through_cache_policy: Document
    data_planes: Mapping[str, str]
    own_account_access: Mapping[str, tuple[tuple[str, str, str], ...]]
    provider_tags: ProviderTags


def declare(settings: Settings) -> DeclaredStack:
    """What a stack file's settings declare; each document is rendered here, once."""
    registry = settings.registry
    planes_granted = cache(partial(data_plane_grants, registry, settings.organization, settings.data_planes))
    repositories = tuple(_repositories(settings, planes_granted))
    images = {repository.image: repository.arn for repository in repositories if repository.cache_of is None}
    caches = {repository.cache_of: repository.arn for repository in repositories if repository.cache_of}
    declared_settings = _declared_registry_settings(settings, planes_granted)
    cache_rules = declared_settings.pull_through_cache if declared_settings else ()
    cached = [registry.repository_arn(names_below(rule.prefix)) for rule in cache_rules]
    return DeclaredStack(
        registry=registry,
        repositories=repositories,
        push_roles=tuple(
            declared_push_role(registry, key, role, images, caches) for key, role in sorted(settings.push_roles.items())
        ),
        registry_settings=declared_settings,
        pull_policy=identity_policy({Access.PULL: list(images.values())}),
        push_policy=identity_policy({Access.PUSH: [*images.values(), *caches.values()], Access.PULL: caches.values()}),
        pull_through_cache_policy=identity_policy({Access.PULL: cached}, cached),
        data_planes=_data_planes(settings),
        own_account_access={image: tuple(_own_account_access(settings, image)) for image in sorted(settings.images)},
        provider_tags=settings.provider_tags,
    )


def _declared_registry_settings(
    settings: Settings, planes_granted: Callable[[tuple[str, ...] | None], tuple[Grant, ...]]
) -> DeclaredRegistry | None:
    given = settings.registry_settings
    return declared_registry(settings.registry, with_resolved_templates(given, planes_granted)) if given else None


def _data_planes(settings: Settings) -> dict[str, str]:
    """The name of the data plane, or of all of them, that each role belongs to."""
    names: dict[str, list[str]] = {}
    for name in sorted(settings.data_planes):
        grants = data_plane_grants(settings.registry, settings.organization, settings.data_planes, [name])
        for arn in dict.fromkeys(arn for grant in grants for arn in grant.principals or ()):
            names.setdefault(arn, []).append(name)
    return {arn: " and ".join(planes) for arn, planes in sorted(names.items())}


def _own_account_access(settings: Settings, image: str) -> Iterator[tuple[str, str, str]]:
    chosen = settings.images[image].data_planes
    for name in sorted(settings.data_planes if chosen is None else chosen):
        grants = own_account_grants(settings.registry, settings.organization, settings.data_planes[name])
        yield from (
            (access.value, arn, name) for grant in grants for arn in grant.principals or () for access in grant.access
        )


def _repositories(
    settings: Settings, planes_granted: Callable[[tuple[str, ...] | None], tuple[Grant, ...]]
) -> Iterator[DeclaredRepository]:
    """Every repository of the stack in the order of the image names, each followed by its build cache."""
    for image, image_settings in sorted(settings.images.items()):
        resolved = {
            "repository": settings.repository_of(image),
            "grants": (*image_settings.grants, *planes_granted(image_settings.data_planes)),
        }
        complete = image_settings.model_copy(update=resolved)  # every value is valid already
        pushers = _push_roles_of(settings, image)
        for name, of_repository, cache_of in (
            (image, complete, None),
            *([(cache_name(image), build_cache_settings(complete), image)] if image_settings.build_cache else ()),
        ):
            yield declared_repository(
                settings.registry,
                name,
                of_repository,
                cache_of,
                pushers=pushers,
                roles_of_ecr=roles_that_fill(settings.registry_settings, of_repository.repository or name),
            )


def _push_roles_of(settings: Settings, image: str) -> list[str]:
    """The ARNs of the push roles that may push an image and its build cache."""
    return [
        push_role_arn(settings.registry, key, role)
        for key, role in sorted(settings.push_roles.items())
        if image in role.images
    ]
