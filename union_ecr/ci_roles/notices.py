"""What an admin should know of the roles before the bootstrap makes them."""

from collections.abc import Iterator

from union_ecr.ci_roles.account import DeclaredAccount
from union_ecr.ci_roles.deployment import CiJob, unbounded_push_roles
from union_ecr.ci_roles.roles import DeclaredCiRoles
from union_ecr.declared.push_role import DeclaredPushRole


def account_notices(account: DeclaredAccount) -> Iterator[str]:
    """A sentence for each thing that gives a role more than the names in its stack file, or leaves one out."""
    for roles in account.stacks:
        yield from map(_widening(roles).format, roles.prefixes)
        if unbounded := [role.key for role in unbounded_push_roles(roles.declared)]:
            yield (
                f"stack {roles.stack}: the push roles {', '.join(unbounded)} have no permissionsBoundary, so whoever "
                "may run up can become an administrator of the account"
            )
        if foreign := [role.key for role in roles.declared.push_roles if _has_foreign_boundary(role, roles)]:
            yield (
                f"stack {roles.stack}: the permissionsBoundary of the push roles {', '.join(foreign)} is not the "
                "one that the bootstrap makes, so whoever may run up can give them, and so itself, all that it allows"
            )
        if CiJob.PREVIEW not in {role.job for role in roles.roles}:
            yield (
                f"stack {roles.stack}: has aws:assumeRoles, so it gets no role preview, and the last role of the chain "
                "needs its documents up and drift of docs/ci-policies.json by hand"
            )


def _has_foreign_boundary(role: DeclaredPushRole, roles: DeclaredCiRoles) -> bool:
    own = roles.boundary.arn if roles.boundary else None
    return role.permissions_boundary not in (None, own)


def _widening(roles: DeclaredCiRoles) -> str:
    """What a prefix changes, with its place left open."""
    stack = roles.declared
    deletable = [repository.name for repository in stack.repositories if not repository.protect]
    return (
        f"stack {roles.stack}: with the prefix {{0}}, its role up creates and changes every repository below it in "
        f"{stack.registry.label} with its policy and lifecycle rules, and preview and drift read them, declared or not;"
        f" up still deletes only {', '.join(deletable) or 'none'}"
    )
