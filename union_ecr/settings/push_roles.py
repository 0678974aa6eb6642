"""What a stack file says of a push role: an IAM role for a CI that may push to named images only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, TypeAdapter, ValidationError

from union_ecr.ecr.actions import Access
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.types import TagKey, TagValue
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse, suggestion

LONGEST_CHAINED_SESSION = 3600
"""Seconds that a role assumed by another role lasts at most, whatever its own maximum says: AssumeRole fails for more.
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (DurationSeconds, role chaining)"""
_NO_JOB = "says of no job that it may push"

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (names, paths and their lengths)
_IAM_CHARACTERS = r"[\w+=,.@-]"
_ROLE_ARN = (
    r"arn:(?P<partition>[\w-]+):iam::(?P<account>\d{12}):role/"
    rf"({_IAM_CHARACTERS}+/)*(?P<name>{_IAM_CHARACTERS}{{1,64}})"
)
_BOUNDARY_ARN = (
    r"arn:(?P<partition>[\w-]+):iam::(?P<account>\d{12}|aws):policy/"
    rf"({_IAM_CHARACTERS}+/)*{_IAM_CHARACTERS}{{1,128}}"
)
_WILDCARDS = ("*", "?")
# No `:` (it parts a token's subject), no `?` (IAM's other wildcard) and no `$` (a policy variable begins with it).
_REF_CHARACTERS = r"\w.+=,@#/*-"
_LONGEST_REF = 244
_REF = rf"(?!refs/(heads|tags)/)[{_REF_CHARACTERS}]{{1,{_LONGEST_REF}}}"
_REF_RULE = f"a branch or tag has letters, digits and . _ - / + = , @ # here, and at most {_LONGEST_REF} characters"
# https://git-scm.com/docs/git-check-ref-format: what no branch or tag holds, among much else.
_NOT_IN_GIT = re.compile(r"[\x00-\x20\x7f~^:?\[\\]")
_ENVIRONMENT = r"[\w.+=@#/()-]([\w.+=@#/() -]*[\w.+=@#/()-])?"
# A user of an enterprise has an underscore in the name. No `@`: GitHub sets it between a name and its id.
_GITHUB_REPOSITORY = r"(?!.*\.git$)[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}"
# https://docs.gitlab.com/user/reserved_names/#limitations-on-usernames-project-and-group-names-and-slugs
_GITLAB_PROJECT = r"(?!.*\.(git|atom)$)[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+"


def _hint_on_refs(ref: str) -> None:
    if ref.startswith(("refs/heads/", "refs/tags/")):
        refuse("is a whole reference", f"write the name alone: {ref.split('/', 2)[2] or 'main'}")
    if len(ref) > _LONGEST_REF or _NOT_IN_GIT.search(ref):
        return
    pattern = re.sub(rf"[^{_REF_CHARACTERS}]+", "*", ref, flags=re.ASCII)
    if pattern != ref:
        refuse(_REF_RULE, f"write * for every other character: {pattern}" if pattern.strip("*/") else "rename it")


def _hint_on_environments(name: str) -> None:
    if any(wildcard in name for wildcard in _WILDCARDS):
        refuse("a pattern would take in environments without protection rules", "name each environment")


def _refuse_patterns(repository: str, form: str) -> None:
    if any(wildcard in repository for wildcard in _WILDCARDS):
        refuse(
            "is a subject that other repositories could satisfy, strangers' ones among them",
            f"write one repository, {form}, and a push role for each further one",
        )


def _hint_on_github_repositories(repository: str) -> None:
    _refuse_patterns(repository, "OWNER/NAME")
    if repository.endswith(".git"):
        refuse("is an address, not a repository", f"write {'/'.join(re.split('[/:]', repository)[-2:])[:-4]}")


def _hint_on_gitlab_projects(project: str) -> None:
    _refuse_patterns(project, "GROUP/PROJECT")


def _hint_on_roles(arn: str) -> None:
    if "*" in arn:
        refuse("would let strangers in", "name each role")
    if ":assumed-role/" in arn:
        refuse("is one session of a role, gone within hours", "write the role's ARN: arn:aws:iam::ACCOUNT:role/NAME")


def _with_push(access: tuple[Access, ...]) -> tuple[Access, ...]:
    if Access.PUSH not in access:
        refuse("a push role pushes", "write [push], or [pull, push] to let it pull the images, too")
    return access


GitRef = Annotated[
    StrictStr,
    Pattern(
        _REF,
        _REF_RULE,
        "write it as it stands, with * for what may vary",
        hint=_hint_on_refs,
    ),
]
Environment = Annotated[
    StrictStr,
    Pattern(
        _ENVIRONMENT,
        "an environment here has letters, digits, spaces and . _ - / + = @ # ( )",
        "write its name as it stands, or rename it on GitHub",
        hint=_hint_on_environments,
    ),
]
GitHubRepository = Annotated[
    StrictStr,
    Pattern(
        _GITHUB_REPOSITORY,
        "is no repository on GitHub",
        "write OWNER/NAME as its address shows it: acme/workflows",
        hint=_hint_on_github_repositories,
    ),
]
GitHubId = Annotated[
    StrictStr,
    Pattern(
        r"[1-9]\d{0,18}",
        "is no id on GitHub",
        "write the digits in quotes; gh api repos/OWNER/NAME --jq '.owner.id, .id' tells both",
    ),
]
GitLabHost = Annotated[
    StrictStr,
    Pattern(
        r"(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+",
        "is no host name",
        "write it in lower case without https:// and path: gitlab.example.com",
    ),
]
GitLabProject = Annotated[
    StrictStr,
    Pattern(
        _GITLAB_PROJECT,
        "is no project on GitLab",
        "write its whole path: group/subgroup/project",
        hint=_hint_on_gitlab_projects,
    ),
]
RoleArn = Annotated[
    StrictStr,
    Pattern(_ROLE_ARN, "is not the ARN of a role", "write arn:aws:iam::ACCOUNT:role/NAME", hint=_hint_on_roles),
]
BoundaryArn = Annotated[
    StrictStr,
    Pattern(_BOUNDARY_ARN, "is not the ARN of a managed policy", "write arn:aws:iam::ACCOUNT:policy/NAME"),
]
PushRoleName = Annotated[
    StrictStr,
    Pattern(
        rf"{_IAM_CHARACTERS}{{1,64}}",
        "a role's name has 1 to 64 letters, digits and + = , . @ _ -",
        "write such a name; where it stands below belongs into path",
    ),
]
RolePath = Annotated[
    StrictStr,
    Pattern(
        rf"(?=.{{1,512}}$)/({_IAM_CHARACTERS}+/)*",
        "a role's path begins and ends with /",
        "write / or one such as /ci/",
    ),
]
_NAME: TypeAdapter[str] = TypeAdapter(PushRoleName)
PushRoleAccess = Annotated[
    tuple[Access, ...], AfterValidator(_with_push), Field(json_schema_extra={"contains": {"const": Access.PUSH.value}})
]


class GitHub(StrictModel):
    """Jobs of GitHub Actions in one repository, by what they run for.

    https://docs.github.com/en/actions/reference/security/oidc
    """

    repository: GitHubRepository
    """OWNER/NAME, one repository and no pattern; upper and lower case as GitHub shows them."""
    owner_id: GitHubId | None = None
    """With repositoryId: the owner's id, which is in the tokens of repositories made, renamed or moved after July 15,
    2026. A name can be taken over by somebody else, an id cannot."""
    repository_id: GitHubId | None = None
    """The repository's id; with ownerId. Tokens without the ids are refused then."""
    branches: tuple[GitRef, ...] = ()
    """Branches, exactly or with * for any characters, / among them."""
    tags: tuple[GitRef, ...] = ()
    """Tags, exactly or with *."""
    environments: tuple[Environment, ...] = ()
    """Environments, exactly. A job that names an environment is told by it alone, whatever its branch."""
    pull_requests: StrictBool = False
    """Jobs of pull requests, whatever their branch: code that nobody has reviewed yet could push."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - these hold everywhere
        """One id without the other, and no job named."""
        if (self.owner_id is None) != (self.repository_id is None):
            yield Violation((), None, "ownerId and repositoryId stand in a token together", "write both, or neither")
        if not (self.branches or self.tags or self.environments or self.pull_requests):
            yield Violation((), None, _NO_JOB, "add branches, tags, environments or pullRequests: true")


class GitLab(StrictModel):
    """Jobs of GitLab CI in one project, by what they run for. https://docs.gitlab.com/ci/cloud_services/aws/."""

    host: GitLabHost = "gitlab.com"
    """The instance's host name, gitlab.com or your own."""
    project: GitLabProject
    """The project's whole path, one project and no pattern."""
    branches: tuple[GitRef, ...] = ()
    """Branches, exactly or with * for any characters, / among them."""
    tags: tuple[GitRef, ...] = ()
    """Tags, exactly or with *."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - these hold everywhere
        """No job named."""
        if not (self.branches or self.tags):
            yield Violation((), None, _NO_JOB, "add branches or tags")


class PushRoleRules(StrictModel):
    """Who may assume a push role, and the role's own settings, whatever it pushes to."""

    github: GitHub | None = None
    """Jobs of GitHub Actions; one of github, gitlab and trustedRoles."""
    gitlab: GitLab | None = None
    """Jobs of GitLab CI."""
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


