"""Who is meant to reach a registry, and what a policy by hand gives beyond that."""

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
    """Who is meant to reach a registry, by the rights that all its stacks give.

    An account of which anybody holds a right, the registry's own among them, and whoever else holds one under a
    condition. `of_repositories` are the rights that each declared repository's own policy gives, by its ARN;
    `of_others` those that creation templates and the registry policy give.
    """

    registry: Registry
    of_repositories: Mapping[str, frozenset[Permission]]
    of_others: frozenset[Permission] = frozenset()

    def grants_untrusted_access(self, statement: Statement) -> bool:
        """Whether a statement gives anything to anybody else, or lets another account destroy images.

        A grant by hand to an acquaintance is a setting.
        """
        return any(map(self._is_stranger, permissions_of([statement])))

    def changes_declared(self, statement: Statement) -> bool:
        """Whether a statement of a registry policy lets strangers in, or anybody do otherwise with what is declared.

        It holds for all repositories that its resources name
        (https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html). So what counts there is a
        Deny of what pulls, pushes or describes, an action that destroys, and one for another account that the
        repositories' own policies do not give it; and anywhere a right to change the registry's own settings.
        """
        reached = self._reached(statement)
        if denies(statement):
            return bool(reached) and bool(actions_of(statement) & _USED)
        return any(self._is_stranger(right) or self._is_new(right, reached) for right in permissions_of([statement]))

    def _is_stranger(self, right: Permission) -> bool:
        if right.action in DESTROYING_ACTIONS and accounts_of(right) != {self.registry.account}:
            return True
        return not self._everything.knows(right)

    def _is_new(self, right: Permission, reached: frozenset[str]) -> bool:
        if right.action in _OF_THE_REGISTRY:
            return True
        if not reached or right.action == TOKEN_ACTION:
            return False
        if right.action in DESTROYING_ACTIONS:
            return True
        known = self._by_action.get(right.action)
        return accounts_of(right) != {self.registry.account} and not (known and reached <= known.where(right))

    def _reached(self, statement: Statement) -> frozenset[str]:
        """The declared repositories that a statement is about; `?` may be any text here, and so reaches too many."""
        if "NotResource" in statement:
            return frozenset(self.of_repositories)
        patterns = {str(one).replace("?", "*") for one in listed(statement.get("Resource", "*"))}
        return frozenset(arn for arn in self.of_repositories if any(subsumes(pattern, arn) for pattern in patterns))

    @cached_property
    def _everything(self) -> "_Known":
        rights = {right: frozenset({""}) for one in (*self.of_repositories.values(), self.of_others) for right in one}
        return _Known(self.registry.account, rights)

    @cached_property
    def _by_action(self) -> dict[str, "_Known"]:
        """The rights to one action, each with the repositories to which a repository's policy gives it."""
        found: dict[str, dict[Permission, set[str]]] = defaultdict(lambda: defaultdict(set))
        for arn, rights in self.of_repositories.items():
            for right in rights:
                found[right.action][right].add(arn)
        return {
            action: _Known(self.registry.account, {right: frozenset(arns) for right, arns in rights.items()})
            for action, rights in found.items()
        }


class _Known:
    """Who holds any of some rights, and where: accounts, `own` among them, and who is of none, under a condition."""

    def __init__(self, own: str, rights: Mapping[Permission, Iterable[str]]) -> None:
        self._accounts: dict[str, set[str]] = {own: set()}
        self._conditional: dict[tuple[str, frozenset[tuple[str, str, str]]], set[str]] = {}
        for right, where in rights.items():
            accounts = accounts_of(right)
            for account in accounts:
                self._accounts.setdefault(account, set()).update(where)
            if not accounts:
                self._conditional.setdefault((right.holder, right.condition), set()).update(where)

    def knows(self, right: Permission) -> bool:
        """Whether it is one of them, wherever."""
        accounts = accounts_of(right)
        known = any(holder == right.holder and one <= right.condition for holder, one in self._conditional)
        return known or (bool(accounts) and accounts <= self._accounts.keys())

    def where(self, right: Permission) -> set[str]:
        """Where one of them holds it."""
        found = {
            arn
            for (holder, one), arns in self._conditional.items()
            if holder == right.holder and one <= right.condition
            for arn in arns
        }
        shared = [self._accounts.get(account, set()) for account in accounts_of(right)]
        return found | (set.intersection(*shared) if shared else set())
