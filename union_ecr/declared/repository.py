"""What one image declares: its repository with the finished documents."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.registry import ImageReference, Registry, image_reference
from union_ecr.settings.deny import Deny
from union_ecr.settings.grants import Grant
from union_ecr.settings.lifecycle import LifecycleRule
from union_ecr.settings.repository import Encryption
from union_ecr.settings.stack import RepositorySettings


# Most repositories say the same: their documents are rendered once, and shared. Nobody may change one.
@lru_cache(maxsize=1024)
def _repository_policy(
    registry: Registry,
    grants: tuple[Grant, ...],
    deny: Deny | None,
    pushers: tuple[str, ...],
    roles_of_ecr: tuple[str, ...],
) -> Document | None:
    return repository_policy(registry, grants, deny, pushers, roles_of_ecr)


@lru_cache(maxsize=1024)
def _lifecycle_policy(
    untagged_days: int | None, rules: tuple[LifecycleRule, ...], keep_tags: tuple[str, ...]
) -> Document | None:
    return lifecycle_policy(untagged_days, rules, keep_tags)


@dataclass(frozen=True, kw_only=True)
class DeclaredRepositoryProperties:
    """What holds for a repository whichever account it is in.

    `tag_mutability` is ECR's own value, so with exclusions it ends in _WITH_EXCLUSION; `lifecycle` is None where no
    lifecycle policy shall exist at all.
    """

    name: str
    tag_mutability: str
    tag_mutability_exclusions: tuple[str, ...]
    scan_on_push: bool
    encryption: Encryption
    resource_tags: dict[str, str]
    protect: bool
    force_delete: bool
    adopt: bool
    lifecycle: Document | None


@dataclass(frozen=True, kw_only=True)
class DeclaredRepository(DeclaredRepositoryProperties):
    """One repository as it shall live in ECR.

    `image` is the image name of the stack file, and `cache_of` the image whose builds it serves if it is a build
    cache. `policy` is None where no repository policy shall exist at all.
    """

    image: str
    cache_of: str | None
    uri: str
    arn: str
    reference: ImageReference
    policy: Document | None

    @property
    def logical_name(self) -> str:
        """Pulumi's name for it: the repository's, so that renaming the image changes nothing.

        A build cache has a name that no repository can have. With the same name, an image's protected repository would
        become a build cache in place, unprotected and short-lived.
        """
        return f"buildCache/{self.name}" if self.cache_of else self.name


def declared_repository_properties(name: str, settings: RepositorySettings) -> DeclaredRepositoryProperties:
    """What the settings say of a repository itself; its policy needs the registry as well."""
    return DeclaredRepositoryProperties(
        name=name,
        tag_mutability=settings.ecr_tag_mutability,
        tag_mutability_exclusions=tuple(sorted(set(settings.tag_mutability_exclusions))),
        scan_on_push=settings.scan_on_push,
        encryption=settings.encryption,
        resource_tags=dict(sorted(settings.resource_tags.items())),
        protect=settings.protect,
        force_delete=settings.force_delete,
        adopt=settings.adopt,
        lifecycle=_lifecycle_policy(settings.untagged_expire_after, settings.lifecycle_rules, settings.keep_tags),
    )


def declared_repository(
    registry: Registry,
    image: str,
    settings: RepositorySettings,
    cache_of: str | None = None,
    *,
    pushers: Iterable[str] = (),
    roles_of_ecr: Iterable[str] = (),
) -> DeclaredRepository:
    """What one image declares; the grants of `settings` are all there are, those of data planes included.

    `pushers` are the ARNs of the push roles that may push it, `roles_of_ecr` those by which ECR fills it as a cache.
    """
    name = settings.repository or image
    return DeclaredRepository(
        **vars(declared_repository_properties(name, settings)),
        image=image,
        cache_of=cache_of,
        uri=registry.uri(name),
        arn=registry.repository_arn(name),
        reference=image_reference(registry, image, name),
        policy=_repository_policy(registry, settings.grants, settings.deny, tuple(pushers), tuple(roles_of_ecr)),
    )
