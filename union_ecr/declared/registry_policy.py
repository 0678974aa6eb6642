"""The registry policy: what may be done in the whole registry without a grant in every repository."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from union_ecr.declared.denials import deny_statements
from union_ecr.declared.grantees import (
    BY_ARN,
    ORGANIZATION,
    PrincipalForm,
    condition_element,
    digest,
    grantee_names,
    one_or_many,
    principal_element,
    root_arn,
    with_unique_sids,
)
from union_ecr.ecr.actions import REGISTRY_ACTIONS, SERVICE_PULL, RegistryAccess
from union_ecr.ecr.policy_document import VERSION, Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.deny import RegistryDeny
from union_ecr.settings.registry.policy import RegistryGrant

LONGEST_REGISTRY_POLICY = 10_240
"""Characters; https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutRegistryPolicy.html"""
EVERYTHING = ("*",)
_Right = tuple[RegistryAccess, PrincipalForm, str]
"""An access, and a grantee by form and name."""


@dataclass(frozen=True, order=True)
class _Scope:
    """One statement's place: what is allowed, to grantees of which form, on which repositories.

    Each organization has a statement of its own; `organization` is empty for every other form.
    """

    rank: int
    form: PrincipalForm
    organization: str
    repositories: tuple[str, ...]

    @property
    def access(self) -> RegistryAccess:
        return list(RegistryAccess)[self.rank]

    @property
    def actions(self) -> tuple[str, ...]:
        """Those of the access; a service that needs less to pull gets less."""
        actions = REGISTRY_ACTIONS[self.access]
        return SERVICE_PULL.get(self.form.service, actions) if self.access is RegistryAccess.PULL else actions

    @property
    def sid(self) -> str:
        """A name that depends on nothing else in the policy, so adding a grant changes no other statement."""
        name = f"Allow{self.access.value[0].upper()}{self.access.value[1:]}"
        if self.form not in (BY_ARN, ORGANIZATION):
            name += self.form.sid
        if not self.organization and self.repositories == EVERYTHING:
            return name
        return f"{name}For{digest(chr(10).join((self.organization, *self.repositories)))}"


def registry_policy(
    registry: Registry,
    grants: Iterable[RegistryGrant],
    deny: RegistryDeny | None = None,
    roles_of_ecr: Iterable[str] = (),
) -> Document | None:
    """The registry policy; None when nobody is granted anything and nothing is denied.

    Whatever the grants are grouped by, holders of the same access to the same repositories share a statement, each
    with a stable Sid and everything sorted, so grants that say the same give the same bytes. Grantees are named as in
    a repository policy, an account as one of the principals. The resources are repositories of this registry.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html
    `roles_of_ecr` are the ARNs of roles by which ECR fills a cache here.
    """
    statements: dict[_Scope, set[str]] = {}
    for (access, form, name), repositories in _rights(registry, grants).items():
        organization = name if form == ORGANIZATION else ""
        scope = _Scope(list(RegistryAccess).index(access), form, organization, _normal(repositories))
        statements.setdefault(scope, set()).add(name)
    rendered = [_statement(registry, scope, sorted(statements[scope])) for scope in sorted(statements)]
    everywhere = {"Resource": registry.repository_arn(EVERYTHING[0])}
    denied = [
        {**statement, **everywhere, "Condition": statement["Condition"]}
        for statement in deny_statements(registry, deny, roles_of_ecr=roles_of_ecr)
    ]
    policy = [*with_unique_sids(rendered), *denied]
    return {"Version": VERSION, "Statement": policy} if policy else None


def _rights(registry: Registry, grants: Iterable[RegistryGrant]) -> dict[_Right, set[str]]:
    """The repositories by access and grantee."""
    rights: dict[_Right, set[str]] = {}
    for grant in grants:
        for form, name in _names(registry, grant):
            for access in grant.access:
                rights.setdefault((access, form, name), set()).update(grant.repositories)
    return rights


def _names(registry: Registry, grant: RegistryGrant) -> Iterator[tuple[PrincipalForm, str]]:
    yield from ((BY_ARN, root_arn(registry, account)) for account in grant.accounts or ())
    yield from grantee_names(registry, grant)


def _normal(repositories: set[str]) -> tuple[str, ...]:
    return EVERYTHING if EVERYTHING[0] in repositories else tuple(sorted(repositories))


def _statement(registry: Registry, scope: _Scope, names: list[str]) -> dict[str, Any]:
    return {
        "Sid": scope.sid,
        "Effect": "Allow",
        "Principal": principal_element(registry, scope.form, names),
        "Action": list(scope.actions),
        "Resource": one_or_many([registry.repository_arn(name) for name in scope.repositories]),
        **condition_element(scope.form, names),
    }
