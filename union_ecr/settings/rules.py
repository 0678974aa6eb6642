"""Rules that look at more than one field of a stack."""

import dataclasses
from collections.abc import Collection, Iterator

from union_ecr.declared.build_cache import cache_name
from union_ecr.declared.push_role import (
    broken_push_role_rules,
    broken_role_rules,
    push_roles_that_trust_one_another,
    shared_role_names,
)
from union_ecr.declared.registry_policy import LONGEST_REGISTRY_POLICY, registry_policy
from union_ecr.declared.stack import arns_of_images, resolved_images, resolved_registry
from union_ecr.ecr.actions import document_text
from union_ecr.ecr.registry import LONGEST_NAME, Registry
from union_ecr.settings.broken_repository import broken_repository_rules
from union_ecr.settings.data_planes import broken_data_plane
from union_ecr.settings.registry.configuration import RegistryConfiguration
from union_ecr.settings.repository import Encryption, RepositoryRules
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.errors import KeyPath, Violation, format_value, suggestion
from union_ecr.stack_file.parse import NAMESPACE

_IMAGES, _DEFAULTS, _DATA_PLANES, _PUSH_ROLES, _REGISTRY = (
    f"{NAMESPACE}:{key}" for key in ("images", "defaults", "dataPlanes", "pushRoles", "registry")
)


def broken_stack_rules(settings: Settings, unknown: Collection[str]) -> Iterator[Violation]:
    """What a stack breaks, with paths below `config`; rules that need a part named in `unknown` are left out.

    `unknown` names fields of `Settings` whose given value was refused, so that one error is told once.
    """
    registry = _registry(settings, unknown)
    for name, plane in settings.data_planes.items():
        yield from (broken.below(_DATA_PLANES, name) for broken in broken_data_plane(plane))
    yield from _data_planes_without_roles(settings, unknown)
    if "data_planes" not in unknown:
        yield from _unknown_data_planes(settings)
    for one in resolved_images(settings):
        broken = broken_repository_rules(registry, one.settings)
        if one.cache_of is None:
            yield from (rule.below(_IMAGES, one.image) for rule in broken)
            continue
        # What a cache has is its image's, where it is told; only its policy is another one. No place but buildCache
        # stands for it.
        image: KeyPath = (_IMAGES, one.cache_of)
        own = (rule for rule in broken if rule.path == ())
        yield from (dataclasses.replace(rule, path=(*image, "buildCache"), looked_at=(image,)) for rule in own)
    yield from _repositories_claimed_twice(settings)
    yield from _push_roles(settings, registry, unknown)
    if wide := resolved_registry(settings):
        yield from (broken.below(_REGISTRY) for broken in broken_registry_documents(registry, wide))


def broken_registry_documents(registry: Registry | None, settings: RegistryConfiguration) -> Iterator[Violation]:
    """What templates break as any repository does, and a registry policy that is too long; paths as in `settings`."""
    for prefix, template in settings.creation_templates.items():
        for broken in broken_repository_rules(registry, template):
            yield broken.below("creationTemplates", prefix)
    policy = registry_policy(registry, settings.policy) if registry else None
    length = len(document_text(policy)) if policy else 0
    if length > LONGEST_REGISTRY_POLICY:
        rule = f"would be a policy of {length:,} characters, and ECR takes {LONGEST_REGISTRY_POLICY:,}"
        remedy = "grant to an organization (organizationId) instead of its accounts, or by fewer patterns"
        yield Violation(("policy",), None, rule, remedy)


def broken_default_encryption(
    settings: Settings, encryption: Encryption, unknown: Collection[str]
) -> Iterator[Violation]:
    """What the encryption of the defaults breaks, although every image may have another; paths as above."""
    rules = RepositoryRules(encryption=encryption)
    for broken in broken_repository_rules(_registry(settings, unknown), rules):
        yield broken.below(_DEFAULTS)


