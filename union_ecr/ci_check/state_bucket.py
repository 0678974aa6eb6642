"""The bucket of the state against what the bootstrap declares of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from union_ecr.ci_check.findings import CiKind
from union_ecr.ci_check.live import BucketOfAnotherAccount, LiveBucket
from union_ecr.ci_roles.state_bucket import ENCRYPTION, PUBLIC_ACCESS_BLOCK, DeclaredStateBucket
from union_ecr.drift.findings import Severity
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.policy_document import Document


@dataclass(frozen=True)
class BucketFault:
    """One thing that is wrong with the bucket; without a remedy, the bootstrap's next `up` sets it right."""

    kind: CiKind
    severity: Severity
    reason: str
    remedy: str = ""


def bucket_faults(
    declared: DeclaredStateBucket, live: LiveBucket | BucketOfAnotherAccount | None
) -> Iterator[BucketFault | Unreadable]:
    """Every setting that is not as declared, and every one that could not be read."""
    if live is None:
        yield BucketFault(CiKind.MISSING, Severity.WARNING, "it does not exist, so no job has a state")
    elif isinstance(live, BucketOfAnotherAccount):
        reason = "it belongs to another account, whose owner can read and change the state of every stack"
        remedy = "write the account that has it (bootstrap:stateBucket.account), or choose another bucket"
        yield BucketFault(CiKind.UNPROTECTED, Severity.CRITICAL, reason, remedy)
    else:
        settings = (live.versioned, live.encryption, live.public_access_block, live.policy, live.lifecycle_rules)
        yield from dict.fromkeys(setting for setting in settings if isinstance(setting, Unreadable))
        yield from _protection(declared, live)
        if not isinstance(live.lifecycle_rules, Unreadable):
            yield from _lifecycle(declared, live.lifecycle_rules)


def _protection(declared: DeclaredStateBucket, live: LiveBucket) -> Iterator[BucketFault]:
    if live.versioned is False:
        reason = "it keeps no versions, so a state that is overwritten is lost"
        yield BucketFault(CiKind.UNPROTECTED, Severity.WARNING, reason)
    if not isinstance(live.encryption, Unreadable) and live.encryption != ENCRYPTION:
        found = f"is {live.encryption}, for which the roles have no rights," if live.encryption else "is not set,"
        reason = f"its default encryption {found} and {ENCRYPTION} is declared"
        yield BucketFault(CiKind.UNPROTECTED, Severity.WARNING, reason)
    if not isinstance(live.public_access_block, Unreadable):
        off = [setting for setting in PUBLIC_ACCESS_BLOCK if setting not in live.public_access_block]
        if off:
            reason = f"public access to it is not blocked: {', '.join(off)} off"
            yield BucketFault(CiKind.UNPROTECTED, Severity.CRITICAL, reason)
    if not isinstance(live.policy, Unreadable) and not _requires_tls(live.policy, declared.policy):
        reason = "its policy does not deny requests without TLS"
        yield BucketFault(CiKind.UNPROTECTED, Severity.WARNING, reason)


def _requires_tls(live: Document | None, declared: Document) -> bool:
    (wanted,) = [statement for statement in declared["Statement"] if statement["Effect"] == "Deny"]
    return any({**statement, "Sid": ""} == {**wanted, "Sid": ""} for statement in (live or {}).get("Statement", []))


def _lifecycle(declared: DeclaredStateBucket, live: tuple[Mapping[str, Any], ...]) -> Iterator[BucketFault]:
    wanted = declared.lifecycle_rule
    own = [rule for rule in live if {**rule, "ID": ""} == {**wanted, "ID": ""}]
    others = sorted(str(rule.get("ID", "")) for rule in live if rule not in own)
    if not own:
        reason = f"no lifecycle rule deletes its old versions after {declared.old_versions_days} days, as declared"
        yield BucketFault(CiKind.UNPROTECTED, Severity.WARNING, reason)
    if others:
        reason = f"lifecycle rules that the bootstrap did not make may delete the state: {', '.join(others)}"
        yield BucketFault(CiKind.UNPROTECTED, Severity.WARNING, reason)
