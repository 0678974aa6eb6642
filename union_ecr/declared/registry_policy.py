"""The registry policy: what other accounts may do without a grant in every repository."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from union_ecr.ecr.actions import REGISTRY_ACTIONS, RegistryAccess
from union_ecr.ecr.policy_document import VERSION, Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.policy import RegistryGrant

LONGEST_REGISTRY_POLICY = 10_240
"""Characters; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryPolicy.html"""
EVERYTHING = ("*",)


@dataclass(frozen=True, order=True)
class _Scope:
    """One statement's place: what is allowed, on which repositories, to which organization (empty: to accounts)."""

    rank: int
    organization: str
    repositories: tuple[str, ...]

    @property
    def access(self) -> RegistryAccess:
        return list(RegistryAccess)[self.rank]

    @property
    def sid(self) -> str:
        """A name that depends on nothing else in the policy, so adding a grant changes no other statement."""
        name = f"Allow{self.access.value[0].upper()}{self.access.value[1:]}"
        if not self.organization and self.repositories == EVERYTHING:
            return name
        scope = sha256("\n".join((self.organization, *self.repositories)).encode()).hexdigest()[:8].upper()
        return f"{name}For{scope}"


def registry_policy(registry: Registry, grants: Iterable[RegistryGrant]) -> Document | None:
    """The registry policy; None when nobody is granted anything.

    Whatever the grants are grouped by, holders of the same access to the same repositories share a statement, each
    with a stable Sid and everything sorted, so grants that say the same give the same bytes. Accounts are principals
    as ECR stores them; an organization is a condition on everybody. The resources are repositories of this registry.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html
    """
    statements: dict[_Scope, set[str]] = {}
    for (access, organization, account), repositories in _rights(grants).items():
        scope = _Scope(list(RegistryAccess).index(access), organization, _normal(repositories))
        statements.setdefault(scope, set()).add(account)
    rendered = [_statement(registry, scope, sorted(statements[scope])) for scope in sorted(statements)]
    return {"Version": VERSION, "Statement": rendered} if rendered else None


def _rights(grants: Iterable[RegistryGrant]) -> dict[tuple[RegistryAccess, str, str], set[str]]:
    """The repositories by access, organization (or empty) and account (or empty)."""
    rights: dict[tuple[RegistryAccess, str, str], set[str]] = {}
    for grant in grants:
        holders = [("", account) for account in grant.accounts or ()]
        if grant.organization_id:
            holders.append((grant.organization_id, ""))
        for access in grant.access:
            for organization, account in holders:
                rights.setdefault((access, organization, account), set()).update(grant.repositories)
    return rights


def _normal(repositories: set[str]) -> tuple[str, ...]:
    return EVERYTHING if EVERYTHING[0] in repositories else tuple(sorted(repositories))


def _statement(registry: Registry, scope: _Scope, accounts: list[str]) -> dict[str, Any]:
    roots = [f"arn:{registry.partition}:iam::{account}:root" for account in accounts]
    organization = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": scope.organization}}}
    return {
        "Sid": scope.sid,
        "Effect": "Allow",
        "Principal": "*" if scope.organization else {"AWS": _one_or_many(roots)},
        "Action": list(REGISTRY_ACTIONS[scope.access]),
        "Resource": _one_or_many([registry.repository_arn(name) for name in scope.repositories]),
        **(organization if scope.organization else {}),
    }


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