class PushRoleSettings(PushRoleRules):
    """An IAM role that a CI assumes to push; it lives in the registry's account."""

    images: Annotated[tuple[StrictStr, ...], Field(min_length=1)]
    """Names of the stack's images it may push, and nothing else."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """The same, and images that the stack does not have."""
        for number, image in enumerate(self.images if context.images is not None else ()):
            if image not in (context.images or ()):
                remedy = suggestion(image, sorted(context.images or ()))
                yield Violation(("images", number), format_value(image), "is no image of this stack", remedy)
        yield from super().violations(context)


def push_role_name_violations(registry: Registry | None, roles: Mapping[str, PushRoleRules]) -> Iterator[Violation]:
    """What the names of the push roles of one stack break, with paths from their keys down.

    `registry` is None where it is not known: then nothing is said of the roles that they trust.
    """
    for key, role in roles.items():
        if role.name is None:
            yield from _key_violations(key)
    yield from _shared_names(roles)
    yield from _trusted_push_roles(registry, roles) if registry else ()


def _caller_violations(role: PushRoleRules) -> Iterator[Violation]:
    callers = {"github": role.github, "gitlab": role.gitlab, "trustedRoles": role.trusted_roles}
    given = [kind for kind, caller in callers.items() if caller is not None]
    if len(given) != 1:
        rule = f"a push role is assumed by one of {', '.join(callers)}"
        yield Violation((), None, rule, "make a push role for each" if given else "write one of them")
    if given == ["trustedRoles"] and role.max_session_duration > LONGEST_CHAINED_SESSION:
        yield Violation(
            ("maxSessionDuration",),
            format_value(role.max_session_duration),
            f"a role that a role assumes lasts {LONGEST_CHAINED_SESSION} seconds at most, whatever is written here",
            "leave it out, and let the CI assume the role again",
        )


def _same_tags(tags: Iterable[str]) -> Iterator[Violation]:
    """IAM takes them for one: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (case sensitivity)."""
    seen: dict[str, str] = {}
    for tag in tags:
        if first := seen.get(tag.casefold()):
            yield Violation(("resourceTags", tag), None, f"is the same key to IAM as {first}", "keep one of the two")
        seen.setdefault(tag.casefold(), tag)


def _elsewhere(role: PushRoleRules, registry: Registry) -> Iterator[Violation]:
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


def _shared_names(roles: Mapping[str, PushRoleRules]) -> Iterator[Violation]:
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


def _trusted_push_roles(registry: Registry, roles: Mapping[str, PushRoleRules]) -> Iterator[Violation]:
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
