"""When the provider takes two lifecycle policies for equal (lifecycle_policy.go)."""

import json
from collections.abc import Callable
from typing import Any


def equivalent_lifecycle_policies(old: Any, new: Any) -> bool:
    """Lifecycle documents: rules by priority, tag lists sorted, an empty tag list is an absent one.

    The provider reads both into its own structs (lifecycle_policy.go, equivalentLifecyclePolicyJSON): a key that they
    do not have says nothing, and a text where they have a number is no document at all. Other absent things are not
    empty ones: no rules is not an empty list of rules, no description not an empty one.
    """
    return bool(_comparable(old) == _comparable(new))


def _comparable(text: Any) -> Any:
    try:
        document = json.loads((text or "").strip() or "{}")
        return _LIFECYCLE(document) if document else document
    except (TypeError, ValueError, AttributeError):
        return text


Form = Callable[[Any], Any]


def _scalar(kind: type) -> Form:
    """A field of Go's *string or *int64: nothing else may stand there."""

    def form(value: Any) -> Any:
        if type(value) is not kind:
            raise ValueError(f"{value!r} is no {kind.__name__}")
        return value

    return form


def _struct(**fields: Form) -> Form:
    """A struct of Go's: keys it does not have are ignored, and null is absent."""

    def form(value: Any) -> dict[str, Any]:
        given = {name: value.get(name) for name in fields}
        read = {name: fields[name](found) for name, found in given.items() if found is not None}
        return {name: found for name, found in read.items() if found is not None}

    return form


def _tags(value: Any) -> list[str] | None:
    return sorted(map(_scalar(str), value)) or None


def _rules(value: Any) -> list[Any]:
    return sorted(map(_RULE, value), key=lambda rule: int(rule.get("rulePriority", 0)))


_RULE = _struct(
    rulePriority=_scalar(int),
    description=_scalar(str),
    selection=_struct(
        tagStatus=_scalar(str),
        tagPatternList=_tags,
        tagPrefixList=_tags,
        storageClass=_scalar(str),
        countType=_scalar(str),
        countUnit=_scalar(str),
        countNumber=_scalar(int),
    ),
    action=_struct(targetStorageClass=_scalar(str), type=_scalar(str)),
)
_LIFECYCLE = _struct(rules=_rules)
