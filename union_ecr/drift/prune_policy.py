"""A policy without the statements, principals and actions that are unwanted in it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from union_ecr.drift.permissions import Statement, account_of, actions_of, deleted_principals, denies, statements_of
from union_ecr.ecr.actions import REPOSITORY_ACTIONS
from union_ecr.ecr.policy_document import listed


@dataclass(frozen=True)
class Pruned:
    """What remains of a policy: its text, None where nothing does."""

    policy: str | None


def prune(policy: str, is_unwanted: Callable[[Statement], bool]) -> Pruned | None:
    """What remains of a policy without its unwanted statements; None where it has none. A malformed text is unwanted.

    Of an unwanted statement, those principals and actions remain that are not unwanted by themselves. Deleted
    principals go as well, since ECR refuses to name them again.
    """
    statements = statements_of(policy)
    if statements is None:
        return Pruned(None)
    if not any(map(is_unwanted, statements)):
        return None
    existing = [left for statement in statements if (left := _without_deleted(statement))]
    kept = [part for statement in existing for part in _remaining(statement, is_unwanted)]
    text = json.dumps({**json.loads(policy), "Statement": kept}, separators=(",", ":"))
    return Pruned(text if kept else None)


def _without_deleted(statement: Statement) -> Statement | None:
    """The statement without its deleted principals; None where it names no other."""
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
    wanted: dict[str, tuple[str, ...]] = {}  # by account: what is unwanted of one principal is of all in its account
    for kind, name in _principals(statement):
        owner = account_of(name) or name
        if owner not in wanted:
            wanted[owner] = tuple(_wanted_actions({**statement, "Principal": {kind: name}}, is_unwanted))
        if wanted[owner]:
            holders[wanted[owner]][kind].append(name)
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


def _wanted_actions(statement: Statement, is_unwanted: Callable[[Statement], bool]) -> list[str]:
    """The wanted actions: as written where all that a pattern matches is wanted, else each match by its name."""
    written = [str(action) for action in listed(statement["Action"])]
    matched = {action: actions_of({"Action": action}) for action in written}
    if "Resource" not in statement:  # a repository policy, in which no other action has a meaning
        matched = {action: actions & {*REPOSITORY_ACTIONS} for action, actions in matched.items()}
    names: list[str] = []
    for action in written:
        keep = "*" not in action or not is_unwanted({**statement, "Action": action})
        names += [action] if keep else sorted(matched[action])
    return [name for name in dict.fromkeys(names) if not is_unwanted({**statement, "Action": name})]
