"""What the three roles of CI may do, as identity policies: `preview` reads, `up` writes, `drift` compares.

Each policy is minimal for one stack: the calls of pulumi-aws and of `union-ecr drift`, on what the stack declares.
tests/engine/test_least_privilege.py runs all three roles with exactly these policies. They leave out GetCallerIdentity,
which needs no permission (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html). What else
the jobs need, such as the engine's state, is in union_ecr.ci_roles.state.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from pydantic.alias_generators import to_snake

from union_ecr.declared.push_role import DeclaredPushRole
from union_ecr.declared.registry import DeclaredRegistry, parts_always_read
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.actions import (
    REGISTRY_READS,
    REGISTRY_WRITES,
    REPOSITORY_DELETION,
    REPOSITORY_DOCUMENTS,
    REPOSITORY_LISTING,
    REPOSITORY_READS,
    REPOSITORY_TAGS,
    REPOSITORY_WRITES,
    TEMPLATE_CREATION,
)
from union_ecr.ecr.policy_document import VERSION, Document
from union_ecr.settings.registry.repository_names import names_below
from union_ecr.settings.registry.scanning import ScanType

Statement = dict[str, Any]

BEHIND = "Behind"
"""Sid prefix of statements with actions that AWS checks as part of another call (dependent actions)."""
FASTER = "Faster"
"""Sid prefix of statements that only save time: without them everything works, but takes longer."""
UNBOUNDED = "UnboundedPushRoles"
"""Sid of the statement whose holder can give a push role any permission: see `unbounded_push_roles`."""

ROLE_READS = ("iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies")
ROLE_WRITES = (
    "iam:DeleteRole",
    "iam:DeleteRolePolicy",
    "iam:DetachRolePolicy",  # policies that someone attached by hand
    "iam:ListInstanceProfilesForRole",  # called before a role is deleted
    "iam:TagRole",
    "iam:UntagRole",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateRole",
)
ROLE_GRANTS = ("iam:CreateRole", "iam:PutRolePolicy")
"""What gives a role its permissions. Allowed only with the permissions boundary that the stack file names, if any."""
SET_BOUNDARY, LIFT_BOUNDARY = "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"

KEY_USE = ("kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant")
"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html (required IAM permissions)"""

INSPECTOR_SWITCH = ("inspector2:Disable", "inspector2:Enable", "inspector2:ListAccountPermissions")
"""What turning ENHANCED scanning on and off needs.

https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-enhanced-iam.html without its actions for reading
findings, as in the handlers of AWS::ECR::RegistryScanningConfiguration (CloudFormation).
"""
INSPECTOR = "inspector2.amazonaws.com"

CREDENTIAL_USE = ("secretsmanager:GetSecretValue",)
"""What a pull-through cache rule with a credential needs: ECR reads the secret as the caller.

The handlers `create` and `update` of AWS::ECR::PullThroughCacheRule (CloudFormation) have it; the user guide does not
name it (https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html). A secret that a
customer managed KMS key encrypts also needs `kms:Decrypt` on that key, which no stack file names.
"""

SERVICE_LINKED_ROLES: Mapping[str, str] = {
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/using-service-linked-roles.html
    "replication": "replication.ecr.amazonaws.com",
    "pull_through_cache": "pullthroughcache.ecr.amazonaws.com",
    "creation_templates": "ecr.amazonaws.com",
}
"""The service whose service-linked role AWS creates when a part of the registry is first set; ENHANCED scanning creates
that of `INSPECTOR`."""


class CiJob(StrEnum):
    """A job of CI; each has a role of its own."""

    PREVIEW = "preview"
    """`pulumi preview --refresh` on a pull request."""
    UP = "up"
    """`pulumi up --refresh` after a merge."""
    DRIFT = "drift"
    """`union-ecr drift` at night."""


