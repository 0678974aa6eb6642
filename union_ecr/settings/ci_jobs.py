"""Jobs of a CI by what they run for: GitHub Actions in one repository, GitLab CI in one project."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import StrictBool, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.git_refs import REF_NAME, GitHubRef, GitLabRef
from union_ecr.settings.issuers import GITHUB_ISSUER, SERVER_PATH, GitHubHost, GitLabHost
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse

_NO_JOB = "lets no job push"
_WILDCARDS = ("*", "?")
# https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments
_LONGEST_ENVIRONMENT = 255
_ENVIRONMENT = rf"(?=.{{1,{_LONGEST_ENVIRONMENT}}}$)[\w.+=@#/()-]([\w.+=@#/() -]*[\w.+=@#/()-])?"
_WORKFLOW_FILE = r"\.github/workflows/[\w.+=,()-]+\.ya?ml"
# A user of an enterprise has an underscore in the name. No `@`: GitHub sets it between a name and its id.
_GITHUB_REPOSITORY = r"(?!.*\.git$)[A-Za-z0-9][A-Za-z0-9_-]{0,38}/(?!\.{1,2}(/|$))[A-Za-z0-9._-]{1,100}"
_REF_OF_A_WORKFLOW = rf"(refs/(heads|tags)/(?!.*\*){REF_NAME}|[0-9a-f]{{40}})"
_WORKFLOW = rf"({_GITHUB_REPOSITORY}/{_WORKFLOW_FILE}@{_REF_OF_A_WORKFLOW}|{_WORKFLOW_FILE})"
# https://docs.gitlab.com/user/reserved_names/#limitations-on-usernames-project-and-group-names-and-slugs
_GITLAB_PROJECT = r"(?!.*\.(git|atom)$)[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)+"


def _hint_on_environments(name: str) -> None:
    if any(wildcard in name for wildcard in _WILDCARDS):
        refuse("a pattern would take in environments without protection rules", "name each environment")
    if len(name) > _LONGEST_ENVIRONMENT:
        refuse(
            f"has {len(name)} characters, and GitHub takes {_LONGEST_ENVIRONMENT}", "write its name as GitHub shows it"
        )


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


def _hint_on_workflows(workflow: str) -> None:
    if re.fullmatch(_WORKFLOW, workflow, re.ASCII):
        return
    path, _, ref = workflow.removeprefix("./").partition("@")
    if "*" in workflow:
        refuse("is a pattern that other workflows could match", "write one file, such as .github/workflows/push.yml")
    if re.fullmatch(_WORKFLOW_FILE, path, re.ASCII) and path != workflow:
        refuse("is a file of this repository with more than its path", f"write {path}")
    if re.fullmatch(rf"{_GITHUB_REPOSITORY}/{_WORKFLOW_FILE}", path, re.ASCII) and not re.match("refs/", ref):
        rule = "does not say of which branch or tag the other repository's workflow must be, as tokens do"
        refuse(rule, f"write {path}@refs/heads/{ref if re.fullmatch(r'[A-Za-z][A-Za-z0-9/_]*', ref) else 'main'}")
    if re.fullmatch(r"[\w.+=,()-]+\.ya?ml", path, re.ASCII) and not ref:
        refuse("is no path in a repository", f"write .github/workflows/{path}")


def _hint_on_gitlab_projects(project: str) -> None:
    _refuse_patterns(project, "GROUP/PROJECT")


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
WorkflowsSource = Annotated[
    StrictStr,
    Pattern(
        rf"{_GITHUB_REPOSITORY}@{_REF_OF_A_WORKFLOW}",
        "does not say of which repository and branch or tag the workflows are",
        "write OWNER/NAME@REF as tokens name it, such as acme/union-ecr@refs/tags/v0.1.0",
    ),
]
Workflow = Annotated[
    StrictStr,
    Pattern(
        _WORKFLOW,
        "is no file of a workflow",
        "write its path, such as .github/workflows/push.yml, not its name",
        hint=_hint_on_workflows,
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


class GitHubSource(StrictModel):
    """One repository on GitHub, whose jobs have tokens."""

    host: GitHubHost = GITHUB_ISSUER
    """The issuer of the tokens: github.example.com/_services/token of a GitHub Enterprise Server,
    token.actions.acme.ghe.com of data residency, or token.actions.githubusercontent.com/acme of an enterprise that has
    its own."""
    repository: GitHubRepository
    """OWNER/NAME, one repository and no pattern; upper and lower case as GitHub shows them."""
    owner_id: GitHubId | None = None
    """The owner's id, with repositoryId. GitHub writes both into the tokens of every repository that was created,
    renamed or moved after July 15, 2026, and of older ones that opted in. A name can be taken over by somebody else, an
    id cannot."""
    repository_id: GitHubId | None = None
    """The repository's id; with ownerId. Tokens without the ids are refused then."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - these hold everywhere
        """One id without the other, and ids that no token has.

        https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
        """
        if (self.owner_id is None) != (self.repository_id is None):
            yield Violation(
                (), None, "GitHub writes ownerId and repositoryId into tokens together", "write both, or neither"
            )
        elif self.owner_id and self.host.endswith(SERVER_PATH):
            rule = "tokens of a GitHub Enterprise Server have no ids"
            yield Violation((), None, rule, "leave out ownerId, repositoryId and alsoWithoutIds")


