"""When two documents say the same, by the provider's rules (hashicorp/awspolicyequivalence, lifecycle_policy.go)."""

import json
import re
from collections.abc import Callable
from typing import Any

_ACCOUNT_ROOT = re.compile(r"arn:[\w-]+:iam::(\d{12}):root")


def same(old: Any, new: Any) -> bool:
    """Plain equality, with an absent list or mapping equal to an empty one."""
    return (
        (old or None) == (new or None) if isinstance(old, list | dict) or isinstance(new, list | dict) else old == new
    )


def same_set(old: Any, new: Any) -> bool:
    """Lists of which the order does not matter."""
    return sorted(map(_text, old or [])) == sorted(map(_text, new or []))


def same_policy(old: Any, new: Any) -> bool:
    """Policy documents: order of statements, actions, resources and principals is free; Sids and case are not."""
    return bool(_comparable(old, _policy) == _comparable(new, _policy))


def same_lifecycle(old: Any, new: Any) -> bool:
    """Lifecycle documents: rules by priority, tag lists sorted, an empty list is an absent one."""
    return bool(_comparable(old, _lifecycle) == _comparable(new, _lifecycle))


def _comparable(text: Any, form: Callable[[Any], Any]) -> Any:
    try:
        return form(json.loads(text))
    except (TypeError, ValueError, AttributeError):
        return text


def _policy(document: Any) -> Any:
    statements = document.get("Statement", [])
    listed = statements if isinstance(statements, list) else [statements]
    return {**document, "Statement": sorted(_text(_statement(statement)) for statement in listed)}


def _statement(statement: dict[str, Any]) -> dict[str, Any]:
    form = dict(statement)
    for key in ("Action", "NotAction", "Resource", "NotResource"):
        if key in form:
            form[key] = _as_set(form[key])
    for key in ("Principal", "NotPrincipal"):
        if isinstance(form.get(key), dict):
            form[key] = {
                kind: _as_set([_ACCOUNT_ROOT.sub(r"\1", one) for one in _as_list(named)])
                for kind, named in form[key].items()
            }
    if "Condition" in form:
        form["Condition"] = {
            operator: {name: _as_set(values) for name, values in keys.items()}
            for operator, keys in form["Condition"].items()
        }
    return {**form, "Effect": str(form.get("Effect", "")).lower()}


def _lifecycle(document: Any) -> Any:
    rules = sorted(document.get("rules", []), key=lambda rule: rule.get("rulePriority", 0))
    return [{**rule, "selection": _selection(rule.get("selection", {}))} for rule in rules]


def _selection(selection: dict[str, Any]) -> dict[str, Any]:
    form = {key: sorted(value) if isinstance(value, list) else value for key, value in selection.items()}
    return {key: value for key, value in form.items() if value != []}


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _as_set(value: Any) -> list[str]:
    return sorted({_text(one) for one in _as_list(value)})


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
