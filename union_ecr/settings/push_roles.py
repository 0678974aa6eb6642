"""What a stack file says of a push role: an IAM role for a CI that may push to named images only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, StrictInt, StrictStr, TypeAdapter, ValidationError

from union_ecr.ecr.actions import Access
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.ci_jobs import GitHub, GitLab
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.oidc import Oidc
from union_ecr.settings.types import IAM_PATH, SERVICE_LINKED_PATH, TagKey, TagValue
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse, suggestion

LONGEST_CHAINED_SESSION = 3600
"""Seconds that a role assumed by another role lasts at most, whatever its own maximum says: AssumeRole fails for more.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (DurationSeconds, role chaining)"""

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (names, paths and their lengths)
_IAM_CHARACTERS = r"[\w+=,.@-]"
_ROLE_ARN = (
    r"arn:(?P<partition>[\w-]+):iam::(?P<account>\d{12}):role/"
    rf"(?!{SERVICE_LINKED_PATH}){IAM_PATH}(?P<name>{_IAM_CHARACTERS}{{1,64}})"
)
# What is below these belongs to AWS's own roles: CreateRole answers "Path prefix '/aws-service-role/' can only be used
# for AWS Service linked Roles", PutRolePermissionsBoundary PolicyNotAttachable.
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html
_RESERVED_PATH = rf"({SERVICE_LINKED_PATH}|aws-reserved/)"
_BOUNDARY_ARN = (
    r"arn:(?P<partition>[\w-]+):iam::(?P<account>\d{12}|aws):policy/"
    rf"(?!{_RESERVED_PATH}){IAM_PATH}{_IAM_CHARACTERS}{{1,128}}"
)


def _hint_on_roles(arn: str) -> None:
    if "*" in arn:
        refuse("would trust roles that nobody named", "name each role")
    if ":assumed-role/" in arn:
        refuse("is one session of a role, gone within hours", "write the role's ARN: arn:aws:iam::ACCOUNT:role/NAME")
    if f":role/{SERVICE_LINKED_PATH}" in arn:
        refuse("is a service-linked role, whose permissions AWS sets, so it assumes no other", "name the CI's own role")


def _hint_on_boundaries(arn: str) -> None:
    if re.search(f":policy/{_RESERVED_PATH}", arn):
        refuse("is a policy for AWS's own roles, which IAM attaches to no other", "name a policy of your own")


def _hint_on_paths(path: str) -> None:
    if found := re.match(f"/{_RESERVED_PATH}", path):
        refuse(f"IAM keeps {found[0]} for AWS's own roles", "write another path, such as /ci/")


def _with_push(access: tuple[Access, ...]) -> tuple[Access, ...]:
    if Access.PUSH not in access:
        refuse("a push role pushes", "write [push], or [pull, push] to let it pull the images, too")
    return access


RoleArn = Annotated[
    StrictStr,
    Pattern(_ROLE_ARN, "is not the ARN of a role", "write arn:aws:iam::ACCOUNT:role/NAME", hint=_hint_on_roles),
]
BoundaryArn = Annotated[
    StrictStr,
    Pattern(
        _BOUNDARY_ARN,
        "is not the ARN of a managed policy",
        "write arn:aws:iam::ACCOUNT:policy/NAME",
        hint=_hint_on_boundaries,
    ),
]
PushRoleName = Annotated[
    StrictStr,
    Pattern(
        rf"{_IAM_CHARACTERS}{{1,64}}",
        "a role's name has 1 to 64 letters, digits and + = , . @ _ -",
        "write such a name; its path belongs in path",
    ),
]
RolePath = Annotated[
    StrictStr,
    Pattern(
        rf"(?=.{{1,512}}$)/(?!{_RESERVED_PATH})({_IAM_CHARACTERS}+/)*",
        "a role's path begins and ends with /",
        "write / or one such as /ci/",
        hint=_hint_on_paths,
    ),
]
_NAME: TypeAdapter[str] = TypeAdapter(PushRoleName)
PushRoleAccess = Annotated[
    tuple[Access, ...], AfterValidator(_with_push), Field(json_schema_extra={"contains": {"const": Access.PUSH.value}})
]


class PushRoleFields(StrictModel):
    """Who may assume a push role, and the role's own settings, whatever it pushes to."""

    github: GitHub | None = None
    """Jobs of GitHub Actions; one of github, gitlab, oidc and trustedRoles."""
    gitlab: GitLab | None = None
    """Jobs of GitLab CI."""
    oidc: Oidc | None = None
    """Jobs of any other CI with OpenID Connect tokens."""
    trusted_roles: Annotated[tuple[RoleArn, ...], Field(min_length=1)] | None = None
    """Roles by their exact ARNs. Each must exist already, and in another account be allowed sts:AssumeRole there."""
    access: PushRoleAccess = (Access.PUSH,)
    """What it may do with the images: push, and pull, describe besides."""
    name: PushRoleName | None = None
    """The role's name. Default: its key."""
    path: RolePath = "/"
    """The role's path."""
    permissions_boundary: BoundaryArn | None = None
    """ARN of the managed policy that limits the role, where the account demands one."""
    resource_tags: Annotated[dict[TagKey, TagValue], Field(max_length=50)] = Field(default_factory=dict)
    """AWS tags of the role."""
    # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (MaxSessionDuration)
    max_session_duration: Annotated[StrictInt, Field(ge=3600, le=43_200)] = 3600
    """Seconds that a session may last at most. Roles of trustedRoles get an hour, since AWS chains no longer ones."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """What the role's fields break together, and what it names outside the registry's account or partition."""
        yield from _caller_violations(self)
        yield from _same_tags(self.resource_tags)
        if context.registry:
            yield from _elsewhere(self, context.registry)


class PushRoleSettings(PushRoleFields):
    """An IAM role that a CI assumes to push; it lives in the registry's account."""

    images: Annotated[tuple[StrictStr, ...], Field(min_length=1)]
    """Names of the stack's images it may push, and nothing else."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """The same, and images that the stack does not have."""
        for number, image in enumerate(self.images if context.images is not None else ()):
            if image not in (context.images or ()):
                remedy = suggestion(image, sorted(context.images or ()), "declare it below union-ecr:images")
                yield Violation(("images", number), format_value(image), "is no image of this stack", remedy)
        yield from super().violations(context)


def push_role_name_violations(registry: Registry | None, roles: Mapping[str, PushRoleFields]) -> Iterator[Violation]:
    """What the names of the push roles of one stack break, with paths from their keys down.

    `registry` is None where it is not known: then nothing is said of the roles that they trust.
    """
    for key, role in roles.items():
        if role.name is None:
            yield from _key_violations(key)
    yield from _shared_names(roles)
    yield from _trusted_push_roles(registry, roles) if registry else ()


def _caller_violations(role: PushRoleFields) -> Iterator[Violation]:
    callers = {"github": role.github, "gitlab": role.gitlab, "oidc": role.oidc, "trustedRoles": role.trusted_roles}
    given = [kind for kind, caller in callers.items() if caller is not None]
    if len(given) != 1:
        rule = f"a push role is assumed by one of {', '.join(callers)}"
        yield Violation((), None, rule, "make a push role for each" if given else "write one of them")
    if given == ["trustedRoles"] and role.max_session_duration > LONGEST_CHAINED_SESSION:
        yield Violation(
            ("maxSessionDuration",),
            format_value(role.max_session_duration),
            f"AWS limits role chaining to sessions of {LONGEST_CHAINED_SESSION} seconds, whatever is written here",
            "leave it out, and let the CI assume the role again",
        )


def _same_tags(tags: Iterable[str]) -> Iterator[Violation]:
    """IAM takes them for one: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (case sensitivity)."""
    seen: dict[str, str] = {}
    for tag in tags:
        if first := seen.get(tag.casefold()):
            yield Violation(("resourceTags", tag), None, f"is the same key to IAM as {first}", "keep one of the two")
        seen.setdefault(tag.casefold(), tag)


def _elsewhere(role: PushRoleFields, registry: Registry) -> Iterator[Violation]:
    for number, text in enumerate(role.trusted_roles or ()):
        if (trusted := Arn.parse(text)) and trusted.partition != registry.partition:
            rule = f"is in partition {trusted.partition}, and the registry in {registry.partition}"
            remedy = f"name a role of arn:{registry.partition}:iam::…"
            yield Violation(("trustedRoles", number), format_value(text), rule, remedy)
    boundary = Arn.parse(role.permissions_boundary or "")
    if boundary is None:
        return
    other = "account" if boundary.partition == registry.partition else "partition"
    if other == "partition" or boundary.account not in {registry.account, "aws"}:
        yield Violation(
            ("permissionsBoundary",),
            format_value(role.permissions_boundary),
            f"the role cannot have a policy of another {other}",
            f"name one of arn:{registry.partition}:iam::{registry.account}:policy/…",
        )


def _key_violations(key: str) -> Iterator[Violation]:
    try:
        _NAME.validate_python(key)
    except ValidationError as error:
        rule = error.errors()[0]["ctx"]["rule"]
        yield Violation((key,), format_value(key), rule, "write another key, or say name")


def _shared_names(roles: Mapping[str, PushRoleFields]) -> Iterator[Violation]:
    """IAM does not tell names apart by case or path.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (names)
    """
    taken: dict[str, str] = {}
    for key, role in roles.items():
        name = role.name or key
        if first := taken.get(name.casefold()):
            path = (key, "name") if role.name else (key,)
            yield Violation(path, format_value(name), f"is the role's name of {first} already", "choose another name")
        taken.setdefault(name.casefold(), key)


def _trusted_push_roles(registry: Registry, roles: Mapping[str, PushRoleFields]) -> Iterator[Violation]:
    """IAM refuses a principal that does not exist, and nothing makes the stack's push roles before one another.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (roles)
    """
    keys = {_identity(registry.role_arn(registry.account, role.name or key)): key for key, role in roles.items()}
    for key, role in roles.items():
        for number, arn in enumerate(role.trusted_roles or ()):
            if trusted := keys.get(_identity(arn)):
                which = "this push role itself" if trusted == key else f"the push role {trusted} of this stack"
                rule = f"is {which}, and IAM trusts no role that does not exist yet"
                yield Violation((key, "trustedRoles", number), format_value(arn), rule, "name the CI's own role")


def _identity(role_arn: str) -> tuple[str, str, str]:
    """What tells two roles apart: no two roles of an account have names that differ in case or path only.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (names)
    """
    arn = Arn.parse(role_arn)
    return (arn.partition, arn.account, arn.name.casefold()) if arn else ("", "", "")
