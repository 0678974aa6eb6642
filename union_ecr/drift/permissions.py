"""Who may do what by a document, so that two documents are compared by what they allow and not by how they say it."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
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
# Keys that tell the account of whoever asks, or for whom a service asks.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
_ACCOUNT_KEYS = ("aws:principalaccount", "aws:sourceaccount", "aws:principalarn", "aws:sourcearn")
_MOST_ALTERNATIVES = 500
# Without the import nobody pulls an image of a mirror for the first time; making its repository is replication's, too.
_IMPORTS = {*REGISTRY_ACTIONS[RegistryAccess.PULL_THROUGH]} - {*REGISTRY_ACTIONS[RegistryAccess.REPLICATE]}
_PULLS = {*ACTIONS[Access.PULL], *_IMPORTS}


class Permission(NamedTuple):
    """One holder, one action, one resource (`*` in a repository policy) and the condition."""

    holder: str
    action: str
    resource: str
    condition: Condition


def statements_of(text: str) -> list[Statement] | None:
    """The statements of a policy; None where it is none."""
    try:
        found = json.loads(text).get("Statement", [])
    except (ValueError, AttributeError, TypeError):
        return None
    statements = listed(found)
    return statements if all(isinstance(one, dict) for one in statements) else None


def permissions_of(statements: Iterable[Statement]) -> set[Permission]:
    """What these statements allow together.

    An account is the same by its number and by its root's ARN, an action in any case and by any pattern, a condition
    in any order; where one of several values suffices, each is a right of its own. Principals that were deleted hold
    nothing: they never match again
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
    """
    return {right for one in statements if not denies(one) for right in _rights(one)}


def not_covered_by(rights: Iterable[Permission], others: Iterable[Permission]) -> set[Permission]:
    """Those of the rights that the others do not give as well, under the same condition or a weaker one."""
    conditions: dict[tuple[str, str, str], list[Condition]] = defaultdict(list)
    for right in others:
        conditions[right[:3]].append(right.condition)
    return {right for right in rights if not any(one <= right.condition for one in conditions[right[:3]])}


def denies(statement: Statement) -> bool:
    """Whether a statement is no plain Allow: a Deny wins over every grant."""
    return str(statement.get("Effect")).casefold() != "allow"


def deleted_principals(statement: Statement) -> tuple[str, ...]:
    """The principals of a statement that are gone: unique ids instead of ARNs."""
    return tuple(sorted(name for name in _holders(statement) if name.startswith(_UNIQUE_ID)))


def severity_of(registry: Registry, gained: Iterable[Permission], lost: Iterable[Permission]) -> Severity:
    """How bad it is that rights were gained and lost in a registry.

    Critical: somebody outside the account holds a new right, anybody may newly destroy images or change who may what,
    or a pull, through a mirror or not, is lost. Any other right is a setting; no right at all is cosmetic.
    """
    news, gone = set(gained), set(lost)
    strangers = any(accounts_of(right) != {registry.account} for right in news)
    destroys = any(right.action in DESTROYING_ACTIONS for right in news)
    if strangers or destroys or any(right.action in _PULLS for right in gone):
        return Severity.CRITICAL
    return Severity.WARNING if news or gone else Severity.INFO


def accounts_of(right: Permission) -> frozenset[str]:
    """The account that a right stays in, by its holder or else by its condition; none where it may be any."""
    if account := account_of(right.holder):
        return frozenset({account})
    # A text that begins with [ is many values, of which the first is not all.
    tests = (test for test in right.condition if not test[2].startswith("["))
    pinned = (_account_in(value) for operator, key, value in tests if operator in _ONE_OF and key in _ACCOUNT_KEYS)
    return frozenset(account for account in pinned if account)


def account_of(holder: str) -> str | None:
    """The account a holder is in; None for everybody, for services and for whoever is only excepted."""
    return None if holder.startswith(EVERYONE_EXCEPT) else _account_in(holder, services=("iam", "sts"))


def actions_of(statement: Statement) -> set[str]:
    """Every known action that a statement names or matches; what it names beside them as it stands."""
    if "NotAction" in statement:
        return {*_KNOWN} - {one for name in listed(statement["NotAction"]) for one in _matched(str(name))}
    return {one for name in listed(statement.get("Action", [])) for one in _matched(str(name))}


def _account_in(text: str, services: tuple[str, ...] = ()) -> str | None:
    """The account that is meant by its number, or that an ARN names without a wildcard."""
    arn = Arn.parse(text)
    of_service = arn is not None and arn.account.isdecimal() and (not services or arn.service in services)
    return account_of_root(text) or (arn.account if arn and of_service else None)


def _rights(statement: Statement) -> Iterator[Permission]:
    holders = [account_of_root(name) or name for name in _holders(statement) if not name.startswith(_UNIQUE_ID)]
    resources = [str(one) for one in listed(statement.get("Resource", "*"))]
    if "NotResource" in statement:
        resources = [f"{EVERYONE_EXCEPT}{json.dumps(statement['NotResource'])}"]
    conditions = _conditions(statement.get("Condition"))
    return (Permission(*one) for one in product(holders, actions_of(statement), resources, conditions))


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


def _conditions(given: Any) -> list[Condition]:
    """The alternatives of a condition, in one form: names of operators and keys in any case, values as texts."""
    if not isinstance(given, dict) or not all(isinstance(keys, dict) for keys in given.values()):
        return [frozenset({("", "", json.dumps(given, sort_keys=True))} if given else ())]
    tests = [
        [
            (_operator(operator, value), key.casefold(), value)
            for value in sorted({_value(one) for one in listed(values)})
        ]
        for operator, keys in given.items()
        for key, values in keys.items()
    ]
    single = [each if each and each[0][0] in _ONE_OF else [_together(each)] for each in tests if each]
    if prod(map(len, single)) > _MOST_ALTERNATIVES:
        single = [[_together(each)] for each in single]
    return [frozenset(one) for one in product(*single)]


def _operator(name: str, value: str) -> str:
    """In any case; two that say the same of a value are one."""
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
