"""Who is meant to reach a registry, and what a policy by hand gives beyond that."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from model.access import DESTROYING_ACTIONS, REPOSITORY_ACTIONS
from model.drift.rights import Right, Statement, accounts_of, denies, rights_of
from model.images import Registry


@dataclass(frozen=True)
class Acquaintances:
    """Who is meant to reach a registry, by the `rights` that all its stacks give.

    An account of which anybody holds a right, the registry's own among them, and whoever else holds one under a
    condition.
    """

    registry: Registry
    rights: frozenset[Right]

    def lets_strangers_in(self, statement: Statement) -> bool:
        """Whether a statement gives anything to anybody else, or lets another account destroy images.

        A grant by hand to an acquaintance is a setting.
        """
        return any(map(self._is_stranger, rights_of([statement])))

    def changes_declared(self, statement: Statement) -> bool:
        """Whether a statement of a registry policy lets anybody do otherwise with the declared repositories.

        It holds for all of them (https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions.html): so
        a Deny does, and an action on repositories for another account that no stack gives it, and one that destroys.
        """
        if denies(statement):
            return True
        rights = rights_of([statement])
        return any(
            self._is_stranger(right) or right.action in DESTROYING_ACTIONS or self._is_new(right) for right in rights
        )

    def _is_stranger(self, right: Right) -> bool:
        if right.action in DESTROYING_ACTIONS and accounts_of(right) != {self.registry.account}:
            return True
        return not self._everything.knows(right)

    def _is_new(self, right: Right) -> bool:
        known = self._by_action.get(right.action) or self._known(())
        return right.action in REPOSITORY_ACTIONS and not known.knows(right)

    @cached_property
    def _everything(self) -> "_Known":
        return self._known(self.rights)

    @cached_property
    def _by_action(self) -> dict[str, "_Known"]:
        found: dict[str, list[Right]] = defaultdict(list)
        for right in self.rights:
            found[right.action].append(right)
        return {action: self._known(rights) for action, rights in found.items()}

    def _known(self, rights: Iterable[Right]) -> "_Known":
        return _Known(self.registry.account, rights)


class _Known:
    """The accounts that hold any of some rights, `own` among them, and who holds one elsewhere under a condition."""

    def __init__(self, own: str, rights: Iterable[Right]) -> None:
        kept = list(rights)
        self._accounts = frozenset({own, *(account for right in kept for account in accounts_of(right))})
        self._conditional = frozenset((right.holder, right.condition) for right in kept if not accounts_of(right))

    def knows(self, right: Right) -> bool:
        accounts = accounts_of(right)
        known = any(holder == right.holder and one <= right.condition for holder, one in self._conditional)
        return known or (bool(accounts) and accounts <= self._accounts)
