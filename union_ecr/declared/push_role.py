"""Push roles: settings → the IAM role a CI assumes, with its finished documents, and the rules they must keep."""

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from union_ecr.declared.trust_policy import LONGEST_TRUST_POLICY, broken_callers, trust_policy
from union_ecr.ecr.actions import Access, Document, document_text, identity_policy
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.error_messages import explain
from union_ecr.settings.push_roles import PushRoleName, PushRoleRules, PushRoleSettings
from union_ecr.stack_file.errors import Violation, format_value, suggestion

POLICY_NAME = "push"
"""The name of a push role's only policy."""
LONGEST_INLINE_POLICIES = 10_240
"""Characters of all inline policies of a role; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


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


def push_role(
    registry: Registry, key: str, settings: PushRoleRules, repositories: Mapping[str, str], caches: Iterable[str]
) -> DeclaredPushRole:
    """The push role that may push to all these repositories (their ARNs by image) and use these build caches."""
    name = settings.name or key
    return DeclaredPushRole(
        key=key,
        name=name,
        path=settings.path,
        arn=registry.role_arn(registry.account, f"{settings.path[1:]}{name}"),
        images=tuple(sorted(repositories)),
        trust_policy=trust_policy(registry, settings),
        policy=push_role_policy(settings.access, push=repositories.values(), cache=caches),
        permissions_boundary=settings.permissions_boundary,
        max_session_duration=settings.max_session_duration,
        resource_tags=dict(sorted(settings.resource_tags.items())),
    )


def push_role_policy(access: Collection[Access], *, push: Iterable[str], cache: Iterable[str] = ()) -> Document:
    """A push role's only policy: the login, its accesses to the repositories it pushes to, and nothing else.

    A build reads its own cache and writes it, so it may pull and push the repositories of `cache`, all by ARN.
    """
    pushed, cached = tuple(push), tuple(cache)
    of_caches = {Access.PULL, Access.PUSH}
    held = {one: (pushed if one in access else ()) + (cached if one in of_caches else ()) for one in Access}
    return identity_policy(held)


def broken_push_role_rules(
    registry: Registry | None,
    key: str,
    settings: PushRoleSettings,
    repositories: Mapping[str, str],
    caches: Mapping[str, str] | None = None,
) -> Iterator[Violation]:
    """What a push role breaks; rules that need the registry are left out where that is not known (None).

    `repositories` and `caches` as for `declared_push_role`.
    """
    for number, image in enumerate(settings.images):
        if image not in repositories:
            remedy = suggestion(image, sorted(repositories))
            yield Violation(("images", number), format_value(image), "is no image of this stack", remedy)
    yield from broken_role_rules(registry, key, settings)
    if registry:
        yield from documents_too_long(declared_push_role(registry, key, settings, repositories, caches))


def broken_role_rules(registry: Registry | None, key: str, settings: PushRoleRules) -> Iterator[Violation]:
    """What a push role breaks whatever it pushes to; of an unknown registry (None) what it breaks in any."""
    yield from broken_callers(settings)
    if settings.name is None:
        yield from _key_that_is_no_name(key)
    if registry:
        for _, broken in _trusts_push_roles(registry, settings, {key: settings}):
            yield dataclasses.replace(broken, looked_at=(broken.path, ("name",)))
    yield from _tags_told_apart_by_case(settings)
    if registry:
        yield from _elsewhere(registry, settings)


def documents_too_long(role: DeclaredPushRole) -> Iterator[Violation]:
    """Where IAM takes no such long documents."""
    if (length := len(document_text(role.trust_policy))) > LONGEST_TRUST_POLICY:
        rule = f"its trust policy would have {length:,} characters, and IAM takes {LONGEST_TRUST_POLICY:,}"
        remedy = "write patterns such as release/* for several branches, or two push roles"
        yield Violation((), None, rule, remedy, (("github",), ("gitlab",), ("trustedRoles",)))
    if (length := len(document_text(role.policy))) > LONGEST_INLINE_POLICIES:
        rule = f"its policy would have {length:,} characters, and IAM takes {LONGEST_INLINE_POLICIES:,} of a role"
        remedy = "share the images out among several push roles"
        yield Violation((), None, rule, remedy, (("images",), ("access",)))


def push_roles_that_trust_one_another(
    registry: Registry, push_roles: Mapping[str, PushRoleRules]
) -> Iterator[Violation]:
    """Push roles of one stack that another one of them may assume, with paths from the key down."""
    for key, settings in push_roles.items():
        others = {other: theirs for other, theirs in push_roles.items() if other != key}
        for other, broken in _trusts_push_roles(registry, settings, others):
            yield dataclasses.replace(broken.below(key), looked_at=((key, *broken.path), (other, "name")))


def shared_role_names(push_roles: Mapping[str, PushRoleRules]) -> Iterator[Violation]:
    """Push roles of one stack whose roles would have the same name, with paths from the key down.

    IAM does not tell names apart by case or path: reference_iam-quotas.html (names).
    """
    taken: dict[str, str] = {}
    for key, settings in push_roles.items():
        name = settings.name or key
        if first := taken.get(name.casefold()):
            path = (key, "name") if settings.name else (key,)
            rule, by = f"is the role's name of {first} already", ((key, "name"), (first, "name"))
            yield Violation(path, format_value(name), rule, "choose another name", by)
        taken.setdefault(name.casefold(), key)


def _key_that_is_no_name(key: str) -> Iterator[Violation]:
    try:
        TypeAdapter(PushRoleName).validate_python(key)
    except ValidationError as error:
        _, rule, _ = explain(error.errors()[0])
        yield Violation((), format_value(key), rule, "write another key, or say name", (("name",),))


def _tags_told_apart_by_case(settings: PushRoleRules) -> Iterator[Violation]:
    """IAM takes them for one: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (case sensitivity)."""
    seen: dict[str, str] = {}
    for tag in settings.resource_tags:
        if first := seen.get(tag.casefold()):
            yield Violation(("resourceTags", tag), None, f"is the same key to IAM as {first}", "keep one of the two")
        seen.setdefault(tag.casefold(), tag)


def _trusts_push_roles(
    registry: Registry, settings: PushRoleRules, made: Mapping[str, PushRoleRules]
) -> Iterator[tuple[str, Violation]]:
    """Each with the key of the push role that is trusted.

    IAM refuses a principal that does not exist, and nothing makes these roles before this one.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (roles)
    """
    names = {_identity(registry.role_arn(registry.account, theirs.name or key)): key for key, theirs in made.items()}
    for number, arn in enumerate(settings.trusted_roles or ()):
        key = names.get(_identity(arn))
        if key is not None:
            whose = "this push role itself" if made[key] is settings else f"the push role {key} of this stack"
            rule = f"is {whose}, and IAM trusts no role that does not exist yet"
            yield key, Violation(("trustedRoles", number), format_value(arn), rule, "name the CI's own role")


def _identity(role_arn: str) -> tuple[str, str, str]:
    """What tells two roles apart: no two roles of an account have names that differ in case or path only.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (names)
    """
    arn = Arn.parse(role_arn)
    return (arn.partition, arn.account, arn.name.casefold()) if arn else ("", "", "")


def _elsewhere(registry: Registry, settings: PushRoleRules) -> Iterator[Violation]:
    for number, arn in enumerate(settings.trusted_roles or ()):
        if (role := Arn.parse(arn)) and role.partition != registry.partition:
            rule = f"is in partition {role.partition}, and the registry in {registry.partition}"
            yield Violation(
                ("trustedRoles", number), format_value(arn), rule, f"name a role of arn:{registry.partition}:iam::…"
            )
    if boundary := Arn.parse(settings.permissions_boundary or ""):
        elsewhere = "account" if boundary.partition == registry.partition else "partition"
        if boundary.partition != registry.partition or boundary.account not in {registry.account, "aws"}:
            yield Violation(
                ("permissionsBoundary",),
                format_value(settings.permissions_boundary),
                f"the role cannot have a policy of another {elsewhere}",
                f"name one of arn:{registry.partition}:iam::{registry.account}:policy/…",
            )
