"""Who may do what by a document, so that two documents are compared by what they allow and not by how they say it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import translate
from functools import cache
from typing import Any, NamedTuple

from model.access import ACTIONS, DESTROYING_ACTIONS, REGISTRY_ACTIONS, REPOSITORY_ACTIONS, Access
from model.findings import Severity
from model.images import Registry
from model.policy_equivalence import account_of_root

Statement = Mapping[str, Any]
EVERYBODY_BUT = "everybody but "
_KNOWN = sorted({*REPOSITORY_ACTIONS, *(action for actions in REGISTRY_ACTIONS.values() for action in actions)})
# Unique ids of roles and users; a policy shows them where the principal it named was deleted.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
_UNIQUE_ID = ("AROA", "AIDA")


class Right(NamedTuple):
    """One holder, one action, one resource (`*` in a repository policy) and the condition, as text."""

    holder: str
    action: str
    resource: str
    condition: str


def statements_of(text: str) -> list[Statement] | None:
    """The statements of a policy; None where it is none."""
    try:
        found = json.loads(text).get("Statement", [])
    except (ValueError, AttributeError, TypeError):
        return None
    statements = listed(found)
    return statements if all(isinstance(one, dict) for one in statements) else None


def rights_of(statements: Iterable[Statement]) -> set[Right]:
    """What these statements allow together.

    An account is the same by its number and by its root's ARN, an action in any case and by any pattern, a condition
    in any order. Principals that were deleted hold nothing: they never match again
    (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html).
    """
    return {right for one in statements if not denies(one) for right in _rights(one)}


def denies(statement: Statement) -> bool:
    """Whether a statement is no plain Allow: a Deny wins over every grant."""
    return str(statement.get("Effect")).casefold() != "allow"


def dead_principals(statement: Statement) -> tuple[str, ...]:
    """The principals of a statement that are gone: unique ids instead of ARNs."""
    return tuple(sorted(name for name in _holders(statement) if name.startswith(_UNIQUE_ID)))


def severity_of(registry: Registry, gained: Iterable[Right], lost: Iterable[Right]) -> Severity:
    """How bad it is that rights were gained and lost in a registry.

    Critical: somebody outside the account holds a new right, anybody may newly destroy images or change who may what,
    or a pull is lost. Any other right is a setting; no right at all is cosmetic.
    """
    news, gone = set(gained), set(lost)
    strangers = any(account_of(right.holder) != registry.account for right in news)
    destroys = any(right.action in DESTROYING_ACTIONS for right in news)
    if strangers or destroys or any(right.action in ACTIONS[Access.PULL] for right in gone):
        return Severity.CRITICAL
    return Severity.WARNING if news or gone else Severity.INFO


def account_of(holder: str) -> str | None:
    """The account a holder is in; None for everybody, for services and for whoever is only excepted."""
    if holder.startswith(EVERYBODY_BUT):
        return None
    parts = holder.split(":")
    return account_of_root(holder) or (parts[4] if len(parts) > 5 and parts[2] in ("iam", "sts") else None)


def listed(value: Any) -> list[Any]:
    """A list, or one thing as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


def _rights(statement: Statement) -> Iterator[Right]:
    condition = _condition(statement.get("Condition"))
    holders = [account_of_root(name) or name for name in _holders(statement) if not name.startswith(_UNIQUE_ID)]
    resources = [str(one) for one in listed(statement.get("Resource", "*"))]
    if "NotResource" in statement:
        resources = [f"{EVERYBODY_BUT}{json.dumps(statement['NotResource'])}"]
    for action in _actions(statement):
        for holder in holders:
            for resource in resources:
                yield Right(holder, action, resource, condition)


def _actions(statement: Statement) -> set[str]:
    """Every known action that a statement names or matches; what it names beside them as it stands."""
    if "NotAction" in statement:
        return {*_KNOWN} - {one for name in listed(statement["NotAction"]) for one in _matched(str(name))}
    return {one for name in listed(statement.get("Action", [])) for one in _matched(str(name))}


@cache
def _matched(name: str) -> frozenset[str]:
    # [ is no wildcard to IAM: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
    pattern = re.compile(translate(name.replace("[", "[[]")), re.IGNORECASE)
    return frozenset(action for action in _KNOWN if pattern.fullmatch(action)) or frozenset({name})


def _holders(statement: Statement) -> list[str]:
    if "NotPrincipal" in statement:
        return [f"{EVERYBODY_BUT}{json.dumps(statement['NotPrincipal'], sort_keys=True)}"]
    principal = statement.get("Principal", "*")
    named = principal.values() if isinstance(principal, dict) else [principal]
    return [str(name) for names in named for name in listed(names)]


def _condition(given: Any) -> str:
    """A condition in one form: names of operators and keys in any case, values as a set of texts."""
    if not isinstance(given, dict):
        return json.dumps(given) if given else "{}"
    form = {
        str(operator).casefold(): {
            str(key).casefold(): sorted({str(value) for value in listed(values)}) for key, values in keys.items()
        }
        if isinstance(keys, dict)
        else keys
        for operator, keys in given.items()
    }
    return json.dumps(form, sort_keys=True, default=str)
