"""Grants as a repository policy."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from union_ecr.ecr.actions import ACTIONS, SERVICE_PULL, Access
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.policy_document import SIDS, VERSION, Document, document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grantees import RolesBy
from union_ecr.settings.grants import Grant


@dataclass(frozen=True, order=True)
class _PrincipalForm:
    """How a statement names its grantees: what follows the access in its Sid, and the condition that lists them."""

    rank: int
    sid: str
    operator: str = ""
    key: str = ""
    service: str = ""


_BY_ARN = _PrincipalForm(0, "")
_BY_CONDITION = _PrincipalForm(1, "ByRoleArn", "ArnLike", "aws:PrincipalArn")
_ORGANIZATION = _PrincipalForm(2, "Organization", "StringEquals", "aws:PrincipalOrgID")
_UNITS = _PrincipalForm(3, "OrganizationalUnits", "ForAnyValue:StringLike", "aws:PrincipalOrgPaths")


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

    def actions(self, form: _PrincipalForm) -> tuple[str, ...]:
        return self.named or _actions(list(Access)[self.rank], form)


Grantees = dict[_ActionSet, dict[_PrincipalForm, set[str]]]
"""Who is granted what: the names of the grantees, by action set and principal form."""


def repository_policy(registry: Registry, grants: Iterable[Grant]) -> Document | None:
    """The repository policy that lets each grantee do what a grant says; None when nobody is granted anything.

    One statement an access and kind of grantee, and one for the actions by name that the same grantees have. Each has a
    fixed Sid (AllowPull; AllowStartImageScan; AllowBatchDeleteImageAndMore, by the first of several actions; behind it
    the kind of grantee), sorted actions and sorted grantees without repetition, so equal grants give the same bytes,
    and overlapping ones merge. No `Resource` (the policy hangs on its repository) and never the login's token.
    """
    grantees = _grantees(registry, grants)
    statements = [
        _statement(registry, action_set, form, sorted(grantees[action_set][form]))
        for action_set in sorted(grantees)
        for form in sorted(grantees[action_set])
    ]
    return {"Version": VERSION, "Statement": _with_unique_sids(statements)} if statements else None


def _grantees(registry: Registry, grants: Iterable[Grant]) -> Grantees:
    grantees: Grantees = {}
    named: dict[_PrincipalForm, dict[str, set[str]]] = {}
    for grant in grants:
        for form, name in _each_grantee(registry, grant):
            for access in grant.access:
                grantees.setdefault(_ActionSet.of(access), {}).setdefault(form, set()).add(name)
            named.setdefault(form, {}).setdefault(name, set()).update(grant.actions)
    for form, actions_of in named.items():
        for action_set, names in _grouped(form, actions_of, grantees):
            grantees.setdefault(action_set, {})[form] = names
    return grantees


def _grouped(
    form: _PrincipalForm, actions_of: Mapping[str, set[str]], grantees: Grantees
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


def _with_unique_sids(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statements, with a mark of what they say behind a Sid that two of them have (as two services may)."""
    given = Counter(statement["Sid"] for statement in statements)

    def mark(statement: dict[str, Any]) -> str:
        return sha256(document_text(statement).encode()).hexdigest()[:8].upper() if given[statement["Sid"]] > 1 else ""

    return [{**statement, "Sid": statement["Sid"] + mark(statement)} for statement in statements]


def _each_grantee(registry: Registry, grant: Grant) -> Iterator[tuple[_PrincipalForm, str]]:
    for principal in grant.principals or ():
        if principal.isdigit():
            yield _BY_ARN, _root(registry, principal)
        else:
            arn = Arn.parse(principal)
            is_root = arn is not None and arn.is_account_root
            yield _BY_CONDITION if grant.roles_by is RolesBy.CONDITION and not is_root else _BY_ARN, principal
    if grant.organization_id:
        yield _ORGANIZATION, grant.organization_id
    for unit in grant.organizational_units or ():
        yield _UNITS, f"{unit}/*"
    if grant.service:
        name = _sid_of(grant.service)
        by_arn = _PrincipalForm(4, f"{name}BySourceArn", "ArnLike", "aws:SourceArn", grant.service)
        by_account = _PrincipalForm(4, f"{name}BySourceAccount", "StringEquals", "aws:SourceAccount", grant.service)
        yield from ((by_arn, arn) for arn in grant.source_arns)
        yield from ((by_account, account) for account in grant.source_accounts)


def _sid_of(service: str) -> str:
    """A service as part of a Sid."""
    name, _, rest = service.partition(".amazonaws.com")
    service_name = "Dot".join("".join(word.title() for word in part.split("-")) for part in name.split("."))
    return service_name + rest.removeprefix(".").title()


def _statement(registry: Registry, action_set: _ActionSet, form: _PrincipalForm, names: list[str]) -> dict[str, Any]:
    principal: Any = {"Service": form.service} if form.service else "*"
    if form == _BY_ARN:
        principal = {"AWS": _one_or_many(names)}
    elif form == _BY_CONDITION:
        accounts = {arn.account for name in names if (arn := Arn.parse(name))}
        principal = {"AWS": _one_or_many(sorted(_root(registry, account) for account in accounts))}
    condition = {"Condition": _condition(form, names)} if form.key else {}
    return {
        "Sid": action_set.sid + form.sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": list(action_set.actions(form)),
        **condition,
    }


def _condition(form: _PrincipalForm, names: list[str]) -> dict[str, Any]:
    """The condition that lists the grantees.

    A unit's path says which organization it is in. The organization stands there as well, for scanners that take a
    policy for public unless they know the condition key.
    """
    condition = {form.operator: {form.key: _one_or_many(names)}}
    if form != _UNITS:
        return condition
    organizations = sorted({unit.partition("/")[0] for unit in names})
    return {**condition, _ORGANIZATION.operator: {_ORGANIZATION.key: _one_or_many(organizations)}}


def _actions(access: Access, form: _PrincipalForm) -> tuple[str, ...]:
    return SERVICE_PULL.get(form.service, ACTIONS[access])


def _root(registry: Registry, account: str) -> str:
    """An account as ECR would store it."""
    return f"arn:{registry.partition}:iam::{account}:root"


def _one_or_many(values: list[str]) -> str | list[str]:
    return values[0] if len(values) == 1 else values
