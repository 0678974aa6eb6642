"""How a statement of a repository's or the registry's policy names its grantees."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grantees import Grantee, RolesBy


@dataclass(frozen=True, order=True)
class PrincipalForm:
    """How a statement names its grantees: what follows the access in its Sid, and the condition that lists them."""

    rank: int
    sid: str
    operator: str = ""
    key: str = ""
    service: str = ""


BY_ARN = PrincipalForm(0, "")
BY_CONDITION = PrincipalForm(1, "ByRoleArn", "ArnLike", "aws:PrincipalArn")
ORGANIZATION = PrincipalForm(2, "Organization", "StringEquals", "aws:PrincipalOrgID")
UNITS = PrincipalForm(3, "OrganizationalUnits", "ForAnyValue:StringLike", "aws:PrincipalOrgPaths")


def grantee_names(registry: Registry, grantee: Grantee) -> Iterator[tuple[PrincipalForm, str]]:
    """Everybody whom a grant is to, as a statement of that form names them."""
    for principal in grantee.principals or ():
        if principal.isdigit():
            yield BY_ARN, root_arn(registry, principal)
        else:
            arn = Arn.parse(principal)
            is_root = arn is not None and arn.is_account_root
            yield BY_CONDITION if grantee.roles_by is RolesBy.CONDITION and not is_root else BY_ARN, principal
    if grantee.organization_id:
        yield ORGANIZATION, grantee.organization_id
    for unit in grantee.organizational_units or ():
        yield UNITS, f"{unit}/*"
    if grantee.service:
        name = _sid_of(grantee.service)
        by_arn = PrincipalForm(4, f"{name}BySourceArn", "ArnLike", "aws:SourceArn", grantee.service)
        by_account = PrincipalForm(4, f"{name}BySourceAccount", "StringEquals", "aws:SourceAccount", grantee.service)
        yield from ((by_arn, arn) for arn in grantee.source_arns)
        yield from ((by_account, account) for account in grantee.source_accounts)


def principal_element(registry: Registry, form: PrincipalForm, names: list[str]) -> Any:
    """The Principal of the statement that names these grantees."""
    if form.service:
        return {"Service": form.service}
    if form == BY_ARN:
        return {"AWS": one_or_many(names)}
    if form == BY_CONDITION:
        accounts = {arn.account for name in names if (arn := Arn.parse(name))}
        return {"AWS": one_or_many(sorted(root_arn(registry, account) for account in accounts))}
    return "*"


def condition_element(form: PrincipalForm, names: list[str]) -> dict[str, Any]:
    """The Condition that lists the grantees, as a statement's last element; empty where the principal does.

    A unit's path says which organization it is in. The organization stands there as well, for scanners that take a
    policy for public unless they know the condition key.
    """
    if not form.key:
        return {}
    condition = {form.operator: {form.key: one_or_many(names)}}
    if form == UNITS:
        organizations = sorted({unit.partition("/")[0] for unit in names})
        condition[ORGANIZATION.operator] = {ORGANIZATION.key: one_or_many(organizations)}
    return {"Condition": condition}


def with_unique_sids(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statements, with a mark of what they say behind a Sid that two of them have (as two services may)."""
    given = Counter(statement["Sid"] for statement in statements)

    def mark(statement: dict[str, Any]) -> str:
        return digest(document_text(statement)) if given[statement["Sid"]] > 1 else ""

    return [{**statement, "Sid": statement["Sid"] + mark(statement)} for statement in statements]


def digest(text: str) -> str:
    """A mark of a text for a Sid."""
    return sha256(text.encode()).hexdigest()[:8].upper()


def root_arn(registry: Registry, account: str) -> str:
    """An account as ECR would store it."""
    return f"arn:{registry.partition}:iam::{account}:root"


def one_or_many(values: list[str]) -> str | list[str]:
    """One value by itself, several as a list."""
    return values[0] if len(values) == 1 else values


def _sid_of(service: str) -> str:
    """A service as part of a Sid."""
    name, _, rest = service.partition(".amazonaws.com")
    service_name = "Dot".join("".join(word.title() for word in part.split("-")) for part in name.split("."))
    return service_name + rest.removeprefix(".").title()
