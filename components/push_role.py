"""An IAM role that a CI assumes to push to named repositories only."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Annotated, Self

import pulumi
import pulumi_aws as aws
from pydantic import Field

from union_ecr.declared.push_role import POLICY_NAME, DeclaredPushRole, push_role
from union_ecr.declared.size_limits import role_size_violations
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.push_roles import PushRoleFields, push_role_name_violations
from union_ecr.settings.types import AccountId, Region, RepositoryName
from union_ecr.stack_file.errors import Violation

from .arguments import ComponentArguments, Ready
from .push_role_args import PushRoleArgs

RESOURCE_TYPE = "union-ecr:index:PushRole"


class PushRole(pulumi.ComponentResource):
    """An IAM role that CI assumes to push to named repositories only.

    Its trust policy checks who issued a token, for which audience, and for which jobs: those of a repository with a
    similar name do not match. One inline policy holds all its rights.

    The identity provider of GitHub or GitLab is the account's, and exists already: docs/push-from-github-actions.md.

    An argument may be the Output of another resource where it says so. What depends on it is validated as soon as its
    value is known, and before anything of the component is created.

    Raises:
        pulumi.RunError: one line for each argument that IAM would refuse, or that would grant untrusted access, and
            where the credentials are another account's.
    """

    role_arn: pulumi.Output[str]
    """What the CI assumes."""
    role_name: pulumi.Output[str]
    """The role's name."""

    def __init__(self, name: str, args: PushRoleArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        arguments = ComponentArguments.read("PushRole", name, args, PushRoleArgs)
        declared = arguments.declared(_Arguments, partial(_declared, name))
        self._create(name, _parts(arguments, declared), arguments.ready(self, declared))

    @classmethod
    def from_declared(cls, declared: DeclaredPushRole, opts: pulumi.ResourceOptions | None = None) -> Self:
        """The component of a push role that a stack file declares: validated and rendered already."""
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, declared.logical_name, None, opts)
        component._create(declared.logical_name, _Parts.of(declared))
        return component

    def _create(self, name: str, parts: "_Parts", ready: Ready | None = None) -> None:
        self.role = aws.iam.Role(
            name,
            name=parts.name,
            path=parts.path,
            assume_role_policy=parts.trust_policy,
            permissions_boundary=parts.permissions_boundary,
            max_session_duration=parts.max_session_duration,
            tags=parts.resource_tags,
            # What someone attached by hand would keep IAM from deleting the role.
            force_detach_policies=True,
            # Another path means another role, and its name is taken while the old one lives.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True, depends_on=ready),
        )
        # Not deleted_with the role: IAM refuses to delete a role that still has an inline policy.
        policy = aws.iam.RolePolicy(
            name,
            name=POLICY_NAME,
            role=self.role.name,
            policy=parts.policy,
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


class _Arguments(PushRoleFields):
    account: AccountId
    region: Region
    repositories: Annotated[tuple[RepositoryName, ...], Field(min_length=1)]
    cache_repositories: tuple[RepositoryName, ...] = ()


@dataclass(frozen=True)
class _Parts:
    """What the resources are made of: what is plain, and what may depend on other resources."""

    name: str
    path: str
    max_session_duration: int
    permissions_boundary: pulumi.Input[str] | None
    resource_tags: Mapping[str, pulumi.Input[str]]
    trust_policy: pulumi.Input[str]
    policy: pulumi.Input[str]

    @classmethod
    def of(cls, declared: DeclaredPushRole) -> Self:
        return cls(
            declared.name,
            declared.path,
            declared.max_session_duration,
            declared.permissions_boundary,
            declared.resource_tags,
            document_text(declared.trust_policy),
            document_text(declared.policy),
        )


def _parts(arguments: ComponentArguments, declared: pulumi.Output[DeclaredPushRole] | DeclaredPushRole) -> _Parts:
    """The same of arguments; each field is valid by itself already."""
    if isinstance(declared, DeclaredPushRole):
        return _Parts.of(declared)
    values, defaults = arguments.values, PushRoleFields.model_construct()
    return _Parts(
        values.get("name") or arguments.name,
        values.get("path", defaults.path),
        values.get("max_session_duration", defaults.max_session_duration),
        values.get("permissions_boundary"),
        values.get("resource_tags") or {},
        declared.apply(lambda known: document_text(known.trust_policy)),
        declared.apply(lambda known: document_text(known.policy)),
    )


def _declared(name: str, settings: _Arguments) -> tuple[DeclaredPushRole, Iterable[Violation]]:
    registry = Registry(settings.account, settings.region)
    repositories = {repository: registry.repository_arn(repository) for repository in settings.repositories}
    caches = [registry.repository_arn(repository) for repository in settings.cache_repositories]
    role = push_role(registry, name, settings, repositories, caches)
    of_name = (
        dataclasses.replace(violation, path=violation.path[1:])
        for violation in push_role_name_violations(registry, {name: settings})
    )
    return role, chain(of_name, role_size_violations(role))
