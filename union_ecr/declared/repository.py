"""What one image declares: its repository with the finished documents."""

from collections.abc import Iterable
from dataclasses import dataclass

from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.registry import ImageReference, Registry, image_reference
from union_ecr.settings.repository import Encryption
from union_ecr.settings.stack import RepositorySettings


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

    @property
    def logical_name(self) -> str:
        """Pulumi's name for it: the repository's, so that renaming the image changes nothing.

        A build cache has a name that no repository can have. With the same name, an image's protected repository would
        become a build cache in place, unprotected and short-lived.
        """
        return f"buildCache/{self.name}" if self.cache_of else self.name


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
        policy=repository_policy(registry, settings.grants, settings.deny, pushers, roles_of_ecr),
        lifecycle=lifecycle_policy(settings.untagged_days, settings.lifecycle_rules, settings.keep_tags),
    )
