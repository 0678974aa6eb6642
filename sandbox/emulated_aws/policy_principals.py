"""The principals that a resource policy may name, judged by their text.

IAM user guide, "AWS JSON policy elements: Principal". For whether a role exists, see recorded_principals.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

Statement = Mapping[str, Any]

_NAME = r"[\w+=,.@-]+"
ACCOUNT = re.compile(r"\d{12}")
# Accounts, roles and users with their paths, and the sessions of roles and users. No group: it is no principal. No
# wildcard inside: "You cannot use a wildcard to match part of a principal name or ARN."
ARN = re.compile(
    r"arn:(?P<partition>[\w-]+):(?:"
    rf"iam::(?P<account>\d{{12}}):(?:root|(?P<kind>role|user)/(?:{_NAME}/)*(?P<name>{_NAME}))"
    rf"|sts::(?P<session_account>\d{{12}}):(?:assumed-role/(?P<role>{_NAME})/{_NAME}|federated-user/{_NAME})"
    r")",
    re.ASCII,
)
SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")
IDENTITY_PROVIDER = re.compile(r"arn:(?P<partition>[\w-]+):iam::\d{12}:(?:saml|oidc)-provider/[^*?\s]+")
WEB_IDENTITY_PROVIDERS = (
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "www.amazon.com",
)


class InvalidPolicy(Exception):
    """The rule that a policy breaks. ECR itself does not say which."""


def as_list(value: Any) -> list[Any]:
    """Return a policy element as a list: a single value stands for a list of one."""
    return value if isinstance(value, list) else [value]


def check_principals(statement: Statement, partition: str) -> None:
    """Refuse a statement without principals, or with one of an invalid form or another partition.

    NotPrincipal goes with Deny only (IAM user guide, "AWS JSON policy elements: NotPrincipal").
    """
    given = [element for element in ("Principal", "NotPrincipal") if element in statement]
    if len(given) != 1:
        raise InvalidPolicy("a statement needs a Principal, or a NotPrincipal")
    if given == ["NotPrincipal"] and statement.get("Effect") == "Allow":
        raise InvalidPolicy("NotPrincipal goes with Deny only")
    principal = statement[given[0]]
    if principal == "*":
        return
    if not isinstance(principal, dict) or not principal:
        raise InvalidPolicy('a principal is "*" or a map of kinds')
    for kind, entries in principal.items():
        allowed = _KINDS.get(kind)
        if allowed is None:
            raise InvalidPolicy(f"no kind of principal: {kind}")
        if entries == []:
            raise InvalidPolicy(f"no principal in {kind}")
        for entry in as_list(entries):
            if not isinstance(entry, str) or not allowed(entry, partition):
                raise InvalidPolicy(f"no principal: {entry!r}")


def replace_aws_principals(statement: Statement, replacement: Callable[[str], str]) -> dict[str, Any]:
    """Return the statement with each of its AWS principals replaced; all else as it was given."""
    replaced = dict(statement)
    for element in ("Principal", "NotPrincipal"):
        principal = statement.get(element)
        if isinstance(principal, dict) and "AWS" in principal:
            entries = principal["AWS"]
            many = [replacement(entry) for entry in as_list(entries)]
            replaced[element] = {**principal, "AWS": many if isinstance(entries, list) else many[0]}
    return replaced


def _is_aws(entry: str, partition: str) -> bool:
    arn = ARN.fullmatch(entry)
    return entry == "*" or ACCOUNT.fullmatch(entry) is not None or (arn is not None and arn["partition"] == partition)


def _is_service(entry: str, partition: str) -> bool:
    """Tell a service's name; some end in .cn in China, and nowhere else.

    IAM user guide, "AWS JSON policy elements: Principal", AWS service principals (opt-in Regions and China).
    """
    return SERVICE.fullmatch(entry) is not None and (partition == "aws-cn" or not entry.endswith(".cn"))


def _is_federated(entry: str, partition: str) -> bool:
    provider = IDENTITY_PROVIDER.fullmatch(entry)
    return entry in WEB_IDENTITY_PROVIDERS or (provider is not None and provider["partition"] == partition)


_KINDS: Mapping[str, Callable[[str, str], bool]] = {
    "AWS": _is_aws,
    "Service": _is_service,
    "Federated": _is_federated,
}
