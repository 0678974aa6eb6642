"""Which repository and registry policies ECR accepts, judged by their text.

IAM user guide, "IAM JSON policy elements reference" and "Grammar of the IAM JSON policy language"; Amazon ECR user
guide, "Private repository policies in Amazon ECR" and "Private registry permissions in Amazon ECR". ECR answers
every invalid policy with the same sentence; the reasons here are for the tests.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from .policy_principals import ACCOUNT, InvalidPolicy, as_list, check_principals, replace_aws_principals
from .service_model import operation_names
from .wildcards import wildcard_match

LONGEST_POLICY = 10_240  # API reference, SetRepositoryPolicy and PutRegistryPolicy
VERSIONS = ("2012-10-17", "2008-10-17")
ELEMENTS = {"Version", "Id", "Statement"}
STATEMENT_ELEMENTS = frozenset(
    "Sid Effect Principal NotPrincipal Action NotAction Resource NotResource Condition".split()
)
# Service authorization reference, "Actions defined by Amazon Elastic Container Registry": permissions without an
# operation of that name.
PERMISSIONS_ONLY = frozenset({"BatchImportUpstreamImage", "GetImageCopyStatus", "ReplicateImage"})
# It has no resource, so only an identity policy can grant it (user guide, "Private registry authentication").
TOKEN_ACTION = "getauthorizationtoken"  # noqa: S105  # an action's name
# IAM user guide, "IAM JSON policy elements: Condition operators".
_NEGATABLE = "StringEquals StringEqualsIgnoreCase StringLike ArnEquals ArnLike NumericEquals DateEquals"
_PLAIN = (
    "NumericLessThan NumericLessThanEquals NumericGreaterThan NumericGreaterThanEquals DateLessThan "
    "DateLessThanEquals DateGreaterThan DateGreaterThanEquals Bool BinaryEquals IpAddress NotIpAddress"
)
_NEGATED = re.compile(r"(?=Equals|Like)")
CONDITION_OPERATORS = frozenset(
    [*_NEGATABLE.split(), *(_NEGATED.sub("Not", name) for name in _NEGATABLE.split()), *_PLAIN.split()]
)
OPERATOR = re.compile(r"(?:ForAllValues:|ForAnyValue:)?(?:(?P<null>Null)|(?P<name>\w+?)(?:IfExists)?)")
CONDITION_KEY = re.compile(r"[a-zA-Z0-9-]+:[^\s:].*")

PolicyKind = Literal["repository", "registry"]


@dataclass(frozen=True)
class RegistryLocation:
    """Where a registry is: an account's ECR in a region."""

    partition: str
    region: str
    account: str

    @property
    def arn(self) -> str:
        """The beginning of the ARNs of its repositories."""
        return f"arn:{self.partition}:ecr:{self.region}:{self.account}"


def checked_policy(text: str, kind: PolicyKind, registry: RegistryLocation) -> dict[str, Any]:
    """Return the document, or raise InvalidPolicy for what ECR would refuse in it."""
    if len(text) > LONGEST_POLICY:
        raise InvalidPolicy(f"more than {LONGEST_POLICY} characters")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidPolicy("no JSON") from None
    if not isinstance(document, dict):
        raise InvalidPolicy("no JSON object")
    _check_elements(document, ELEMENTS)
    if document.get("Version", VERSIONS[1]) not in VERSIONS:
        raise InvalidPolicy(f"no version of the policy language: {document['Version']!r}")
    if not isinstance(document.get("Id", ""), str):
        raise InvalidPolicy("the Id is no text")
    statements = as_list(document.get("Statement", []))
    if not statements:
        raise InvalidPolicy("no statement")
    for statement in statements:
        _check_statement(statement, kind, registry)
    sids = [statement["Sid"] for statement in statements if "Sid" in statement]
    if len(set(sids)) < len(sids):
        raise InvalidPolicy("two statements have the same Sid")
    return document


def normalised_policy(document: Mapping[str, Any], partition: str) -> dict[str, Any]:
    """Return the document as AWS stores it: an account's id becomes its root ARN, all else stays as it was given.

    IAM user guide, "AWS JSON policy elements: Principal", AWS account principals.
    """

    def root_arn(principal: str) -> str:
        return f"arn:{partition}:iam::{principal}:root" if ACCOUNT.fullmatch(principal) else principal

    return with_aws_principals(document, root_arn)


