"""The arguments of the roles of CI, for programs in Python and, camelCased, in other languages."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict


class DeployingRepositoryArgs(TypedDict):
    """The repository on GitHub whose jobs deploy."""

    host: NotRequired[str]
    """The issuer of the tokens, for GitHub Enterprise. Default: token.actions.githubusercontent.com."""
    repository: str
    """OWNER/NAME, one repository and no pattern."""
    owner_id: NotRequired[str | None]
    """The owner's id, with repositoryId. GitHub writes both into the tokens of every repository that was created,
    renamed or moved after July 15, 2026, and of older ones that opted in."""
    repository_id: NotRequired[str | None]
    """The repository's id; with ownerId."""
    workflows: NotRequired[str | None]
    """Where up.yml and drift.yml come from, if another repository's are called: OWNER/NAME@REF. Default: its own."""


class DeployingProjectArgs(TypedDict):
    """The project on GitLab whose jobs deploy."""

    host: NotRequired[str]
    """The instance's host name. Default: gitlab.com."""
    project: str
    """The project's whole path, one project and no pattern."""


class CiRolesArgs(TypedDict):
    """What you can set for the roles of one stack."""

    account: str
    """The account of the stack's registry, in which the roles live."""
    stack: str
    """The stack's name; on GitHub also that of its environment."""
    stack_file: str
    """The text of its stack file: what it declares decides what the roles may do."""
    state_bucket: str
    """The name of the bucket that holds the engine's state."""
    github: NotRequired[DeployingRepositoryArgs | None]
    """Jobs of GitHub Actions in one repository deploy; one of github and gitlab."""
    gitlab: NotRequired[DeployingProjectArgs | None]
    """Jobs of GitLab CI in one project deploy."""
    branch: NotRequired[str]
    """The branch that is deployed. Default: main."""
    role_prefix: NotRequired[str]
    """How the names of the roles begin. Default: union-ecr-."""
    prefixes: NotRequired[Sequence[str]]
    """Prefixes such as ml/*: the roles reach every repository below them."""
    unbounded_push_roles: NotRequired[bool]
    """Accept push roles without a permissionsBoundary: the role up is then an administrator. Default: false."""
    resource_tags: NotRequired[Mapping[str, str]]
    """AWS tags of the roles and policies."""