def deployment_policy(job: CiJob, stack: DeclaredStack, prefixes: Iterable[str] = ()) -> Document | None:
    """The identity policy of a CI role that deploys or compares this one stack; None if it needs no permissions.

    It allows deleting only unprotected repositories, since deleting a protected one takes two steps. The policy covers
    only what the stack file declares: after removing something, run `up` first and then apply the new policy. With
    `prefixes` such as `ml/*`, the role reaches every repository below them, so that a new one there needs no new
    policy; what it may delete stays a list of names.
    """
    reached = reached_repositories(stack, prefixes)
    statements = {CiJob.PREVIEW: _preview, CiJob.UP: _up, CiJob.DRIFT: _drift}
    allowed = list(statements[job](stack, reached))
    return {"Version": VERSION, "Statement": allowed} if allowed else None


def reached_repositories(stack: DeclaredStack, prefixes: Iterable[str] = ()) -> list[str]:
    """The ARNs by which a policy names the stack's repositories: the prefixes, and the names that are below none."""
    patterns = sorted({stack.registry.repository_arn(prefix) for prefix in prefixes})
    named = [repository.arn for repository in stack.repositories]
    return [*patterns, *(arn for arn in named if not any(arn.startswith(pattern[:-1]) for pattern in patterns))]


UNBOUNDED_RULE = "has no permissionsBoundary, so the role up could give it, and so itself, any right in the account"
"""What is said of a push role without a permissions boundary."""


def unbounded_push_roles(stack: DeclaredStack) -> list[DeclaredPushRole]:
    """The push roles without a permissions boundary: a role that may put their policies may put any policy.

    It can give such a push role every permission and, through its trust policy, assume it: the role `up` is then an
    administrator of the account.
    """
    return [role for role in stack.push_roles if role.permissions_boundary is None]


def _preview(stack: DeclaredStack, reached: list[str]) -> Iterator[Statement]:
    yield from _on(reached, "ReadRepositories", REPOSITORY_READS)
    yield from _roles("ReadPushRoles", ROLE_READS, stack.push_roles)
    yield from _registry("ReadRegistry", stack, REGISTRY_READS.values())


def _drift(stack: DeclaredStack, reached: list[str]) -> Iterator[Statement]:
    """Reads every repository of the registry: an undeclared one may grant access to other accounts."""
    yield _allow("ReadRepositories", (REPOSITORY_LISTING, *REPOSITORY_DOCUMENTS), [stack.registry.repository_arn("*")])
    yield from _on(reached, "ReadTagsOfOwn", (REPOSITORY_TAGS,))
    if reached:
        yield _in_region(f"{FASTER}ReadTags", ("tag:GetResources",), stack)
    yield from _roles("ReadPushRoles", ROLE_READS, stack.push_roles)
    parts = {*map(to_snake, parts_always_read(stack.registry)), *_declared_parts(stack)}
    yield _in_region("ReadRegistry", (REGISTRY_READS[part] for part in parts), stack)


def _up(stack: DeclaredStack, reached: list[str]) -> Iterator[Statement]:
    yield from _on(reached, "DeployRepositories", (*REPOSITORY_READS, *REPOSITORY_WRITES))
    deletable = [repository.arn for repository in stack.repositories if not repository.protect]
    yield from _on(deletable, "DeleteUnprotected", (REPOSITORY_DELETION,))
    keys = [repository.encryption.key for repository in stack.repositories if repository.encryption.key]
    yield from _on(keys, f"{BEHIND}Encryption", KEY_USE)
    yield from _push_role_deployment(stack)
    written = (action for actions in REGISTRY_WRITES.values() for action in actions)
    yield from _registry("DeployRegistry", stack, (*REGISTRY_READS.values(), *written))
    if stack.registry_settings:
        yield from _dependent_actions(stack, stack.registry_settings)


