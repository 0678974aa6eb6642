"""Push roles: settings → the IAM role a CI assumes, with its finished documents."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from union_ecr.declared.trust_policy import trust_policy
from union_ecr.ecr.actions import Access
from union_ecr.ecr.policy_document import Document, identity_policy
from union_ecr.ecr.registry import Registry
from union_ecr.settings.push_roles import PushRoleFields, PushRoleSettings

POLICY_NAME = "push"
"""The name of a push role's only policy."""


@dataclass(frozen=True)
class DeclaredPushRole:
    """One push role as it shall live in IAM; `images` are what it may push, in the order of their names."""

    key: str
    name: str
    path: str
    arn: str
    images: tuple[str, ...]
    trust_policy: Document
    policy: Document
    permissions_boundary: str | None
    max_session_duration: int
    resource_tags: dict[str, str]

    @property
    def logical_name(self) -> str:
        """Pulumi's name for it. IAM does not tell role names apart by case, so neither does this."""
        return self.name.casefold()


def declared_push_role(
    registry: Registry,
    key: str,
    settings: PushRoleSettings,
    repositories: Mapping[str, str],
    caches: Mapping[str, str] | None = None,
) -> DeclaredPushRole:
    """What a stack file's push role declares.

    `repositories` gives the ARN of the repository of every image, `caches` that of the build cache of those images
    that have one; the role gets those of its own images only.
    """
    own = {image: repositories[image] for image in settings.images if image in repositories}
    return push_role(registry, key, settings, own, [arn for image, arn in (caches or {}).items() if image in own])


def push_role_arn(registry: Registry, key: str, settings: PushRoleFields) -> str:
    """The ARN of a push role, with its path."""
    return registry.role_arn(registry.account, f"{settings.path[1:]}{settings.name or key}")


def push_role(
    registry: Registry, key: str, settings: PushRoleFields, repositories: Mapping[str, str], caches: Iterable[str]
) -> DeclaredPushRole:
    """The push role that may push to all these repositories (their ARNs by image) and use these build caches."""
    name = settings.name or key
    return DeclaredPushRole(
        key=key,
        name=name,
        path=settings.path,
        arn=push_role_arn(registry, key, settings),
        images=tuple(sorted(repositories)),
        trust_policy=trust_policy(registry, settings),
        policy=push_role_policy(settings.access, push=repositories.values(), cache=caches),
        permissions_boundary=settings.permissions_boundary,
        max_session_duration=settings.max_session_duration,
        resource_tags=dict(sorted(settings.resource_tags.items())),
    )


def push_role_policy(access: Collection[Access], *, push: Iterable[str], cache: Iterable[str] = ()) -> Document:
    """A push role's only policy: the login, its access to the repositories it pushes to, and nothing else.

    A build reads and writes its own cache, so the role may pull and push the repositories of `cache`. All are ARNs.
    """
    pushed, cached = tuple(push), tuple(cache)
    of_caches = {Access.PULL, Access.PUSH}
    repositories = {kind: (pushed if kind in access else ()) + (cached if kind in of_caches else ()) for kind in Access}
    return identity_policy(repositories)
