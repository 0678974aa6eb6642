"""When two policies say the same, exactly by the provider's rule, oddities included.

The rule is that of hashicorp/awspolicyequivalence 1.7.0, with which the provider decides whether there is anything to
do: a policy that it takes for equal `pulumi up` leaves as it is. tests/judges/test_policy_equivalence.py holds this
against that library itself.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from union_ecr.ecr.arn import Arn

_ACCOUNT = re.compile(r"[0-9]{12}", re.ASCII)
_SETS = ("Action", "NotAction", "Resource", "NotResource")
Statement = Mapping[str, Any]


def equivalent_policies(old: str | None, new: str | None) -> bool:
    """Whether two texts are the same policy to the provider; what is no policy equals nothing, not even itself.

    Free are the order of statements, actions, resources, principals and condition values, one text or a list of one,
    an account's number or its root's ARN, a number or truth value as text, and keys that policies do not have. Sids,
    the Version, the case of actions and how often one stands there are not. No text and `{}` are the same.
    """
    try:
        first, second = _document(old), _document(new)
        return _exact(first) == _exact(second) or _same_documents(first, second)
    except (ValueError, TypeError):
        return False


def account_of_root(principal: str) -> str | None:
    """The account that a principal stands for as a whole: by its number, or by the ARN of its root."""
    if _ACCOUNT.fullmatch(principal):
        return principal
    arn = Arn.parse(principal)
    return arn.account if arn and arn.is_account_root else None


def _document(text: str | None) -> Mapping[str, Any]:
    """Version, Id and Statement; a list of one policy is that policy, as with the trust policies of old."""
    stripped = (text or "").strip()
    if stripped.startswith("[") and stripped.endswith("]"):
        stripped = stripped[1:-1].strip()
    given = _fields(json.loads(stripped or "{}", parse_int=float) or {})
    return {"Version": _text(given.get("version")), "Id": _text(given.get("id")), "Statement": given.get("statement")}


def _same_documents(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    mine, theirs = _statements(first["Statement"]), _statements(second["Statement"])
    return (
        (first["Version"], first["Id"], len(mine)) == (second["Version"], second["Id"], len(theirs))
        and _each_has_an_equal(mine, theirs, _same_statements)
        and _each_has_an_equal(theirs, mine, _same_statements)
    )


def _statements(given: Any) -> list[Statement]:
    if given is None:
        return []
    return [_statement(statement) for statement in (given if isinstance(given, list) else [given])]


def _statement(given: Any) -> Statement:
    """A statement with the provider's types: other ones are an error there."""
    fields = _fields(given)
    conditions = fields.get("condition")
    return {
        **{key: _text(fields.get(key.lower())) for key in ("Sid", "Effect")},
        **{key: fields.get(key.lower()) for key in (*_SETS, "Principal", "NotPrincipal")},
        "Condition": None if conditions is None else _conditions(conditions),
    }


def _conditions(given: Any) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(given, dict) or not all(isinstance(keys, dict | None) for keys in given.values()):
        raise TypeError(f"{given!r} is no condition")
    return {operator: keys or {} for operator, keys in given.items()}


def _same_statements(first: Statement, second: Statement) -> bool:
    return (
        first["Sid"] == second["Sid"]
        and first["Effect"].casefold() == second["Effect"].casefold()
        and all(_sorted(first[key]) == _sorted(second[key]) for key in _SETS)
        and _same_conditions(first["Condition"], second["Condition"])
        and all(_same_principals(first[key], second[key]) for key in ("Principal", "NotPrincipal"))
    )


def _same_conditions(first: Mapping[str, Any] | None, second: Mapping[str, Any] | None) -> bool:
    """Absent is not empty here."""
    if first is None or second is None:
        return first is second
    return first.keys() == second.keys() and all(
        first[operator].keys() == second[operator].keys()
        and all(_same_values(values, second[operator][key]) for key, values in first[operator].items())
        for operator in first
    )


def _same_values(first: Any, second: Any) -> bool:
    mine, theirs = _texts(first), _texts(second)
    return None not in (mine, theirs) and len(mine or ()) == len(theirs or ()) and {*(mine or ())} == {*(theirs or ())}


def _same_principals(first: Any, second: Any) -> bool:
    """The provider compares only maps of principals: any two texts are equal, and so are a text and nothing."""
    mine, theirs = _named(first), _named(second)
    return mine.keys() == theirs.keys() and all(
        len(principals) == len(theirs[kind])
        and _each_has_an_equal(principals, theirs[kind], _same_principal)
        and _each_has_an_equal(theirs[kind], principals, _same_principal)
        for kind, principals in mine.items()
    )


def _named(principal: Any) -> dict[str, list[str]]:
    kinds = principal if isinstance(principal, dict) else {}
    return {kind: texts for kind, named in kinds.items() if (texts := _texts(named))}


def _same_principal(first: str, second: str) -> bool:
    """An account's number is its root's ARN; two ARNs are compared as they are."""
    if first == second:
        return True
    return (_ACCOUNT.fullmatch(first) or _ACCOUNT.fullmatch(second)) is not None and (
        account_of_root(first) == account_of_root(second) is not None
    )


def _each_has_an_equal(some: Sequence[Any], others: Sequence[Any], same: Callable[[Any, Any], bool]) -> bool:
    return all(any(same(first, second) for second in others) for first in some)


def _sorted(value: Any) -> list[str] | None:
    texts = _texts(value)
    return None if texts is None else sorted(texts)


def _texts(value: Any) -> list[str] | None:
    """What stands there as a list of texts; None where something else than text, number or truth value does."""
    if value is None:
        return []
    texts = [_scalar(member) for member in (value if isinstance(value, list) else [value])]
    return None if None in texts else [text for text in texts if text is not None]


def _scalar(value: Any) -> str | None:
    match value:
        case str():
            return value
        case bool():
            return str(value).lower()
        case float():
            return format(Decimal(repr(value)).normalize(), "f")
    return None


def _text(value: Any) -> str:
    if not isinstance(value, str | None):
        raise TypeError(f"{value!r} is no text")
    return value or ""


def _fields(given: Any) -> dict[str, Any]:
    """An object's members by their names in lower case: Go reads them in any case."""
    if not isinstance(given, dict):
        raise TypeError(f"{given!r} is no object")
    return {name.lower(): value for name, value in given.items()}


def _exact(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True)
