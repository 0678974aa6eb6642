"""Grants as a repository policy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from union_ecr.declared.denials import deny_statements, granted_pushers
from union_ecr.declared.grantees import (
    PrincipalForm,
    condition_element,
    grantee_names,
    principal_element,
    with_unique_sids,
)
from union_ecr.ecr.actions import ACTIONS, SERVICE_PULL, Access
from union_ecr.ecr.policy_document import SIDS, VERSION, Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.deny import Deny
from union_ecr.settings.grants import Grant


@dataclass(frozen=True, order=True)
class _ActionSet:
    """What a statement allows: an access (rank by `Access`), or actions by name (behind all of them)."""

    rank: int
    sid: str
    named: tuple[str, ...] = ()

    @classmethod
    def of(cls, access: Access) -> "_ActionSet":
        return cls(list(Access).index(access), SIDS[access])

    @classmethod
    def by_name(cls, actions: Iterable[str]) -> "_ActionSet":
        """Grantees of one form have each action in one statement, so its first action names it."""
        first, *more = sorted(actions)
        return cls(len(Access), f"Allow{first.partition(':')[2]}{'AndMore' if more else ''}", (first, *more))

    def actions(self, form: PrincipalForm) -> tuple[str, ...]:
        return self.named or _actions(list(Access)[self.rank], form)


Grantees = dict[_ActionSet, dict[PrincipalForm, set[str]]]
"""Who is granted what: the names of the grantees, by action set and principal form."""


def repository_policy(
    registry: Registry,
    grants: Iterable[Grant],
    deny: Deny | None = None,
    pushers: Iterable[str] = (),
    roles_of_ecr: Iterable[str] = (),
) -> Document | None:
    """The repository policy that lets each grantee do what a grant says, and denies what is to be denied.

    None when nobody is granted anything and nothing is denied. `pushers` are the ARNs of roles that push without a
    grant, `roles_of_ecr` those by which ECR fills a cache here.

    One statement an access and kind of grantee, and one for the actions by name that the same grantees have. Each has a
    fixed Sid (AllowPull; AllowStartImageScan; AllowBatchDeleteImageAndMore, by the first of several actions; behind it
    the kind of grantee), sorted actions and sorted grantees without repetition, so equal grants give the same bytes,
    and overlapping ones merge. No `Resource` (the policy hangs on its repository) and never the login's token.
    """
    granted = tuple(grants)
    grantees = _grantees(registry, granted)
    statements = [
        _statement(registry, action_set, form, sorted(grantees[action_set][form]))
        for action_set in sorted(grantees)
        for form in sorted(grantees[action_set])
    ]
    denied = deny_statements(registry, deny, (*granted_pushers(granted), *pushers), roles_of_ecr)
    statements = [*with_unique_sids(statements), *denied]
    return {"Version": VERSION, "Statement": statements} if statements else None


def _grantees(registry: Registry, grants: Iterable[Grant]) -> Grantees:
    grantees: Grantees = {}
    named: dict[PrincipalForm, dict[str, set[str]]] = {}
    for grant in grants:
        for form, name in grantee_names(registry, grant):
            for access in grant.access:
                grantees.setdefault(_ActionSet.of(access), {}).setdefault(form, set()).add(name)
            named.setdefault(form, {}).setdefault(name, set()).update(grant.actions)
    for form, actions_of in named.items():
        for action_set, names in _grouped(form, actions_of, grantees):
            grantees.setdefault(action_set, {})[form] = names
    return grantees


def _grouped(
    form: PrincipalForm, actions_of: Mapping[str, set[str]], grantees: Grantees
) -> list[tuple[_ActionSet, set[str]]]:
    """The actions by name, those together that the same grantees have, without what an access gives them already."""
    accesses = {action_set: action_set.actions(form) for action_set in grantees if not action_set.named}
    names_of: dict[str, set[str]] = {}
    for name, actions in actions_of.items():
        granted = {
            action
            for access, allowed in accesses.items()
            if name in grantees[access].get(form, ())
            for action in allowed
        }
        for action in actions - granted:
            names_of.setdefault(action, set()).add(name)
    together: dict[frozenset[str], list[str]] = {}
    for action, names in names_of.items():
        together.setdefault(frozenset(names), []).append(action)
    return [(_ActionSet.by_name(actions), set(names)) for names, actions in together.items()]


def _statement(registry: Registry, action_set: _ActionSet, form: PrincipalForm, names: list[str]) -> dict[str, Any]:
    return {
        "Sid": action_set.sid + form.sid,
        "Effect": "Allow",
        "Principal": principal_element(registry, form, names),
        "Action": list(action_set.actions(form)),
        **condition_element(form, names),
    }


def _actions(access: Access, form: PrincipalForm) -> tuple[str, ...]:
    return SERVICE_PULL.get(form.service, ACTIONS[access])
