"""What a difference between two policies means: who can do more, and who can do less, in one sentence."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from union_ecr.drift.permissions import Permission
from union_ecr.drift.principals import PrincipalNames, enumerated
from union_ecr.ecr.actions import (
    ACTIONS,
    CHANGES,
    REGISTRY_ACTIONS,
    REGISTRY_WRITES,
    REPOSITORY_ACTIONS,
    SERVICE_PULL,
    TOKEN_ACTION,
    Access,
    RegistryAccess,
)

COSMETIC = "Nobody's permissions change: the policy is only written differently."
_MOST_CLAUSES = 3
_MOST_ACTIONS = 3
_PULL_AT_LEAST = frozenset(action for actions in SERVICE_PULL.values() for action in actions)


@dataclass(frozen=True)
class _Verb:
    """What somebody can do who has all of `needed`; any of `actions` that is missing takes it away."""

    phrase: str
    actions: frozenset[str]
    needed: frozenset[str]


@dataclass(frozen=True)
class _Wording:
    """How a sentence says that somebody can do something, or can no longer."""

    sentence: str
    conjunction: str = "or"
    everything: str = "do anything with images and the repository"


_GAINED = _Wording("{who} can {what}", "and", "do everything with images and the repository, deleting included")
_DENIED = _Wording("by a Deny, {who} can no longer {what}")
_LOST = _Wording("{who} can no longer {what}")
_LIMITED = _Wording("{who} can {what} only under a condition that is not declared", "and", _GAINED.everything)
_HELD_BY_OTHERS = _Wording("{who} can {what} only by a wider grant", "and", _GAINED.everything)
_NO_LONGER_DENIED = _Wording("no longer denied to {who}: {what}")
_VERBS = tuple(
    _Verb(phrase, frozenset(actions), needed or frozenset(actions))
    for phrase, actions, needed in (
        ("pull", ACTIONS[Access.PULL], _PULL_AT_LEAST),
        ("push", ACTIONS[Access.PUSH], None),
        ("describe images", ACTIONS[Access.DESCRIBE], None),
        ("replicate images here", REGISTRY_ACTIONS[RegistryAccess.REPLICATE], None),
        ("import images through pull-through caches", REGISTRY_ACTIONS[RegistryAccess.PULL_THROUGH], None),
        ("cache images of this registry elsewhere", REGISTRY_ACTIONS[RegistryAccess.UPSTREAM], None),
    )
)
CHANGE_PHRASES: Mapping[str, str] = {
    **CHANGES,
    **{
        action: f"change the registry's {part.replace('_', '-')}"
        for part, actions in REGISTRY_WRITES.items()
        for action in actions
    },
}
"""What an action does to a repository, to what is in it or to the registry, beyond a push."""
_OTHERS: Mapping[str, str] = {**CHANGE_PHRASES, TOKEN_ACTION: "log in"}


@dataclass(frozen=True)
class AccessChange:
    """What differs between a declared and a live policy, or between a statement of each and the whole other policy.

    `declared` and `live` are all permissions of the policies, `gained` and `lost` those that differ, and
    `held_by_others` those that only a grant to more than the holder gives; `denied` is what only the live policy
    denies, `no_longer_denied` what only the declared one does; `unreadable` is set where a live Deny names nobody or
    nothing that it denies.
    """

    gained: Collection[Permission]
    lost: Collection[Permission]
    declared: Collection[Permission] = ()
    live: Collection[Permission] = ()
    denied: Collection[Permission] = ()
    no_longer_denied: Collection[Permission] = ()
    unreadable: bool = False
    held_by_others: Collection[Permission] = ()


def describe_access_change(names: PrincipalNames, change: AccessChange, deleted: Collection[str] = ()) -> str:
    """Who gains and who loses which access, as a sentence; deleted principals are named, too.

    Somebody can pull who has every permission that a pull takes: a part of them is named by its actions.
    """
    limited = _limited(change)
    differing = (
        (change.gained, change.live or change.gained, _GAINED),
        (change.denied, _completed(change.denied), _DENIED),
        ({*change.lost} - limited, change.declared or change.lost, _LOST),
        (limited, change.declared, _LIMITED),
        (change.held_by_others, change.declared, _HELD_BY_OTHERS),
        (change.no_longer_denied, _completed(change.no_longer_denied), _NO_LONGER_DENIED),
    )
    clauses = []
    for changed, complete, wording in differing:
        clauses += _first_clauses(names, changed, complete, wording)
    if change.unreadable:
        clauses.append("a Deny in a form that cannot be read may stop anybody")
    if deleted:
        clauses.append(f"deleted in IAM, so that nobody matches any longer: {enumerated(deleted)}")
    return as_sentence(names, "; ".join(clauses)) if clauses else COSMETIC


def _limited(change: AccessChange) -> set[Permission]:
    """Of the lost permissions those of holders who keep all that they lost, each under a condition."""
    kept = {permission[:3] for permission in change.live if permission.condition}
    gone = {(lost.holder, lost.resource) for lost in change.lost if lost[:3] not in kept}
    return {lost for lost in change.lost if (lost.holder, lost.resource) not in gone}


def describe_permissions(names: PrincipalNames, permissions: Collection[Permission]) -> str:
    """Who can do what by these permissions, as a clause."""
    return "; ".join(_first_clauses(names, permissions, permissions, _GAINED))


def as_sentence(names: PrincipalNames, text: str) -> str:
    """The text with a capital, unless it begins with the name of a data plane, and a full stop."""
    return f"{text if names.begins_with_a_name(text) else text[:1].upper() + text[1:]}."


def _completed(denied: Collection[Permission]) -> set[Permission]:
    """With all other permissions to pull, push and describe: whoever is denied one of them can do none of it."""
    needed = {action for actions in ACTIONS.values() for action in actions}
    return {*denied} | {permission._replace(action=action) for permission in denied for action in needed}


def _first_clauses(
    names: PrincipalNames, changed: Collection[Permission], complete: Collection[Permission], wording: _Wording
) -> list[str]:
    """The clauses of one kind; of many the first, and how many there are besides."""
    alike = list(_clauses(names, changed, complete, wording))
    more = [f"and {len(alike) - _MOST_CLAUSES:,} more of this kind"] if len(alike) > _MOST_CLAUSES else []
    return [*alike[:_MOST_CLAUSES], *more]


def _clauses(
    names: PrincipalNames, changed: Collection[Permission], complete: Collection[Permission], wording: _Wording
) -> Iterator[str]:
    """One clause for all who gain or lose the same; what concerns anyone in AWS comes first."""
    if not changed:
        return
    held = _actions(names, complete)
    where: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (name, resource), actions in sorted(_actions(names, changed).items()):
        if verbs := _verbs(actions, held.get((name, resource), actions), wording.everything):
            where[name, enumerated(verbs, wording.conjunction)].append(resource.rpartition(":repository/")[2])
    who: dict[str, list[str]] = defaultdict(list)
    for (name, allowed), repositories in where.items():
        who[allowed if "*" in repositories else f"{allowed} in {enumerated(repositories)}"].append(name)
    for what, holders in sorted(who.items(), key=lambda item: not item[1][0].startswith("anyone")):
        yield wording.sentence.format(who=enumerated(holders), what=what)


def _actions(names: PrincipalNames, permissions: Iterable[Permission]) -> dict[tuple[str, str], set[str]]:
    """Actions by their holder's description and by resource."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    descriptions: dict[tuple[object, ...], str] = {}
    for permission in permissions:
        key = (permission.holder, permission.condition)
        if key not in descriptions:
            descriptions[key] = names.describe(permission)
        found[descriptions[key], permission.resource].add(permission.action)
    return found


def _verbs(actions: set[str], held: set[str], everything: str) -> list[str]:
    """What these actions are for; of those held, all that a verb needs have to be there."""
    if {*REPOSITORY_ACTIONS} <= actions:
        return [everything]
    rest, found = set(actions), []
    for verb in _VERBS:
        if actions & verb.actions and verb.needed <= held:
            found.append(verb.phrase)
            rest -= verb.actions
    found += dict.fromkeys(_OTHERS[action] for action in sorted(rest & {*_OTHERS}))
    unnamed = sorted(_shown(action) for action in rest - {*_OTHERS})
    if len(unnamed) > _MOST_ACTIONS:
        return [*found, f"use {len(unnamed)} {'other ' if found else ''}actions"]
    return [*found, *(f"use {action}" for action in unnamed)]


def _shown(action: str) -> str:
    """An action without the service where that is ECR."""
    service, _, name = action.partition(":")
    return name if service == "ecr" else action
