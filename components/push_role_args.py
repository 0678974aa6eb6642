"""The arguments of a push role."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi


class GitHubArgs(TypedDict):
    """Jobs of GitHub Actions in one repository; at least one of branches, tags, environments, pullRequests."""

    host: NotRequired[str]
    """The issuer of the tokens, for GitHub Enterprise. Default: token.actions.githubusercontent.com."""
    repository: str
    """OWNER/NAME, one repository and no pattern."""
    owner_id: NotRequired[str | None]
    """The owner's id, with repositoryId. GitHub writes both into the tokens of every repository that was created,
    renamed or moved after July 15, 2026, and of older ones that opted in."""
    repository_id: NotRequired[str | None]
    """The repository's id; with ownerId."""
    also_without_ids: NotRequired[bool]
    """Accept tokens without the ids, too, while the repository changes to them. Default: false."""
    branches: NotRequired[Sequence[str]]
    """Branches, exactly or with * for any characters."""
    tags: NotRequired[Sequence[str]]
    """Tags, exactly or with *."""
    environments: NotRequired[Sequence[str]]
    """Environments, exactly."""
    pull_requests: NotRequired[bool]
    """Jobs of pull requests: code that nobody has reviewed yet could push. Default: false."""
    workflow: NotRequired[str | None]
    """The only workflow whose jobs may push, such as .github/workflows/push.yml."""


class GitLabArgs(TypedDict):
    """Jobs of GitLab CI in one project; at least one of branches and tags."""

    host: NotRequired[str]
    """The instance's host name. Default: gitlab.com."""
    project: str
    """The project's whole path, one project and no pattern."""
    branches: NotRequired[Sequence[str]]
    """Branches, exactly or with * for any characters."""
    tags: NotRequired[Sequence[str]]
    """Tags, exactly or with *."""


class OidcArgs(TypedDict):
    """Jobs of any other CI that issues OpenID Connect tokens."""

    issuer: str
    """The `iss` of its tokens, with or without https://."""
    audience: str
    """The `aud` of its tokens."""
    subjects: Sequence[str]
    """The `sub` of its tokens, exactly or with * behind what nobody else has."""


class PushRoleArgs(TypedDict):
    """What you can set for a push role.

    An argument that fixes which role it is, or which CI may assume it, is plain: it must be known in every preview.
    """

    account: pulumi.Input[str]
    """The registry's account, in which the role lives. The credentials must be this account's."""
    region: str
    """The registry's region."""
    repositories: Sequence[pulumi.Input[str]]
    """Names of the repositories it may push to, and nothing else."""
    cache_repositories: NotRequired[Sequence[pulumi.Input[str]]]
    """Names of repositories that keep a build's layers: it may pull and push them."""
    github: NotRequired[GitHubArgs | None]
    """Jobs of GitHub Actions may assume it; one of github, gitlab, oidc and trustedRoles."""
    gitlab: NotRequired[GitLabArgs | None]
    """Jobs of GitLab CI may assume it."""
    oidc: NotRequired[OidcArgs | None]
    """Jobs of any other CI with OpenID Connect tokens may assume it."""
    trusted_roles: NotRequired[Sequence[pulumi.Input[str]] | None]
    """Roles that may assume it, by their exact ARNs."""
    access: NotRequired[Sequence[str]]
    """What it may do with the repositories: push (default), and pull, describe besides."""
    name: NotRequired[str | None]
    """The role's name. Default: the component's name."""
    path: NotRequired[str]
    """The role's path. Default: /."""
    permissions_boundary: NotRequired[pulumi.Input[str] | None]
    """ARN of the managed policy that limits the role."""
    resource_tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """AWS tags of the role."""
    max_session_duration: NotRequired[int]
    """Seconds that a session may last at most, 3600 (default) to 43200."""
