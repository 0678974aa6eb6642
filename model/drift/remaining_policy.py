"""What remains of a policy by hand without what nobody declares."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from model.access import REPOSITORY_ACTIONS
from model.drift.rights import Statement, actions_of, dead_principals, denies, listed, statements_of


def any_of(policy: str, is_unwanted: Callable[[Statement], bool]) -> bool:
    """Whether a live policy has such a statement, or is a text that is no policy."""
    statements = statements_of(policy)
    return statements is None or any(map(is_unwanted, statements))


def without(policy: str, is_unwanted: Callable[[Statement], bool]) -> str | None:
    """What remains of a live policy without what is unwanted: a text, None where nothing does.

    Of a statement the principals and actions remain that are not unwanted by themselves. Principals that were deleted
    go as well, since ECR refuses to name them again.
    """
    kept = [one for statement in statements_of(policy) or () for one in _remaining(statement, is_unwanted)]
    return json.dumps({**json.loads(policy), "Statement": kept}, separators=(",", ":")) if kept else None


def _remaining(statement: Statement, is_unwanted: Callable[[Statement], bool]) -> Iterator[Statement]:
    if not is_unwanted(statement) and not dead_principals(statement):
        yield statement
        return
    holders: dict[tuple[str, ...], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for kind, name in _principals(statement):
        alone = {**statement, "Principal": {kind: name}}
        if dead_principals(alone):
            continue
        actions = tuple(
            action for action in _actions(alone, is_unwanted) if not is_unwanted({**alone, "Action": action})
        )
        if actions:
            holders[actions][kind].append(name)
    sid = str(statement.get("Sid", ""))
    for number, (actions, principals) in enumerate(holders.items()):
        named: dict[str, Any] = {"Sid": f"{sid}{number or ''}"} if sid else {}
        yield {**statement, **named, "Principal": dict(principals), "Action": list(actions)}


def _principals(statement: Statement) -> Iterator[tuple[str, str]]:
    principal = statement.get("Principal")
    if isinstance(principal, dict) and not denies(statement) and "Action" in statement:
        yield from ((kind, str(name)) for kind, names in principal.items() for name in listed(names))


def _actions(statement: Statement, is_unwanted: Callable[[Statement], bool]) -> list[str]:
    """The actions as they are written where that is wanted, else each one that they match."""
    written = [str(one) for one in listed(statement["Action"])]
    apart: list[str] = []
    for one in written:
        wanted = "*" not in one or not is_unwanted({**statement, "Action": one})
        apart += [one] if wanted else sorted(actions_of({"Action": one}) & {*REPOSITORY_ACTIONS})
    return list(dict.fromkeys(apart))
