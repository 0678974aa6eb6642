"""Whom a permission is for, in words."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from union_ecr.drift.permissions import EVERYONE_EXCEPT, Condition, Permission, account_of
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.policy_document import listed
from union_ecr.ecr.registry import Registry

_MOST_NAMED = 3
_BY_ARN, _AUDIENCE = "aws:principalarn", ":aud"
_CLAIMS: Mapping[str, str] = {":sub": "with the subject", ":job_workflow_ref": "by the workflow"}
"""Claims of tokens, by the end of their condition keys."""
_ORGANIZATION, _UNIT, _ACCOUNT = "aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount"
_SOURCES = ("aws:sourcearn", "aws:sourceaccount")
_ENDPOINT = "aws:sourcevpce"
# What a Deny excepts, by condition keys, as it stands behind "anyone in AWS".
_EXCEPTED: Mapping[str, str] = {
    _BY_ARN: " (except {})",
    _ORGANIZATION: " outside organization {}",
    _ACCOUNT: " outside {}",
    _ENDPOINT: " that does not come through {}",
}
_NOT_SERVICES = {("aws:principalisawsservice", "false"), ("aws:viaawsservice", "false")}
_SERVICE_LINKED = ":role/aws-service-role/"
_OPERATORS: Mapping[str, str] = {
    "stringequals": "is",
    "stringequalsignorecase": "is",
    "stringlike": "is",
    "arnlike": "is",
    "bool": "is",
    "ipaddress": "is",
    "stringnotequals": "is not",
    "stringnotequalsignorecase": "is not",
    "stringnotlike": "is not",
    "arnnotequals": "is not",
    "arnnotlike": "is not",
    "notipaddress": "is not",
}


@dataclass(frozen=True)
class PrincipalNames:
    """How principals are named in a registry: data planes as the stack files call them, by the ARNs of their roles.

    `role` is whom an identity policy is for, which names no principal.
    """

    registry: Registry
    data_planes: Mapping[str, str]
    role: str | None = None

    def describe(self, permission: Permission) -> str:
        """The holder of a permission, with its condition."""
        if permission.holder == "*" and self.role:
            return f"{self.role}{_if(permission.condition)}"
        exceptions = self._exceptions(permission) if permission.holder == "*" else {}
        condition = permission.condition - {*exceptions}
        named = {key: value for operator, key, value in condition if _operator_phrase(operator) == "is"}
        rest = {test for test in condition if named.get(test[1]) != test[2]}
        who = self._holder(permission.holder)
        if _BY_ARN in named:
            who = self._holder(named.pop(_BY_ARN))
        elif permission.holder == "*":
            who = f"{_anyone(named)}{''.join(exceptions.values())}"
        for source in (key for key in _SOURCES if key in named):
            who = f"{who} for {named.pop(source)}"
        for claim, phrase in _CLAIMS.items():
            for key in [key for key in named if key.endswith(claim)]:
                who = f"{who} {phrase} {named.pop(key)}"
        left = {test for test in condition if test[1] in named and not test[1].endswith(_AUDIENCE)}
        return f"{who}{_if(rest | left)}"

    def begins_with_a_name(self, text: str) -> bool:
        """Whether a sentence begins with the name of a data plane, which keeps its case."""
        return any(text.startswith(name) for name in self.data_planes.values())

    def _exceptions(self, permission: Permission) -> dict[tuple[str, str, str], str]:
        """The tests of a condition by which it is not for some, each with its words."""
        found: dict[tuple[str, str, str], str] = {}
        services = {test for test in permission.condition if test[0].startswith("bool") and test[1:] in _NOT_SERVICES}
        excluding = [
            test for test in permission.condition if _operator_phrase(test[0]) == "is not" and test[1] in _EXCEPTED
        ]
        for test in sorted(excluding, key=lambda test: [*_EXCEPTED].index(test[1])):
            values = json.loads(test[2]) if test[2].startswith("[") else [test[2]]
            names = [self._excepted(str(value)) for value in values if _SERVICE_LINKED not in str(value)]
            if test[1] == _BY_ARN:
                names += ["AWS services"] if services else []
            as_well = test[1] == _ACCOUNT and any(key == _ORGANIZATION for _, key, _ in excluding)
            phrase = " and {}" if as_well else _EXCEPTED[test[1]]
            found[test] = phrase.format(enumerated(names, "or" if test[1] == _ENDPOINT else "and"))
        return found | dict.fromkeys(services, "") if any(test[1] == _BY_ARN for test in found) else found

    def _excepted(self, value: str) -> str:
        arn = Arn.parse(value)
        if value.isdecimal():
            return self._account(value)
        return f"everyone in {self._account(arn.account)}" if arn and arn.resource == "*" else self._holder(value)

    def _holder(self, holder: str) -> str:
        if holder == "*":
            return "anyone in AWS"
        if holder.startswith(EVERYONE_EXCEPT):
            return f"everyone in AWS but {self._all_of(holder.removeprefix(EVERYONE_EXCEPT))}"
        account, arn = account_of(holder), Arn.parse(holder)
        if account and not (arn and arn.resource != "root"):
            return f"everyone in {self._account(account)} whose IAM policy allows it"
        if arn is None:
            return f"the service {holder}" if ".amazonaws.com" in holder else holder
        if plane := self.data_planes.get(holder):
            return f"{plane} (role {arn.name})" if [*self.data_planes.values()].count(plane) > 1 else plane
        kind, _, name = arn.resource.partition("/")
        if kind == "oidc-provider":
            return f"jobs of {name}"
        return f"{kind} {name} of {self._account(arn.account)}"

    def _all_of(self, element: str) -> str:
        """Those whom a NotPrincipal element excepts, from its JSON."""
        excepted = json.loads(element)
        named = excepted.values() if isinstance(excepted, dict) else [excepted]
        return enumerated(self._excepted(str(principal)) for value in named for principal in listed(value))

    def _account(self, account: str) -> str:
        if account == self.registry.account:
            return "the registry's own account"
        names = ", ".join(self._planes_by_account.get(account, ()))
        return f"account {account} ({names})" if names else f"account {account}"

    @cached_property
    def _planes_by_account(self) -> dict[str, dict[str, None]]:
        found: dict[str, dict[str, None]] = {}
        for text, name in self.data_planes.items():
            arn = Arn.parse(text)
            if arn:
                found.setdefault(arn.account, {})[name] = None
        return found


def _anyone(named: dict[str, str]) -> str:
    """Everyone under a condition on the caller's account or organization; takes what it says from `named`."""
    organization, unit, account = (named.pop(key, None) for key in (_ORGANIZATION, _UNIT, _ACCOUNT))
    if account:
        return f"anyone in account {account}"
    if unit:
        return f"anyone in organizational unit {unit.removesuffix('/*').removesuffix('/')}"
    return f"anyone in organization {organization}" if organization else "anyone in AWS"


def _operator_phrase(operator: str) -> str:
    name = operator.removeprefix("foranyvalue:")
    return _OPERATORS.get(name, operator)


def _if(condition: Iterable[tuple[str, str, str]] | Condition) -> str:
    tests = [_test(operator, key, value) for operator, key, value in sorted(condition)]
    return f", if {' and '.join(tests)}," if tests else ""


def _test(operator: str, key: str, value: str) -> str:
    if operator == "null":
        return f"{key} is {'absent' if value.lower() == 'true' else 'present'}"
    return f"{key} {_operator_phrase(operator)} {value}"


def enumerated(names: Iterable[str], conjunction: str = "and") -> str:
    """`a, b and c`; of more than a few the first, and how many there are besides."""
    distinct = list(dict.fromkeys(names))
    if len(distinct) > _MOST_NAMED + 1:
        distinct = [*distinct[:_MOST_NAMED], f"{len(distinct) - _MOST_NAMED:,} more"]
    *first, last = distinct or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last
