"""The roles of CI for one stack as they shall live, with their finished documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from union_ecr.ci_roles.deployment import UNBOUNDED_RULE, CiJob, unbounded_push_roles
from union_ecr.ci_roles.documents import BOUNDARY, StackPolicies, first_assumed_role, stack_policies
from union_ecr.ci_roles.managed_policies import (
    RolePolicies,
    boundary_violations,
    role_policies,
    role_policy_violations,
)
from union_ecr.ci_roles.trust import ci_role_trust_policy
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.policy_document import Document
from union_ecr.settings.bootstrap import CiRolesFields
from union_ecr.stack_file.errors import Violation
from union_ecr.stack_file.parse import NAMESPACE, StackFile

LONGEST_ROLE_NAME = 64
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


@dataclass(frozen=True)
class DeclaredRole:
    """One role that the bootstrap makes, with nothing but these policies."""

    name: str
    path: str
    arn: str
    trust_policy: Document
    policies: RolePolicies


@dataclass(frozen=True)
class DeclaredCiRole(DeclaredRole):
    """One role of CI for one stack."""

    job: CiJob


@dataclass(frozen=True)
class DeclaredBoundary:
    """The permissions boundary of a stack's push roles, a managed policy."""

    name: str
    arn: str
    document: Document


@dataclass(frozen=True)
class DeclaredCiRoles:
    """The roles of CI for one stack, the boundary of its push roles, and the AWS tags of all of them.

    `prefixes` are those whose repositories the roles reach without being named.
    """

    stack: str
    declared: DeclaredStack
    roles: tuple[DeclaredCiRole, ...]
    boundary: DeclaredBoundary | None
    prefixes: tuple[str, ...]
    resource_tags: Mapping[str, str]


def ci_role_name(prefix: str, job: CiJob, stack: str) -> str:
    """The name by which the workflows know a role: .github/actions/assume-role."""
    return f"{prefix}{job}-{stack}"


def declared_ci_roles(
    name: str, file: StackFile, stack: DeclaredStack, settings: CiRolesFields, bucket: str, prefixes: Sequence[str] = ()
) -> DeclaredCiRoles:
    """The roles of CI for the stack that this file declares, with its state in this bucket."""
    policies = stack_policies(name, file, stack, bucket, prefixes)
    return DeclaredCiRoles(
        stack=name,
        declared=stack,
        roles=tuple(_roles(name, file, stack, settings, policies)),
        boundary=_boundary(name, stack, settings, policies),
        prefixes=tuple(sorted(set(prefixes))),
        resource_tags=dict(sorted(settings.resource_tags.items())),
    )


def boundary_arn(name: str, stack: DeclaredStack, settings: CiRolesFields) -> str:
    """The ARN of the permissions boundary of a stack's push roles, which the stack file names."""
    registry = stack.registry
    return f"arn:{registry.partition}:iam::{registry.account}:policy/{settings.role_prefix}push-{name}"


def ci_role_violations(roles: DeclaredCiRoles, settings: CiRolesFields, *, unbounded: bool) -> Iterator[Violation]:
    """What IAM would refuse of the roles, and what would let one of them change itself; paths are below `config`.

    `unbounded`: whether push roles without a permissions boundary are allowed.
    """
    longest = max(len(ci_role_name(settings.role_prefix, job, roles.stack)) for job in CiJob)
    if longest > LONGEST_ROLE_NAME:
        rule = f"its role preview would have a name of {longest} characters, and IAM takes {LONGEST_ROLE_NAME}"
        yield Violation((), None, rule, "choose a shorter stack name, or a shorter rolePrefix")
    for role in roles.roles:
        yield from role_policy_violations(role.job, role.policies)
    if roles.boundary:
        yield from boundary_violations(roles.boundary.document)
    for push_role in () if unbounded else unbounded_push_roles(roles.declared):
        place = (f"{NAMESPACE}:pushRoles", push_role.key)
        arn = boundary_arn(roles.stack, roles.declared, settings)
        yield Violation(place, None, UNBOUNDED_RULE, f"write permissionsBoundary: {arn}, which the bootstrap makes")


def _roles(
    name: str, file: StackFile, stack: DeclaredStack, settings: CiRolesFields, policies: StackPolicies
) -> Iterator[DeclaredCiRole]:
    """No role preview with `aws:assumeRoles`: it would run what anybody pushed as the role that deploys."""
    chained = first_assumed_role(file) is not None
    for job in CiJob:
        if chained and job is CiJob.PREVIEW:
            continue
        role = ci_role_name(settings.role_prefix, job, name)
        yield DeclaredCiRole(
            job=job,
            name=role,
            path="/",
            arn=stack.registry.role_arn(stack.registry.account, role),
            trust_policy=ci_role_trust_policy(job, name, stack.registry, settings),
            policies=role_policies(role, policies.of_role(job)),
        )


def _boundary(
    name: str, stack: DeclaredStack, settings: CiRolesFields, policies: StackPolicies
) -> DeclaredBoundary | None:
    document, arn = policies.documents.get(BOUNDARY), boundary_arn(name, stack, settings)
    return DeclaredBoundary(arn.rpartition("/")[2], arn, document) if document else None