class GitHub(GitHubSource):
    """Jobs of GitHub Actions in one repository, by what they run for.

    https://docs.github.com/en/actions/reference/security/oidc
    """

    also_without_ids: StrictBool = False
    """Accept tokens without the ids, too, while the repository's tokens change. Until you remove this, a new owner of
    the name could push."""
    branches: tuple[GitHubRef, ...] = ()
    """Branches, exactly or with * for any characters, / among them."""
    tags: tuple[GitHubRef, ...] = ()
    """Tags, exactly or with *."""
    environments: tuple[Environment, ...] = ()
    """Environments, exactly. The token of a job with an environment names only that, not its branch."""
    pull_requests: StrictBool = False
    """Jobs of pull requests, whatever their branch: code that nobody has reviewed yet could push."""
    workflow: Workflow | None = None
    """The only workflow whose jobs may push, such as .github/workflows/push.yml, as it stands in the branches and tags
    named (with environments alone, in any). A reusable workflow of another repository is written as tokens name it:
    OWNER/NAME/.github/workflows/push.yml@refs/heads/main."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """One id without the other, ids or a workflow that no token has here, and no job named."""
        ids = list(super().violations(context))
        yield from ids
        if self.also_without_ids and not self.owner_id and not ids:
            rule = "changes nothing without ownerId and repositoryId"
            yield Violation(("alsoWithoutIds",), "true", rule, "write the ids, or leave it out")
        yield from self._violations_of_workflow(context)
        if not (self.branches or self.tags or self.environments or self.pull_requests):
            yield Violation((), None, _NO_JOB, "add branches, tags, environments or pullRequests: true")

    def _violations_of_workflow(self, context: ValidationContext) -> Iterator[Violation]:
        """STS knows the claim job_workflow_ref of one issuer, in AWS's commercial regions.

        https://aws.amazon.com/about-aws/whats-new/2026/01/aws-sts-supports-validation-identity-provider-claims/
        """
        if not self.workflow:
            return
        remedy = "leave it out, and protect the branches, tags and environments on GitHub"
        if self.host != GITHUB_ISSUER:
            rule = f"AWS reads the workflow only in tokens of {GITHUB_ISSUER}"
            yield Violation(("workflow",), format_value(self.workflow), rule, remedy)
        elif context.registry and context.registry.partition != "aws":
            rule = f"AWS does not read the workflow in tokens in the partition {context.registry.partition}"
            yield Violation(("workflow",), format_value(self.workflow), rule, remedy)


class GitLabSource(StrictModel):
    """One project on GitLab, whose jobs have tokens."""

    host: GitLabHost = "gitlab.com"
    """The instance's host name, gitlab.com or your own."""
    project: GitLabProject
    """The project's whole path, one project and no pattern."""


class GitLab(GitLabSource):
    """Jobs of GitLab CI in one project, by what they run for. https://docs.gitlab.com/ci/cloud_services/aws/."""

    branches: tuple[GitLabRef, ...] = ()
    """Branches, exactly or with * for any characters, / among them."""
    tags: tuple[GitLabRef, ...] = ()
    """Tags, exactly or with *."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - these hold everywhere
        """No job named."""
        if not (self.branches or self.tags):
            yield Violation((), None, _NO_JOB, "add branches or tags")
