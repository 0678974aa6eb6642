"""Policies and lifecycle policies as the provider writes them, to AWS and into its state."""

import json
from collections.abc import Callable
from typing import Any

# Go's json.Marshal escapes them, for texts that stand in HTML (encoding/json, HTMLEscape).
_ESCAPED = {ord(character): f"\\u{ord(character):04x}" for character in "&<>\u2028\u2029"}


def normalized_json(document: Any) -> str:
    """A document, as text or parsed, with sorted keys and without spaces (structure.NormalizeJsonString)."""
    return _text(_parsed(document))


def legacy_policy(document: Any) -> str:
    """The same with `Version` first (internal/verify, LegacyPolicyNormalize)."""
    parsed = _parsed(document)
    version = {"Version": parsed.pop("Version")} if "Version" in parsed else {}
    return _text({**version, **parsed})


def state_text_if_equivalent(known: Any, live: str, equivalent: Callable[[Any, Any], bool]) -> str:
    """The state's text while it is equivalent to the live one, else the live one.

    internal/verify, SecondJSONUnlessEquivalent
    """
    return str(known) if known and equivalent(known, live) else live


def _parsed(document: Any) -> dict[str, Any]:
    """The document with sorted keys; boto3 has parsed those of IAM already."""
    parsed = json.loads(document) if isinstance(document, str) else document
    in_order: dict[str, Any] = json.loads(json.dumps(parsed, sort_keys=True))
    return in_order


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False).translate(_ESCAPED)
