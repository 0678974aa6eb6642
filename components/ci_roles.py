"""The IAM roles by which CI previews, deploys and compares one stack."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self, cast

import pulumi
from pydantic import StrictBool, StrictStr

from union_ecr.ci_roles.roles import DeclaredCiRoles, ci_role_violations, declared_ci_roles
from union_ecr.declared.stack import declare
from union_ecr.settings.bootstrap import BucketName, CiRolesFields, RepositoryPrefix
from union_ecr.settings.types import AccountId
from union_ecr.stack_file.errors import InvalidStackFiles, Violation, format_value
from union_ecr.stack_file.parse import parse_stack_file, stack_file_name
from union_ecr.workspace.load import load

from .arguments import ComponentArguments, Ready
from .ci_roles_args import CiRolesArgs
from .declared_roles import DeclaredRoles

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
        opts = pulumi.ResourceOptions(parent=self)
        make = DeclaredRoles(declared.resource_tags, opts, ready)
        self.roles = {role.job: make.role(role) for role in declared.roles}
        self.push_boundary = None
        if declared.boundary:
            self.push_boundary = make.policy(declared.boundary.name, declared.boundary.document)
        self.role_arns = pulumi.Output.all(**{job.value: role.arn for job, role in self.roles.items()})
        self.push_boundary_arn = pulumi.Output.from_input(self.push_boundary.arn if self.push_boundary else None)
        self.register_outputs({"roleArns": self.role_arns, "pushBoundaryArn": self.push_boundary_arn})


class _Arguments(CiRolesFields):
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
