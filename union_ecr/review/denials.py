"""What a policy denies, as lines."""

from collections.abc import Iterator, Mapping
from typing import Any

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.policy_document import listed

_OTHER_WAYS = "a data plane or push role that comes another way is locked out"
_OTHER_ORGANIZATIONS = "a data plane or push role whose account is outside is locked out"


def is_deny(statement: Mapping[str, Any]) -> bool:
    """Whether a statement of a declared policy has the effect Deny."""
    return bool(statement["Effect"] == "Deny")


def describe_denial(statement: Mapping[str, Any]) -> str:
    """A Deny statement of a declared policy: what is denied, and to whom it is not."""
    condition = statement["Condition"]
    excepted = ", ".join(_exceptions(condition))
    unless = condition.get("StringNotEquals", {})
    if endpoints := unless.get("aws:SourceVpce"):
        through = f"through anything but {', '.join(listed(endpoints))}"
        return f"DENIED {through}: pull and push, except to {excepted}; {_OTHER_WAYS}"
    if organization := unless.get("aws:PrincipalOrgID"):
        return f"DENIED outside organization {organization}: everything, except to {excepted}; {_OTHER_ORGANIZATIONS}"
    return f"DENIED to everyone else: push, except to {excepted}"


def _exceptions(condition: Mapping[str, Any]) -> Iterator[str]:
    """Those whom a statement does not deny: the principals named, the registry's account, AWS services."""
    service_linked = False
    for pattern in listed(condition["ArnNotLike"]["aws:PrincipalArn"]):
        arn = Arn.parse(pattern)
        if arn and arn.resource == "role/aws-service-role/*":
            service_linked = True
        else:
            yield f"everyone in account {arn.account}" if arn and arn.resource == "*" else pattern
    if account := condition.get("StringNotEquals", {}).get("aws:PrincipalAccount"):
        yield f"everyone in account {account}"
    yield "AWS services and the account's service-linked roles" if service_linked else "AWS services"