def with_aws_principals(document: Mapping[str, Any], replacement: Callable[[str], str]) -> dict[str, Any]:
    """Return the document with each AWS principal of each statement replaced."""
    given = document["Statement"]
    statements = [replace_aws_principals(statement, replacement) for statement in as_list(given)]
    return {**document, "Statement": statements if isinstance(given, list) else statements[0]}


def _check_elements(value: Mapping[str, Any], known: Iterable[str]) -> None:
    unknown = set(value) - set(known)
    if unknown:
        raise InvalidPolicy(f"no such element: {', '.join(sorted(unknown))}")


def _check_statement(statement: Any, kind: PolicyKind, registry: RegistryLocation) -> None:
    if not isinstance(statement, dict):
        raise InvalidPolicy("a statement is no JSON object")
    _check_elements(statement, STATEMENT_ELEMENTS)
    if not isinstance(statement.get("Sid", ""), str):
        raise InvalidPolicy("a Sid is no text")
    if statement.get("Effect") not in ("Allow", "Deny"):
        raise InvalidPolicy("an Effect is Allow or Deny")
    check_principals(statement, registry.partition)
    for action in _entries(statement, "Action"):
        _check_action(action)
    if kind == "registry":
        for resource in _entries(statement, "Resource"):
            _check_resource(resource, registry)
    # A repository policy hangs on its repository. The user guide's examples have no Resource or "*"; a
    # repository's ARN has been seen refused (aws-cdk issue #3583).
    elif "NotResource" in statement or as_list(statement.get("Resource", "*")) != ["*"]:
        raise InvalidPolicy('the Resource of a repository policy is "*", or none')
    _check_conditions(statement.get("Condition", {}))


def _entries(statement: Mapping[str, Any], element: str) -> list[str]:
    """Return the texts of an element or of its opposite; one of the two must be there, with one text at least."""
    given = [name for name in (element, f"Not{element}") if name in statement]
    entries = as_list(statement[given[0]]) if len(given) == 1 else []
    if not entries or not all(isinstance(entry, str) for entry in entries):
        raise InvalidPolicy(f"a statement needs an {element}, a text or a list of texts")
    return entries


@cache
def _action_names() -> tuple[str, ...]:
    return tuple(name.lower() for name in operation_names() | PERMISSIONS_ONLY)


def _check_action(action: str) -> None:
    """Refuse what is no action of ECR; names are case-insensitive and may hold * and ?."""
    service, _, name = action.lower().partition(":")
    if service != "ecr" or not any(wildcard_match(known, name) for known in _action_names()):
        raise InvalidPolicy(f"no action of ECR: {action}")
    if name == TOKEN_ACTION:
        raise InvalidPolicy("a resource policy cannot grant ecr:GetAuthorizationToken")


def _check_resource(resource: str, registry: RegistryLocation) -> None:
    """Refuse what is no repository of this registry; the name may hold wildcards, and "*" is every repository."""
    if resource != "*" and not re.fullmatch(re.escape(f"{registry.arn}:repository/") + r"[a-z0-9*?._/-]+", resource):
        raise InvalidPolicy(f"no repository of the registry: {resource}")


def _check_conditions(conditions: Any) -> None:
    if not isinstance(conditions, dict):
        raise InvalidPolicy("a Condition is no JSON object")
    for operator, keys in conditions.items():
        known = OPERATOR.fullmatch(operator)
        if known is None or not (known["null"] or known["name"] in CONDITION_OPERATORS):
            raise InvalidPolicy(f"no condition operator: {operator}")
        if not isinstance(keys, dict) or not keys:
            raise InvalidPolicy(f"{operator} compares nothing")
        for key, values in keys.items():
            if not CONDITION_KEY.fullmatch(key):
                raise InvalidPolicy(f"no condition key: {key}")
            if not all(isinstance(value, str | int | float) for value in as_list(values)):
                raise InvalidPolicy(f"{key} is compared with no value")
