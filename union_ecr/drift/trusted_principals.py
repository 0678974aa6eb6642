"""Who is trusted in a registry, and what an undeclared policy grants beyond that."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from union_ecr.drift.permissions import Permission, Statement, accounts_of, actions_of, denies, permissions_of
from union_ecr.ecr.actions import ACTIONS, DESTROYING_ACTIONS, REGISTRY_WRITES, TOKEN_ACTION
from union_ecr.ecr.policy_document import listed
from union_ecr.ecr.registry import Registry
from union_ecr.ecr.wildcards import subsumes

_USED = frozenset(action for actions in ACTIONS.values() for action in actions)
_OF_THE_REGISTRY = frozenset(action for actions in REGISTRY_WRITES.values() for action in actions)


@dataclass(frozen=True)
class TrustedPrincipals:
    """Who is trusted in a registry: every principal that any of its stacks grants a permission.

    That is, every account of which anybody holds a permission, the registry's own included, and every other holder
    under its condition. `of_repositories` are the permissions that each declared repository's policy grants, by ARN;
    `of_others` those that creation templates and the registry policy grant.
    """

    registry: Registry
    of_repositories: Mapping[str, frozenset[Permission]]
    of_others: frozenset[Permission] = frozenset()

    def grants_untrusted_access(self, statement: Statement) -> bool:
        """Whether a statement grants anything to somebody untrusted, or lets another account destroy images."""
        return any(map(self._is_untrusted, permissions_of([statement])))

    def changes_declared(self, statement: Statement) -> bool:
        """Whether a statement of a registry policy grants untrusted access, or changes access to what is declared.

        It applies to all repositories that its resources match
        (https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html). There it changes access if
        it denies an action to pull, push or describe, allows one that destroys, or allows another account one that the
        repositories' own policies do not; and anywhere if it allows changes of the registry's own settings.
        """
        reached = self._reached(statement)
        if denies(statement):
            return bool(reached) and bool(actions_of(statement) & _USED)
        permissions = permissions_of([statement])
        return any(self._is_untrusted(permission) or self._is_new(permission, reached) for permission in permissions)

    def _is_untrusted(self, permission: Permission) -> bool:
        if permission.action in DESTROYING_ACTIONS and accounts_of(permission) != {self.registry.account}:
            return True
        return not self._everything.includes(permission)

    def _is_new(self, permission: Permission, reached: frozenset[str]) -> bool:
        if permission.action in _OF_THE_REGISTRY:
            return True
        if not reached or permission.action == TOKEN_ACTION:
            return False
        if permission.action in DESTROYING_ACTIONS:
            return True
        index = self._by_action.get(permission.action)
        return accounts_of(permission) != {self.registry.account} and not (
            index and reached <= index.repositories(permission)
        )

    def _reached(self, statement: Statement) -> frozenset[str]:
        """The declared repositories that a statement applies to; `?` is read as any text, so it may be too many."""
        if "NotResource" in statement:
            return frozenset(self.of_repositories)
        patterns = {str(resource).replace("?", "*") for resource in listed(statement.get("Resource", "*"))}
        return frozenset(arn for arn in self.of_repositories if any(subsumes(pattern, arn) for pattern in patterns))

    @cached_property
    def _everything(self) -> "_Index":
        granted = (*self.of_repositories.values(), self.of_others)
        return _Index(self.registry.account, {permission: () for permissions in granted for permission in permissions})

    @cached_property
    def _by_action(self) -> dict[str, "_Index"]:
        """The permissions for one action, each with the repositories whose policies grant it."""
        found: dict[str, dict[Permission, set[str]]] = defaultdict(lambda: defaultdict(set))
        for arn, permissions in self.of_repositories.items():
            for permission in permissions:
                found[permission.action][permission].add(arn)
        return {action: _Index(self.registry.account, permissions) for action, permissions in found.items()}


class _Index:
    """Who holds some permissions, and in which repositories: accounts, and under a condition those of no account."""

    def __init__(self, own: str, permissions: Mapping[Permission, Iterable[str]]) -> None:
        self._accounts: dict[str, set[str]] = {own: set()}
        self._conditional: dict[tuple[str, frozenset[tuple[str, str, str]]], set[str]] = {}
        for permission, arns in permissions.items():
            accounts = accounts_of(permission)
            for account in accounts:
                self._accounts.setdefault(account, set()).update(arns)
            if not accounts:
                self._conditional.setdefault((permission.holder, permission.condition), set()).update(arns)

    def includes(self, permission: Permission) -> bool:
        """Whether its holder holds one of them, in whatever repository."""
        accounts = accounts_of(permission)
        return bool(self._covering(permission)) or (bool(accounts) and accounts <= self._accounts.keys())

    def repositories(self, permission: Permission) -> set[str]:
        """The repositories in which its holder holds one of them."""
        shared = [self._accounts.get(account, set()) for account in accounts_of(permission)]
        found = set().union(*self._covering(permission))
        return found | (set.intersection(*shared) if shared else set())

    def _covering(self, permission: Permission) -> list[set[str]]:
        """The repositories of each of them that its holder has under the same condition or a weaker one."""
        return [
            arns
            for (holder, condition), arns in self._conditional.items()
            if holder == permission.holder and condition <= permission.condition
        ]
