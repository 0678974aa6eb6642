"""What a difference of a push role means: who can assume it, and what it can do."""

import re
from collections.abc import Iterator
from typing import Any

from union_ecr.drift.access_reasons import COSMETIC, AccessChange, as_sentence, describe_access_change
from union_ecr.drift.permissions import (
    Statement,
    deleted_principals,
    denials_of,
    denies,
    denies_unreadably,
    not_covered_by,
    permissions_of,
    statements_of,
)
from union_ecr.drift.principals import PrincipalNames, enumerated
from union_ecr.ecr.policy_document import document_text, listed

UNREADABLE = "The live document is no policy that can be read, so what it allows is not known."


def why_trust_differs(names: PrincipalNames, declared: Any, live: Any) -> str:
    """Who can assume the role besides, and who no longer can."""
    wanted, found = _statements(declared) or [], _statements(live)
    if found is None:
        return UNREADABLE
    before, after = permissions_of(wanted), permissions_of(found)
    trusted, trusting = ({names.describe(permission) for permission in those} for those in (before, after))
    lost = {names.describe(permission) for permission in not_covered_by(before, after)}
    wider = f", no longer only {enumerated(sorted(widened))}" if (widened := trusted - trusting - lost) else ""
    clauses = [
        f"{enumerated(sorted(holders))} {verb} assume the role{wider if verb == 'can' else ''}"
        for holders, verb in (
            (trusting - trusted, "can"),
            ({names.describe(permission) for permission in denials_of(found)}, "is denied to"),
            (lost - trusting, "can no longer"),
        )
        if holders
    ]
    if deleted := {name for statement in found for name in deleted_principals(statement)}:
        clauses.append(f"deleted in IAM, so that nobody matches any longer: {enumerated(sorted(deleted))}")
    if denies_unreadably(found):
        clauses.append("a Deny in a form that cannot be read may stop anybody")
    if not clauses and before != after:
        clauses.append("the same principals can assume the role by other actions or under another audience")
    return as_sentence(names, "; ".join(clauses)) if clauses else COSMETIC


def why_permissions_differ(names: PrincipalNames, declared: Any, live: Any) -> str:
    """What the role can do besides, and what it no longer can."""
    wanted, found = _statements(declared) or [], _statements(live) if live is not None else []
    if found is None:
        return UNREADABLE
    before, after = permissions_of(wanted), permissions_of(found)
    change = AccessChange(
        after - before,
        before - after,
        before,
        after,
        denials_of(found) - denials_of(wanted),
        unreadable=denies_unreadably(found),
    )
    reason = describe_access_change(names, change)
    elsewhere = sorted({pattern for statement in found for pattern in _other_services(statement)})
    if not elsewhere:
        return reason
    return f"{reason.removesuffix('.')}; it can also use other AWS services: its actions are {enumerated(elsewhere)}."


def _other_services(statement: Statement) -> Iterator[str]:
    """The patterns of actions by which an Allow reaches other services than ECR."""
    resources = [str(resource) for resource in listed(statement.get("Resource", "*"))]
    if denies(statement) or all(re.match(r"arn:[^:]*:ecr:", resource) for resource in resources):
        return
    if "NotAction" in statement:
        yield f"all but {enumerated(map(str, listed(statement['NotAction'])))}"
    for pattern in map(str, listed(statement.get("Action", []))):
        service = pattern.partition(":")[0].lower()
        if service != "ecr" and ("*" in service or "?" in service):
            yield pattern


def why_boundary_differs(live: str | None) -> str:
    """Whether a boundary limits the role."""
    if live is None:
        return "No permissions boundary limits the role any longer."
    return f"The permissions boundary {live} limits the role: a push fails if that does not allow it."


def _statements(document: Any) -> list[Statement] | None:
    return statements_of(document_text(document)) if document is not None else None