def _push_role_deployment(stack: DeclaredStack) -> Iterator[Statement]:
    """A role that may put a push role's policy can put any policy, so a declared boundary is required.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html (delegating responsibility)
    """
    yield from _roles("DeployPushRoles", (*ROLE_READS, *ROLE_WRITES), stack.push_roles)
    yield from _roles(UNBOUNDED, (*ROLE_GRANTS, LIFT_BOUNDARY), unbounded_push_roles(stack))
    bounded: dict[str, list[DeclaredPushRole]] = {}
    for role in stack.push_roles:
        if role.permissions_boundary:
            bounded.setdefault(role.permissions_boundary, []).append(role)
    for number, (boundary, within) in enumerate(sorted(bounded.items()), start=1):
        for statement in _roles(f"GrantPushRolesWithin{number}", (*ROLE_GRANTS, SET_BOUNDARY), within):
            yield {**statement, "Condition": {"ArnEquals": {"iam:PermissionsBoundary": boundary}}}


def _dependent_actions(stack: DeclaredStack, registry_settings: DeclaredRegistry) -> Iterator[Statement]:
    """What ECR needs when the registry's own settings are set.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html
    (dependent actions)
    """
    for number, (part, service) in enumerate(SERVICE_LINKED_ROLES.items(), start=1):
        if getattr(registry_settings, part):
            yield _service_linked_role(str(number), service, stack)
    if registry_settings.scanning and registry_settings.scanning.type == ScanType.ENHANCED:
        yield _in_region(f"{BEHIND}EnhancedScanning", INSPECTOR_SWITCH, stack)
        yield _service_linked_role("OfInspector", INSPECTOR, stack)
    secrets = [rule.credential for rule in registry_settings.pull_through_cache if rule.credential]
    yield from _on(secrets, f"{BEHIND}Credentials", CREDENTIAL_USE)
    custom_roles = {
        *(rule.custom_role for rule in registry_settings.pull_through_cache),
        *(template.custom_role for template in registry_settings.creation_templates),
    }
    if passed := {role for role in custom_roles if role}:
        services = sorted({SERVICE_LINKED_ROLES["pull_through_cache"], SERVICE_LINKED_ROLES["creation_templates"]})
        pass_roles = _allow(f"{BEHIND}CustomRoles", ("iam:PassRole",), passed)
        yield {**pass_roles, "Condition": {"StringEquals": {"iam:PassedToService": services}}}
    prefixes = [template.prefix for template in registry_settings.creation_templates]
    below = [stack.registry.repository_arn(names_below(prefix)) for prefix in prefixes]
    yield from _on(below, f"{BEHIND}CreationTemplates", TEMPLATE_CREATION)


def _service_linked_role(sid: str, service: str, stack: DeclaredStack) -> Statement:
    arn = stack.registry.role_arn(stack.registry.account, f"aws-service-role/{service}/*")
    statement = _allow(f"{BEHIND}ServiceLinkedRole{sid}", ("iam:CreateServiceLinkedRole",), [arn])
    return {**statement, "Condition": {"StringEquals": {"iam:AWSServiceName": service}}}


def _registry(sid: str, stack: DeclaredStack, actions: Iterable[str]) -> Iterator[Statement]:
    """Allows those of the actions that belong to a declared part of the registry; their only resource is `*`."""
    declared = {action for part in _declared_parts(stack) for action in (REGISTRY_READS[part], *REGISTRY_WRITES[part])}
    if chosen := declared & set(actions):
        yield _in_region(sid, chosen, stack)


def _declared_parts(stack: DeclaredStack) -> list[str]:
    return [part for part in REGISTRY_READS if stack.registry_settings and getattr(stack.registry_settings, part)]


def _in_region(sid: str, actions: Iterable[str], stack: DeclaredStack) -> Statement:
    condition = {"StringEquals": {"aws:RequestedRegion": stack.registry.region}}
    return {**_allow(sid, actions, ["*"]), "Condition": condition}


def _roles(sid: str, actions: Iterable[str], roles: Iterable[DeclaredPushRole]) -> Iterator[Statement]:
    yield from _on([role.arn for role in roles], sid, actions)


def _on(resources: Collection[str], sid: str, actions: Iterable[str]) -> Iterator[Statement]:
    """One statement, or none without resources: IAM refuses an empty list of resources."""
    if resources:
        yield _allow(sid, actions, resources)


def _allow(sid: str, actions: Iterable[str], resources: Iterable[str]) -> Statement:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": sorted(set(resources))}