def _registry(settings: Settings, unknown: Collection[str]) -> Registry | None:
    return None if {"region", "account"} & set(unknown) else settings.registry


def _push_roles(settings: Settings, registry: Registry | None, unknown: Collection[str]) -> Iterator[Violation]:
    for key, role in settings.push_roles.items():
        if "images" in unknown:
            found = broken_role_rules(registry, key, role)
        else:
            found = broken_push_role_rules(registry, key, role, *arns_of_images(settings))
        yield from (broken.below(_PUSH_ROLES, key) for broken in found)
    for broken in shared_role_names(settings.push_roles):
        yield broken.below(_PUSH_ROLES)
    for broken in push_roles_that_trust_one_another(registry, settings.push_roles) if registry else ():
        yield broken.below(_PUSH_ROLES)


def repository_claims(settings: Settings) -> Iterator[tuple[str, KeyPath]]:
    """Every repository that a stack claims, build caches included, with the place that claims it."""
    for image, own in settings.images.items():
        repository = settings.repository_of(image)
        yield repository, (_IMAGES, image, "repository")
        if own.build_cache:
            yield cache_name(repository), (_IMAGES, image, "buildCache")


def _unknown_data_planes(settings: Settings) -> Iterator[Violation]:
    for image, own in settings.images.items():
        for number, name in enumerate(own.data_planes or ()):
            if name not in settings.data_planes:
                remedy = suggestion(name, sorted(settings.data_planes))
                path: KeyPath = (_IMAGES, image, "dataPlanes", number)
                yield Violation(path, format_value(name), "is no data plane of this stack", remedy)


def _called_like_a_cache(settings: Settings) -> Iterator[tuple[str, str]]:
    """Images with a build cache, each with the other image that is called like it."""
    for image, own in settings.images.items():
        if own.build_cache and cache_name(image) in settings.images:
            yield image, cache_name(image)


def _repositories_claimed_twice(settings: Settings) -> Iterator[Violation]:
    told: set[frozenset[KeyPath]] = set()
    for image, other in _called_like_a_cache(settings):
        told.add(frozenset({(_IMAGES, image, "buildCache"), (_IMAGES, other, "repository")}))
        same = settings.repository_of(other) == cache_name(settings.repository_of(image))
        remedy = "and its repository otherwise" if same else "otherwise; its repository may stay"
        rule = f"is what the build cache of {image} is called"
        yield Violation((_IMAGES, other), format_value(other), rule, f"call the image {remedy}")
    claimed: dict[str, KeyPath] = {}
    for repository, path in repository_claims(settings):
        first = claimed.setdefault(repository, path)
        if first != path and frozenset({first, path}) not in told:
            rule = f"is the {claim_in_words(first)} already"
            yield Violation(path, format_value(repository), rule, "keep one entry for it", (path, first))
        elif first == path and len(repository) > LONGEST_NAME:
            rule = f"its build cache would have a name of {len(repository)} characters, and ECR takes {LONGEST_NAME}"
            yield Violation(path, None, rule, "choose a shorter repository")


def claim_in_words(path: KeyPath) -> str:
    """A place of `repository_claims` in words."""
    return f"{'build cache' if path[-1] == 'buildCache' else 'repository'} of {path[-2]}"


def _data_planes_without_roles(settings: Settings, unknown: Collection[str]) -> Iterator[Violation]:
    if settings.organization is not None or {"organization", "account"} & set(unknown):
        return
    for name, plane in settings.data_planes.items():
        own = plane.self_managed
        if plane.needs_organization and plane.account != settings.account:
            place: KeyPath = (_DATA_PLANES, name)
            yield Violation(
                place,
                None,
                "names no roles, and without an organization its node role is not known"
                if own is None
                else "names no userRole, and without an organization its default is not known",
                f"add {NAMESPACE}:organization, or {'roles: [your-node-role]' if own is None else 'userRole'}",
                ((*place, "account"), (*place, "roles"), (*place, "selfManaged", "userRole")),
            )
