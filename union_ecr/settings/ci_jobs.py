"""Jobs of a CI by what they run for: GitHub Actions in one repository, GitLab CI in one project."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import StrictBool, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, refuse

_NO_JOB = "says of no job that it may push"
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
            "is a pattern that other repositories could match",
            f"write one repository, {form}, and a push role for each further one",
        )


def _hint_on_github_repositories(repository: str) -> None:
    _refuse_patterns(repository, "OWNER/NAME")
    if repository.endswith(".git"):
        refuse("is an address, not a repository", f"write {'/'.join(re.split('[/:]', repository)[-2:])[:-4]}")


def _hint_on_gitlab_projects(project: str) -> None:
    _refuse_patterns(project, "GROUP/PROJECT")


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
    """Environments, exactly. The token of a job with an environment names only that, not its branch."""
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
