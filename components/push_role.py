"""An IAM role that a CI assumes to push to named repositories only."""

import dataclasses
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Annotated, NotRequired, Self, TypedDict

import pulumi
import pulumi_aws as aws
from pydantic import Field

from union_ecr.declared.push_role import POLICY_NAME, DeclaredPushRole, push_role
from union_ecr.declared.size_limits import role_size_violations
from union_ecr.ecr.actions import Access
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.push_roles import PushRoleRules, push_role_name_violations
from union_ecr.settings.types import AccountId, Region, RepositoryName

from .validate_args import raise_violations, validated

RESOURCE_TYPE = "union-ecr:index:PushRole"


class GitHubArgs(TypedDict):
    """Jobs of GitHub Actions in one repository; at least one of branches, tags, environments, pullRequests."""

    host: NotRequired[str]
    """The issuer of the tokens, for GitHub Enterprise. Default: token.actions.githubusercontent.com."""
    repository: str
    """OWNER/NAME, one repository and no pattern."""
    owner_id: NotRequired[str | None]
    """The owner's id, with repositoryId: for repositories whose tokens hold both (made after July 15, 2026)."""
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
    """What may be said of a push role; all values are plain, since the documents are rendered for the preview."""

    account: str
    """The registry's account, in which the role lives."""
    region: str
    """The registry's region."""
    repositories: Sequence[str]
    """Names of the repositories it may push to, and nothing else."""
    cache_repositories: NotRequired[Sequence[str]]
    """Names of repositories that keep a build's layers: it may pull and push them."""
    github: NotRequired[GitHubArgs | None]
    """Jobs of GitHub Actions may assume it; one of github, gitlab, oidc and trustedRoles."""
    gitlab: NotRequired[GitLabArgs | None]
    """Jobs of GitLab CI may assume it."""
    oidc: NotRequired[OidcArgs | None]
    """Jobs of any other CI with OpenID Connect tokens may assume it."""
    trusted_roles: NotRequired[Sequence[str] | None]
    """Roles that may assume it, by their exact ARNs."""
    access: NotRequired[Sequence[Access]]
    """What it may do with the repositories: push (default), and pull, describe besides."""
    name: NotRequired[str | None]
    """The role's name. Default: the component's name."""
    path: NotRequired[str]
    """The role's path. Default: /."""
    permissions_boundary: NotRequired[str | None]
    """ARN of the managed policy that limits the role."""
    resource_tags: NotRequired[Mapping[str, str]]
    """AWS tags of the role."""
    max_session_duration: NotRequired[int]
    """Seconds that a session may last at most, 3600 (default) to 43200."""


class PushRole(pulumi.ComponentResource):
    """Decides for you: one repository's jobs and no look-alike's, tokens made for AWS only, one inline policy.

    The identity provider of GitHub or GitLab is the account's, and exists already: docs/push-from-github-actions.md.

    Raises:
        pulumi.RunError: one line for each argument that IAM would refuse, or that would grant untrusted access.
    """

    role_arn: pulumi.Output[str]
    """What the CI assumes."""
    role_name: pulumi.Output[str]

    def __init__(self, name: str, args: PushRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        self._create(name, _declared(name, args))

    @classmethod
    def from_declared(cls, declared: DeclaredPushRole, opts: pulumi.ResourceOptions | None = None) -> Self:
        """The component of a push role that a stack file declares: validated and rendered already."""
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, declared.logical_name, None, opts)
        component._create(declared.logical_name, declared)
        return component

    def _create(self, name: str, declared: DeclaredPushRole) -> None:
        self.role = aws.iam.Role(
            name,
            name=declared.name,
            path=declared.path,
            assume_role_policy=document_text(declared.trust_policy),
            permissions_boundary=declared.permissions_boundary,
            max_session_duration=declared.max_session_duration,
            tags=declared.resource_tags,
            # What someone attached by hand would keep IAM from deleting the role.
            force_detach_policies=True,
            # Another path means another role, and its name is taken while the old one lives.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        # Not deleted_with the role: IAM refuses to delete a role that still has an inline policy.
        policy = aws.iam.RolePolicy(
            name,
            name=POLICY_NAME,
            role=self.role.name,
            policy=document_text(declared.policy),
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )
        self._nothing_else(name, policy)
        self.role_arn = self.role.arn
        self.role_name = self.role.name
        self.register_outputs({"roleArn": self.role_arn, "roleName": self.role_name})

    def _nothing_else(self, name: str, policy: aws.iam.RolePolicy) -> None:
        """Policies that someone adds to the role by hand are noticed and taken away, as another right would be."""
        child = pulumi.ResourceOptions(parent=self, depends_on=[policy])
        aws.iam.RolePoliciesExclusive(name, role_name=self.role.name, policy_names=[policy.name], opts=child)
        aws.iam.RolePolicyAttachmentsExclusive(name, role_name=self.role.name, policy_arns=[], opts=child)


class _Arguments(PushRoleRules):
    account: AccountId
    region: Region
    repositories: Annotated[tuple[RepositoryName, ...], Field(min_length=1)]
    cache_repositories: tuple[RepositoryName, ...] = ()


def _declared(name: str, args: PushRoleArgs) -> DeclaredPushRole:
    given = validated("PushRole", name, _Arguments, args)
    registry = Registry(given.account, given.region)
    repositories = {repository: registry.repository_arn(repository) for repository in given.repositories}
    caches = [registry.repository_arn(repository) for repository in given.cache_repositories]
    role = push_role(registry, name, given, repositories, caches)
    of_name = (
        dataclasses.replace(violation, path=violation.path[1:])
        for violation in push_role_name_violations(registry, {name: given})
    )
    raise_violations("PushRole", name, chain(of_name, role_size_violations(role)))
    return role
