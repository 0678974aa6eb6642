"""Policies of a repository or a registry: strangers that they let in, and rights that nobody reviewed."""

from collections.abc import Iterable, Iterator

from union_ecr.compliance.configuration import TrustConfiguration
from union_ecr.drift.access_reasons import CHANGE_PHRASES, describe_permissions
from union_ecr.drift.permissions import (
    Permission,
    Statement,
    accounts_of,
    denies,
    organizations_of,
    permissions_of,
    statements_of,
)
from union_ecr.drift.principals import PrincipalNames
from union_ecr.ecr.actions import TOKEN_ACTION
from union_ecr.ecr.policy_document import listed
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grants import FUTURE_RIGHTS
from union_ecr.stack_file.errors import Violation, format_value

# Whose registry it is, its properties do not say: no account is called its own.
_NAMES = PrincipalNames(Registry("", ""), {})
_NAME_THEM = "name roles or accounts, or add a condition on aws:PrincipalOrgID"
_NAME_SOURCES = "add a condition on aws:SourceArn or aws:SourceAccount: a service acts for everybody"
_LIST_THEM = "drop it, or list the account in accounts or the organization in organizations"


def untrusted_access(text: str, trusted: TrustConfiguration) -> Iterator[Violation]:
    """The statements of a policy that let a stranger in; paths begin with `Statement`.

    A stranger is everyone whom neither a name nor a condition limits to an account or an organization, and where
    accounts or organizations are listed, everyone else.
    """
    statements = statements_of(text)
    if statements is None:
        rule = "is no policy that can be read, so who may do what is not known"
        yield Violation((), format_value(text), rule, "write a JSON document with a list of statements")
    for number, statement in enumerate(statements or ()):
        strangers: dict[str, set[Permission]] = {}
        for permission in permissions_of([statement]):
            if remedy := _remedy(permission, trusted):
                strangers.setdefault(remedy, set()).add(permission)
        principal = {key: statement[key] for key in ("Principal", "NotPrincipal") if key in statement}
        for remedy, permissions in sorted(strangers.items()):
            rule = describe_permissions(_NAMES, permissions)
            yield Violation(("Statement", number), format_value(principal), rule, remedy)


def untrusted_destinations(accounts: Iterable[str], trusted: TrustConfiguration) -> Iterator[Violation]:
    """The accounts to which images are replicated and that are not listed; paths are their numbers."""
    for number, account in enumerate(accounts):
        if trusted.accounts is not None and account not in trusted.accounts:
            yield Violation((number,), format_value(account), "images are replicated to this account", _LIST_THEM)


def unreviewed_actions(text: str) -> Iterator[Violation]:
    """What a policy allows by wildcard, or to principals that it does not name; paths begin with `Statement`."""
    for number, statement in enumerate(statements_of(text) or ()):
        if not denies(statement):
            for violation in (*_wildcard_actions(statement), *_changes_by_the_unnamed(statement)):
                yield violation.below("Statement", number)


def _remedy(permission: Permission, trusted: TrustConfiguration) -> str | None:
    """What to do about a permission of a stranger; None where its holder is trusted."""
    accounts, organizations = accounts_of(permission), organizations_of(permission)
    if not accounts and not organizations:
        return _NAME_SOURCES if ".amazonaws.com" in permission.holder else _NAME_THEM
    listed_account = bool(accounts) and accounts <= {*(trusted.accounts or ())}
    listed_organization = bool(organizations) and organizations <= {*(trusted.organizations or ())}
    return None if trusted.trusts_all_named or listed_account or listed_organization else _LIST_THEM


def _wildcard_actions(statement: Statement) -> Iterator[Violation]:
    if "NotAction" in statement:
        yield Violation(("NotAction",), format_value(statement["NotAction"]), FUTURE_RIGHTS, "name each action")
    for action in map(str, listed(statement.get("Action", []))):
        if {"*", "?"} & {*action}:
            yield Violation(("Action",), format_value(action), FUTURE_RIGHTS, "name each action")
        elif action.casefold() == TOKEN_ACTION.casefold():
            rule = "cannot be granted by the policy of a repository or a registry"
            yield Violation(("Action",), format_value(action), rule, "give it to the caller's own role, on *")


def _changes_by_the_unnamed(statement: Statement) -> Iterator[Violation]:
    """Actions that take something away or change the rules, for everyone in an organization or for a service."""
    unnamed = {permission.action for permission in permissions_of([statement]) if not accounts_of(permission)}
    if changes := sorted(unnamed & {*CHANGE_PHRASES}):
        rule = f"would let principals that the statement does not name {CHANGE_PHRASES[changes[0]]}"
        yield Violation(("Action",), format_value(changes[0]), rule, "allow it to named principals")
