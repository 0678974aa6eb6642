"""The IAM roles by which CI previews, deploys and compares one stack."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Self, cast

import pulumi
import pulumi_aws as aws
from pydantic import StrictBool, StrictStr

from union_ecr.ci_roles.roles import DeclaredCiRole, DeclaredCiRoles, ci_role_violations, declared_ci_roles
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import document_text
from union_ecr.settings.bootstrap import BucketName, CiRolesRules, RepositoryPrefix
from union_ecr.settings.types import AccountId
from union_ecr.stack_file.errors import InvalidStackFiles, Violation, format_value
from union_ecr.stack_file.parse import parse_stack_file, stack_file_name
from union_ecr.workspace.load import load

from .arguments import ComponentArguments, Ready
from .ci_roles_args import CiRolesArgs

RESOURCE_TYPE = "union-ecr:index:CiRoles"


class CiRoles(pulumi.ComponentResource):
    """The IAM roles with which CI previews and deploys one stack and detects its drift.

    Each role trusts one kind of job, and has the policies that the stack file needs and no others. They are inline
    policies, or managed ones where they are too long for that.

    The identity provider of GitHub or GitLab is the account's, and exists already.

    Raises:
        pulumi.RunError: one line for each argument, or error of the stack file, that stands against it, and where the
            credentials are another account's.
    """

    role_arns: pulumi.Output[Mapping[str, str]]
    """The ARNs of the roles: preview, up and drift."""
    push_boundary_arn: pulumi.Output[str | None]
    """The ARN of the permissions boundary of the stack's push roles, if it has any."""

    def __init__(self, name: str, args: CiRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        arguments = ComponentArguments.read("CiRoles", name, args, CiRolesArgs)
        declared = cast(DeclaredCiRoles, arguments.declared(_Arguments, _declared))  # no argument takes an Output
        self._create(declared, arguments.ready(self, declared))

    @classmethod
    def from_declared(cls, declared: DeclaredCiRoles, opts: pulumi.ResourceOptions | None = None) -> Self:
        """The component of the roles that an account's bootstrap declares."""
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, declared.stack, None, opts)
        component._create(declared)
        return component

    def _create(self, declared: DeclaredCiRoles, ready: Ready | None = None) -> None:
        self._tags, self._ready = declared.resource_tags, ready
        self.roles = {role.purpose: self._role(role) for role in declared.roles}
        self.push_boundary = None
        if declared.boundary:
            self.push_boundary = self._policy(declared.boundary.name, declared.boundary.document)
        self.role_arns = pulumi.Output.all(**{purpose.value: role.arn for purpose, role in self.roles.items()})
        self.push_boundary_arn = pulumi.Output.from_input(self.push_boundary.arn if self.push_boundary else None)
        self.register_outputs({"roleArns": self.role_arns, "pushBoundaryArn": self.push_boundary_arn})

    def _role(self, declared: DeclaredCiRole) -> aws.iam.Role:
        role = aws.iam.Role(
            declared.name,
            name=declared.name,
            assume_role_policy=document_text(declared.trust_policy),
            tags=self._tags,
            # What someone attached by hand would keep IAM from deleting the role.
            force_detach_policies=True,
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True, depends_on=self._ready),
        )
        inline = [
            aws.iam.RolePolicy(
                f"{declared.name}.{name}",
                name=name,
                role=role.name,
                policy=document_text(document),
                opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
            )
            for name, document in declared.policies.inline.items()
        ]
        attached = []
        for name, document in declared.policies.managed.items():
            policy = self._policy(name, document)
            attachment = aws.iam.RolePolicyAttachment(
                name, role=role.name, policy_arn=policy.arn, opts=pulumi.ResourceOptions(parent=self)
            )
            attached.append((policy.arn, attachment))
        self._nothing_else(declared.name, role, inline, attached)
        return role

    def _policy(self, name: str, document: Mapping[str, Any]) -> aws.iam.Policy:
        return aws.iam.Policy(
            name,
            name=name,
            policy=document_text(document),
            tags=self._tags,
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True, depends_on=self._ready),
        )

    def _nothing_else(
        self,
        name: str,
        role: aws.iam.Role,
        inline: Sequence[aws.iam.RolePolicy],
        attached: Sequence[tuple[pulumi.Output[str], aws.iam.RolePolicyAttachment]],
    ) -> None:
        """Policies that someone adds to a role by hand are noticed and taken away, as another right would be."""
        after = [*inline, *(attachment for _, attachment in attached)]
        child = pulumi.ResourceOptions(parent=self, depends_on=after)
        names = [policy.name for policy in inline]
        aws.iam.RolePoliciesExclusive(name, role_name=role.name, policy_names=names, opts=child)
        arns = [arn for arn, _ in attached]
        aws.iam.RolePolicyAttachmentsExclusive(name, role_name=role.name, policy_arns=arns, opts=child)


class _Arguments(CiRolesRules):
    account: AccountId
    stack: StrictStr
    stack_file: StrictStr
    state_bucket: BucketName
    prefixes: tuple[RepositoryPrefix, ...] = ()
    unbounded_push_roles: StrictBool = False


def _declared(settings: _Arguments) -> tuple[DeclaredCiRoles, Iterable[Violation]]:
    file = parse_stack_file(stack_file_name(settings.stack), settings.stack_file.encode)
    try:
        stack = declare(load(file))
    except InvalidStackFiles as error:
        raise pulumi.RunError(str(error)) from None
    roles = declared_ci_roles(settings.stack, file, stack, settings, settings.state_bucket, settings.prefixes)
    return roles, _violations(settings, roles)


def _violations(settings: _Arguments, roles: DeclaredCiRoles) -> Iterator[Violation]:
    account = roles.declared.registry.account
    if account != settings.account:
        remedy = f"write {account}, or give the stack file of {settings.account}"
        yield Violation(("account",), format_value(settings.account), f"the stack file is of account {account}", remedy)
    for violation in ci_role_violations(roles, settings, unbounded=settings.unbounded_push_roles):
        yield violation.below("stackFile")
