"""What a policy allows whom, so that policies are compared by their effect and not by how they are written."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import translate
from functools import cache
from itertools import chain, product
from math import prod
from typing import Any, NamedTuple

from union_ecr.drift.findings import Severity
from union_ecr.ecr.actions import (
    ACTIONS,
    DESTROYING_ACTIONS,
    REGISTRY_ACTIONS,
    REGISTRY_WRITES,
    REPOSITORY_ACTIONS,
    Access,
    RegistryAccess,
)
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.policy_document import listed
from union_ecr.ecr.policy_equivalence import account_of_root
from union_ecr.ecr.registry import Registry
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.grantees import ORGANIZATION_ID

Statement = Mapping[str, Any]
Condition = frozenset[tuple[str, str, str]]
"""Tests that must all hold, each an operator, a key and a value."""
EVERYONE_EXCEPT = "everybody but "
_OF_REGISTRIES = chain.from_iterable((*REGISTRY_ACTIONS.values(), *REGISTRY_WRITES.values()))
_KNOWN = sorted({*REPOSITORY_ACTIONS, *_OF_REGISTRIES})
# Unique ids of roles and users; a policy shows them where the principal it named was deleted.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
_UNIQUE_ID = ("AROA", "AIDA")
# Operators by which one of several values has to match.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
_ONE_OF = ("stringequals", "stringlike", "stringequalsignorecase", "arnlike", "arnequals")
# Keys that hold the account of the caller, or of the resource for which a service calls.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_ACCOUNT_KEYS = ("aws:principalaccount", "aws:sourceaccount", "aws:principalarn", "aws:sourcearn")
# Keys that hold the organization of either, the latter two with the path of the account in it, of which there may be
# several: they need ForAnyValue.
_ORGANIZATION_KEYS = ("aws:principalorgid", "aws:sourceorgid")
_ORGANIZATION_PATH_KEYS = ("aws:principalorgpaths", "aws:sourceorgpaths")
_IS_ORGANIZATION = re.compile(ORGANIZATION_ID)
_FOR_ANY_VALUE = "foranyvalue:"
_MOST_ALTERNATIVES = 500
# The first pull through a cache rule needs the import; CreateRepository is needed for replication as well.
_IMPORTS = {*REGISTRY_ACTIONS[RegistryAccess.PULL_THROUGH]} - {*REGISTRY_ACTIONS[RegistryAccess.REPLICATE]}
_PULLS = {*ACTIONS[Access.PULL], *_IMPORTS}


class Permission(NamedTuple):
    """One holder, one action, one resource (`*` in a repository policy) and the condition."""

    holder: str
    action: str
    resource: str
    condition: Condition


def statements_of(text: str) -> list[Statement] | None:
    """The statements of a policy; None where the text is not a policy."""
    try:
        found = json.loads(text).get("Statement", [])
    except (ValueError, AttributeError, TypeError):
        return None
    statements = listed(found)
    return statements if all(isinstance(statement, dict) for statement in statements) else None


def permissions_of(statements: Iterable[Statement]) -> set[Permission]:
    """What these statements allow together.

    An account's number and its root's ARN are the same, as are an action in any case or by any pattern, and a condition
    in any order; where one of several values suffices, each is a permission of its own. Deleted principals have no
    permission: they never match again
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
    """
    return {granted for statement in statements if not denies(statement) for granted in _permissions(statement)}


def denials_of(statements: Iterable[Statement]) -> set[Permission]:
    """What the Deny statements among these take away."""
    return {denied for statement in statements if denies(statement) for denied in _permissions(statement)}


def denies_unreadably(statements: Iterable[Statement]) -> bool:
    """Whether a statement that is no Allow names no principal and action that it denies."""
    return any(denies(statement) and not denials_of([statement]) for statement in statements)


def not_covered_by(permissions: Iterable[Permission], others: Iterable[Permission]) -> set[Permission]:
    """The permissions that the others do not include, under the same condition or a weaker one.

    Weaker are fewer tests, and patterns that match all that the permission's own test matches.
    """
    conditions: dict[tuple[str, str, str], list[Condition]] = defaultdict(list)
    for permission in others:
        conditions[permission[:3]].append(permission.condition)
    return {
        permission
        for permission in permissions
        if not any(_is_weaker(weaker, permission.condition) for weaker in conditions[permission[:3]])
    }


def _is_weaker(condition: Condition, other: Condition) -> bool:
    """Whether a condition holds wherever another one does."""
    return all(any(_is_implied(test, by) for by in other) for test in condition - other)


def _is_implied(test: tuple[str, str, str], by: tuple[str, str, str]) -> bool:
    """Whether one test holds wherever another one does; `?` and lists are compared as they are written."""
    operator, key, pattern = test
    if operator not in ("stringlike", "arnlike") or by[0] not in (operator, "stringequals") or by[1] != key:
        return False
    if any("?" in text or text.startswith("[") for text in (pattern, by[2])):
        return False
    # A wildcard of an ARN does not go beyond its part:
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
    texts = [text.split(":", 5) if operator == "arnlike" else [text] for text in (pattern, by[2])]
    return len(texts[0]) == len(texts[1]) and all(map(subsumes, *texts))


def no_longer_held(
    registry: Registry, permissions: Iterable[Permission], live: Iterable[Permission]
) -> set[Permission]:
    """The permissions that `live` gives to nobody who includes their holder.

    Everyone includes each holder but an AWS service; an account, whoever is in it. The registry's own account does not:
    its root delegates to IAM, where a grant to a role needs no IAM policy.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-single-account.html
    """
    found = [*live]
    left = not_covered_by(permissions, found)
    for wider in (_everyone, _account_of_another(registry)):
        widened = {permission: wider(permission) for permission in left}
        lost = not_covered_by(widened.values(), found)
        left = {permission for permission in left if widened[permission] in lost}
    return left


def _everyone(permission: Permission) -> Permission:
    return permission if ".amazonaws.com" in permission.holder else permission._replace(holder="*")


def _account_of_another(registry: Registry) -> Callable[[Permission], Permission]:
    def widened(permission: Permission) -> Permission:
        account = account_of(permission.holder)
        return permission._replace(holder=account) if account not in (None, registry.account) else permission

    return widened


def denies(statement: Statement) -> bool:
    """Whether a statement is anything but an Allow: a Deny overrides every grant."""
    return str(statement.get("Effect")).casefold() != "allow"


def deleted_principals(statement: Statement) -> tuple[str, ...]:
    """The deleted principals of a statement: unique ids instead of ARNs."""
    return tuple(sorted(name for name in _holders(statement) if name.startswith(_UNIQUE_ID)))


def severity_of(registry: Registry, gained: Iterable[Permission], lost: Iterable[Permission]) -> Severity:
    """How severe it is that permissions were gained and lost in a registry.

    Critical: somebody outside the account gained any, anybody gained one to destroy images or to change permissions,
    or a pull, through a cache rule or not, is lost. Any other is a warning; none at all is cosmetic.
    """
    new, gone = set(gained), set(lost)
    outside = any(accounts_of(permission) != {registry.account} for permission in new)
    destroys = any(permission.action in DESTROYING_ACTIONS for permission in new)
    if outside or destroys or any(permission.action in _PULLS for permission in gone):
        return Severity.CRITICAL
    return Severity.WARNING if new or gone else Severity.INFO


def accounts_of(permission: Permission) -> frozenset[str]:
    """The account to which the holder or else the condition limits a permission; empty where there is no limit."""
    if account := account_of(permission.holder):
        return frozenset({account})
    # A text that begins with [ stands for many values.
    tests = (test for test in permission.condition if not test[2].startswith("["))
    pinned = (_account_in(value) for operator, key, value in tests if operator in _ONE_OF and key in _ACCOUNT_KEYS)
    return frozenset(account for account in pinned if account)


def organizations_of(permission: Permission) -> frozenset[str]:
    """The organizations to which the condition limits a permission; empty where there is no limit."""
    found: set[str] = set()
    for operator, key, value in permission.condition:
        comparison = operator.removeprefix(_FOR_ANY_VALUE)
        of_paths = key in _ORGANIZATION_PATH_KEYS and operator != comparison
        if comparison in _ONE_OF and (of_paths or key in _ORGANIZATION_KEYS):
            values = json.loads(value) if value.startswith("[") else [value]
            named = [str(text).partition("/")[0] if of_paths else str(text) for text in values]
            found.update(named if all(map(_IS_ORGANIZATION.fullmatch, named)) else ())
    return frozenset(found)


def account_of(holder: str) -> str | None:
    """The account of a holder; None for everybody, everybody with exceptions, and services."""
    return None if holder.startswith(EVERYONE_EXCEPT) else _account_in(holder, services=("iam", "sts"))


def actions_of(statement: Statement) -> set[str]:
    """Every known action that a statement names or matches, and unknown ones as they are written."""
    if "NotAction" in statement:
        return {*_KNOWN} - {action for name in listed(statement["NotAction"]) for action in _matched(str(name))}
    return {action for name in listed(statement.get("Action", [])) for action in _matched(str(name))}


def _account_in(text: str, services: tuple[str, ...] = ()) -> str | None:
    """The account that a text is the number of, or that an ARN names without a wildcard."""
    arn = Arn.parse(text)
    of_service = arn is not None and arn.account.isdecimal() and (not services or arn.service in services)
    return account_of_root(text) or (arn.account if arn and of_service else None)


def _permissions(statement: Statement) -> Iterator[Permission]:
    holders = [account_of_root(name) or name for name in _holders(statement) if not name.startswith(_UNIQUE_ID)]
    resources = [str(resource) for resource in listed(statement.get("Resource", "*"))]
    if "NotResource" in statement:
        resources = [f"{EVERYONE_EXCEPT}{json.dumps(statement['NotResource'])}"]
    conditions = _conditions(statement.get("Condition"))
    return (Permission(*parts) for parts in product(holders, actions_of(statement), resources, conditions))


@cache
def _matched(name: str) -> frozenset[str]:
    # [ is no wildcard to IAM: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    pattern = re.compile(translate(name.replace("[", "[[]")), re.IGNORECASE)
    return frozenset(action for action in _KNOWN if pattern.fullmatch(action)) or frozenset({name})


def _holders(statement: Statement) -> list[str]:
    if "NotPrincipal" in statement:
        return [f"{EVERYONE_EXCEPT}{json.dumps(statement['NotPrincipal'], sort_keys=True)}"]
    principal = statement.get("Principal", "*")
    named = principal.values() if isinstance(principal, dict) else [principal]
    return [str(name) for names in named for name in listed(names)]


def _conditions(condition: Any) -> list[Condition]:
    """The alternatives of a condition, in one form: names of operators and keys in any case, values as texts."""
    if not isinstance(condition, dict) or not all(isinstance(keys, dict) for keys in condition.values()):
        return [frozenset({("", "", json.dumps(condition, sort_keys=True))} if condition else ())]
    tests = [
        [
            (_operator(operator, value), key.casefold(), value)
            for value in sorted({_value(value) for value in listed(values)})
        ]
        for operator, keys in condition.items()
        for key, values in keys.items()
    ]
    single = [values if values and values[0][0] in _ONE_OF else [_together(values)] for values in tests if values]
    if prod(map(len, single)) > _MOST_ALTERNATIVES:
        single = [[_together(values)] for values in single]
    return [frozenset(alternative) for alternative in product(*single)]


def _operator(name: str, value: str) -> str:
    """An operator in lower case; operators that mean the same for a value become one."""
    operator = name.casefold()
    if operator == "stringlike" and not {"*", "?"} & {*value}:
        return "stringequals"
    return "arnlike" if operator == "arnequals" else operator


def _together(tests: list[tuple[str, str, str]]) -> tuple[str, str, str]:
    """Tests of one operator and key as one, where the values are not alternatives, or are too many."""
    operator, key, _ = tests[0]
    return operator, key, tests[0][2] if len(tests) == 1 else json.dumps([value for _, _, value in tests])


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
