"""The registry's own settings against what ECR says of them, part by part."""

from collections.abc import Iterator, Mapping
from typing import Any

from model.drift.policies import policy_differences
from model.drift.remedies import pulumi_up
from model.equivalence import same_lifecycle
from model.findings import CannotTell, Finding, Kind, Severity
from model.live import LiveRegistry, Unread
from model.policy_equivalence import same_policy
from model.registry_wide.declared import DeclaredRegistry
from model.registry_wide.record import declared_record
from model.stack_file import NAMESPACE

_BY_NAME = ("pullThroughCache", "creationTemplates", "accountSettings")


def registry_findings(stack: str, declared: DeclaredRegistry, live: LiveRegistry) -> Iterator[Finding | CannotTell]:
    """What differs of the parts that are declared; what is not declared is another's, or nobody's.

    A mirror or a template that is declared and not there, or not so, is told by its prefix, an account setting by its
    name, the policy statement by statement.
    """
    for part, wanted in declared_record(declared).items():
        lives = live.parts.get(part)
        if isinstance(lives, Unread):
            where = f"{part} of the registry {live.registry.account} {live.registry.region}"
            yield CannotTell(where, lives.reason, (stack,))
        elif part == "policy":
            yield from _policy(stack, declared, live, lives)
        elif part in _BY_NAME:
            for name, one in wanted.items():
                if not _same(one, (lives or {}).get(name)):
                    yield _finding(stack, f"{part}.{name}", one, (lives or {}).get(name))
        elif part == "pullTimeUpdateExclusions":
            for arn in sorted({*wanted} - {*(lives or ())}):
                yield _finding(stack, part, arn, None)
        elif wanted != lives:
            yield _finding(stack, part, wanted, lives)


def _policy(stack: str, declared: DeclaredRegistry, live: LiveRegistry, text: str | None) -> Iterator[Finding]:
    if declared.policy is None:
        return
    if text is None:
        yield _finding(stack, "policy", declared.policy, None)
        return
    for one in policy_differences(live.registry, declared.policy, text):
        field = f"policy.{one.sid}" if one.sid else "policy"
        yield _finding(stack, field, one.declared, one.live, one.severity)


def _same(declared: Any, live: Any) -> bool:
    if not isinstance(declared, dict) or not isinstance(live, dict):
        return bool(declared == live)
    documents = {"repositoryPolicy": same_policy, "lifecyclePolicy": same_lifecycle}
    plain = [key for key in {*declared, *live} if key not in documents]
    encryption = _encryption(declared, live)
    return all(declared.get(key) == live.get(key) for key in plain if key != "encryption") and all(
        [encryption, *(same(declared.get(key), live.get(key)) for key, same in documents.items())]
    )


def _encryption(declared: Mapping[str, Any], live: Mapping[str, Any]) -> bool:
    """Where KMS is declared without a key, any key is as declared."""
    wanted, lives = declared.get("encryption") or {}, live.get("encryption") or {}
    return all(lives.get(key) == value for key, value in wanted.items())


def _finding(stack: str, field: str, declared: Any, live: Any, severity: Severity = Severity.WARNING) -> Finding:
    place = ("config", f"{NAMESPACE}:registry", field.partition(".")[0])
    kind = Kind.REGISTRY_CHANGED
    return Finding(stack, None, kind, f"registry.{field}", declared, live, severity, pulumi_up(stack), place)
