"""What remains of a policy by hand without what nobody declares."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from union_ecr.drift.permissions import Statement, account_of, actions_of, deleted_principals, denies, statements_of
from union_ecr.ecr.actions import REPOSITORY_ACTIONS
from union_ecr.ecr.policy_document import listed


def has_unwanted(policy: str, is_unwanted: Callable[[Statement], bool]) -> bool:
    """Whether a live policy has such a statement, or is a text that is no policy."""
    statements = statements_of(policy)
    return statements is None or any(map(is_unwanted, statements))


def prune(policy: str, is_unwanted: Callable[[Statement], bool]) -> str | None:
    """What remains of a live policy without what is unwanted: a text, None where nothing does.

    Of a statement the principals and actions remain that are not unwanted by themselves. Principals that were deleted
    go as well, since ECR refuses to name them again.
    """
    living = [one for statement in statements_of(policy) or () if (one := _of_the_living(statement))]
    kept = [part for one in living for part in _remaining(one, is_unwanted)]
    return json.dumps({**json.loads(policy), "Statement": kept}, separators=(",", ":")) if kept else None


def _of_the_living(statement: Statement) -> Statement | None:
    """The statement without the principals that were deleted; None where it named no other."""
    if not deleted_principals(statement):
        return statement
    left: dict[str, list[str]] = defaultdict(list)
    for kind, name in _principals(statement):
        if not deleted_principals({"Principal": {kind: name}}):
            left[kind].append(name)
    return {**statement, "Principal": dict(left)} if left else None


def _remaining(statement: Statement, is_unwanted: Callable[[Statement], bool]) -> Iterator[Statement]:
    if not is_unwanted(statement):
        yield statement
        return
    if denies(statement) or "Action" not in statement:
        return
    holders: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    judged: dict[str, tuple[str, ...]] = {}  # what is unwanted of one in an account is so of all in it
    for kind, name in _principals(statement):
        whose = account_of(name) or name
        if whose not in judged:
            alone = {**statement, "Principal": {kind: name}}
            judged[whose] = tuple(_actions(alone, is_unwanted))
        if judged[whose]:
            holders[judged[whose]][kind].append(name)
    sid = str(statement.get("Sid", ""))
    for number, (actions, principals) in enumerate(holders.items()):
        named: dict[str, Any] = {"Sid": f"{sid}{number or ''}"} if sid else {}
        yield {**statement, **named, "Principal": dict(principals), "Action": list(actions)}


def _principals(statement: Statement) -> Iterator[tuple[str, str]]:
    principal = statement.get("Principal")
    if principal == "*":
        yield "AWS", "*"
    elif isinstance(principal, dict):
        yield from ((kind, str(name)) for kind, names in principal.items() for name in listed(names))


def _actions(statement: Statement, is_unwanted: Callable[[Statement], bool]) -> list[str]:
    """The actions that are wanted, as they are written where all of it is, else each one that they match."""
    written = [str(one) for one in listed(statement["Action"])]
    known = {one: actions_of({"Action": one}) for one in written}
    if "Resource" not in statement:  # a repository's policy: others mean nothing there
        known = {one: actions & {*REPOSITORY_ACTIONS} for one, actions in known.items()}
    apart: list[str] = []
    for one in written:
        wanted = "*" not in one or not is_unwanted({**statement, "Action": one})
        apart += [one] if wanted else sorted(known[one])
    return [one for one in dict.fromkeys(apart) if not is_unwanted({**statement, "Action": one})]
