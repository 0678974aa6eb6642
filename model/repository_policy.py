"""Grants as a repository policy, and a repository policy in words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from model.access import ACTIONS, SERVICE_PULL, SIDS, SIDS_OF_ACTIONS, VERSION, Access, Document
from model.grants import Grant, RolesBy
from model.images import Registry

_ACCOUNT_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root")
_ACCOUNT_OF = re.compile(r"arn:[\w-]+:iam::(\d{12}):")


@dataclass(frozen=True, order=True)
class _Holders:
    """How a statement names its holders: what follows the access in its Sid, and the condition that lists them."""

    rank: int
    sid: str
    operator: str = ""
    key: str = ""
    service: str = ""


# Within an account a resource's own policy is enough.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
AND_HERE = "and everyone in the registry's own account if that belongs to it"

_BY_ARN = _Holders(0, "")
_BY_CONDITION = _Holders(1, "ByRoleArn", "ArnLike", "aws:PrincipalArn")
_ORGANIZATION = _Holders(2, "Organization", "StringEquals", "aws:PrincipalOrgID")
_UNITS = _Holders(3, "OrganizationalUnits", "ForAnyValue:StringLike", "aws:PrincipalOrgPaths")

Rights = dict[str, dict[_Holders, set[str]]]
"""Who holds what: by the Sid's beginning (AllowPull, AllowDescribeImages), how they are named, and their names."""


def repository_policy(registry: Registry, grants: Iterable[Grant]) -> Document | None:
    """The repository policy that lets each holder do what a grant says; None when nobody is granted anything.

    One statement an access or named action and kind of holder, each with a fixed Sid, sorted actions and sorted
    holders without repetition, so grants that say the same give the same bytes, and overlapping ones merge. No
    `Resource` (the policy hangs on its repository) and never the login's token.
    """
    rights = _rights(registry, grants)
    statements = [
        _statement(registry, sid, holders, sorted(rights[sid][holders]))
        for sid in sorted(rights, key=_order)
        for holders in sorted(rights[sid])
    ]
    return {"Version": VERSION, "Statement": statements} if statements else None


def in_words(policy: Document | None) -> list[str]:
    """A repository policy as lines for a reviewer, one a holder and right; empty when there is no policy."""
    return [
        f"{_verb(statement)}: {holder}"
        for statement in (policy or {}).get("Statement", [])
        for holder in _holders_in_words(statement)
    ]


def _rights(registry: Registry, grants: Iterable[Grant]) -> Rights:
    rights: Rights = {}
    named: list[tuple[str, _Holders, str]] = []
    for grant in grants:
        for holders, name in _each_holder(registry, grant):
            for access in grant.access:
                rights.setdefault(SIDS[access], {}).setdefault(holders, set()).add(name)
            named += [(action, holders, name) for action in grant.actions]
    for action, holders, name in named:
        held = [sid for sid in rights if sid in _ACCESS_OF and name in rights[sid].get(holders, ())]
        if not any(action in _actions(sid, holders) for sid in held):
            rights.setdefault(SIDS_OF_ACTIONS[action], {}).setdefault(holders, set()).add(name)
    return rights


def _each_holder(registry: Registry, grant: Grant) -> Iterator[tuple[_Holders, str]]:
    for principal in grant.principals or ():
        if principal.isdigit():
            yield _BY_ARN, _root(registry, principal)
        else:
            by_name = grant.roles_by is RolesBy.CONDITION and not _ACCOUNT_ROOT.fullmatch(principal)
            yield _BY_CONDITION if by_name else _BY_ARN, principal
    if grant.organization_id:
        yield _ORGANIZATION, grant.organization_id
    for unit in grant.organizational_units or ():
        yield _UNITS, f"{unit}/*"
    if grant.service:
        name = _sid_of(grant.service)
        by_arn = _Holders(4, f"{name}BySourceArn", "ArnLike", "aws:SourceArn", grant.service)
        by_account = _Holders(4, f"{name}BySourceAccount", "StringEquals", "aws:SourceAccount", grant.service)
        yield from ((by_arn, arn) for arn in grant.source_arns)
        yield from ((by_account, account) for account in grant.source_accounts)


def _sid_of(service: str) -> str:
    """A service as part of a Sid; two services never have the same."""
    name, _, rest = service.partition(".amazonaws.com")
    words = "Dot".join("".join(word.title() for word in part.split("-")) for part in name.split("."))
    return words + rest.removeprefix(".").title()


def _statement(registry: Registry, sid: str, holders: _Holders, names: list[str]) -> dict[str, Any]:
    principal: Any = {"Service": holders.service} if holders.service else "*"
    if holders == _BY_ARN:
        principal = {"AWS": _one_or_many(names)}
    elif holders == _BY_CONDITION:
        accounts = {found[1] for name in names if (found := _ACCOUNT_OF.match(name))}
        principal = {"AWS": _one_or_many(sorted(_root(registry, account) for account in accounts))}
    condition = {"Condition": {holders.operator: {holders.key: _one_or_many(names)}}} if holders.key else {}
    return {
        "Sid": sid + holders.sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": _actions(sid, holders),
        **condition,
    }


_ACCESS_OF: Mapping[str, Access] = {sid: access for access, sid in SIDS.items()}
_ACTION_OF: Mapping[str, str] = {sid: action for action, sid in SIDS_OF_ACTIONS.items()}


def _order(sid: str) -> tuple[int, str]:
    return (list(_ACCESS_OF).index(sid) if sid in _ACCESS_OF else len(_ACCESS_OF), sid)


def _actions(sid: str, holders: _Holders) -> list[str]:
    if access := _ACCESS_OF.get(sid):
        return list(SERVICE_PULL.get(holders.service, ACTIONS[access]))
    return [_ACTION_OF[sid]]


def _root(registry: Registry, account: str) -> str:
    """An account as ECR would store it."""
    return f"arn:{registry.partition}:iam::{account}:root"


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _verb(statement: Mapping[str, Any]) -> str:
    actions = tuple(_listed(statement["Action"]))
    pulls = dict.fromkeys(SERVICE_PULL.values(), Access.PULL)
    access = {**pulls, **{actions: access for access, actions in ACTIONS.items()}}.get(actions)
    return access.value if access else ", ".join(action.partition(":")[2] for action in actions)


def _holders_in_words(statement: Mapping[str, Any]) -> list[str]:
    principal, conditions = statement["Principal"], statement.get("Condition")
    if not conditions:
        return [_principal_in_words(name) for name in _listed(principal["AWS"])]
    names = [name for keys in conditions.values() for values in keys.values() for name in _listed(values)]
    key = next(key for keys in conditions.values() for key in keys)
    if "Service" in principal:
        return [f"{principal['Service']} for {name}" for name in names]
    told = {
        "aws:PrincipalArn": "{} (by a condition on its ARN)",
        "aws:PrincipalOrgID": f"everyone in organization {{}} whom their account lets, {AND_HERE}",
        "aws:PrincipalOrgPaths": f"everyone in organizational unit {{}} whom their account lets, {AND_HERE}",
    }
    return [told[key].format(name.removesuffix("/*")) for name in names]


def _principal_in_words(principal: str) -> str:
    root = _ACCOUNT_ROOT.fullmatch(principal)
    return f"everyone whom account {root[1]} lets" if root else principal
