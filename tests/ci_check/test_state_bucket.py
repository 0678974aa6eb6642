"""The state's bucket against its declaration: each setting by itself."""

import dataclasses
from typing import Any

import pytest

from tests.ci_roles.bootstrapped import declared_account
from union_ecr.ci_check.live import BucketOfAnotherAccount, LiveBucket
from union_ecr.ci_check.state_bucket import BucketFault, bucket_faults
from union_ecr.ci_roles.state_bucket import ENCRYPTION, PUBLIC_ACCESS_BLOCK
from union_ecr.drift.findings import Severity
from union_ecr.drift.live import Unreadable

DECLARED = declared_account().bucket
assert DECLARED
RULE, TLS = DECLARED.lifecycle_rule, DECLARED.policy["Statement"][0]
LIVE = LiveBucket(
    versioned=True,
    encryption=ENCRYPTION,
    public_access_block=frozenset(PUBLIC_ACCESS_BLOCK),
    policy=DECLARED.policy,
    lifecycle_rules=(RULE,),
)
DENIED = Unreadable("AccessDenied: no")


def faults(**changes: Any) -> list[BucketFault | Unreadable]:
    assert DECLARED
    return list(bucket_faults(DECLARED, dataclasses.replace(LIVE, **changes)))


def test_a_bucket_as_declared_has_no_fault() -> None:
    assert faults() == []
    assert faults(policy={"Statement": [{**TLS, "Sid": "another"}]}, lifecycle_rules=({**RULE, "ID": "another"},)) == []


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"versioned": False}, "it keeps no versions"),
        ({"encryption": None}, "its default encryption is not set, and AES256 is declared"),
        ({"encryption": "aws:kms"}, "its default encryption is aws:kms, for which the roles have no rights"),
        (
            {"public_access_block": frozenset()},
            "public access to it is not blocked: BlockPublicAcls, BlockPublicPolicy",
        ),
        *(
            ({"public_access_block": frozenset(PUBLIC_ACCESS_BLOCK) - {off}}, f"access to it is not blocked: {off} off")
            for off in PUBLIC_ACCESS_BLOCK
        ),
        ({"policy": None}, "its policy does not deny requests without TLS"),
        ({"policy": {"Statement": [{**TLS, "Resource": TLS["Resource"][0]}]}}, "does not deny requests without TLS"),
        ({"lifecycle_rules": ()}, "no lifecycle rule deletes its old versions after 90 days"),
    ],
)
def test_each_setting_has_a_fault_of_its_own(changes: dict[str, Any], reason: str) -> None:
    (fault,) = faults(**changes)
    assert isinstance(fault, BucketFault)
    assert reason in fault.reason


def test_old_versions_that_expire_later_are_a_fault() -> None:
    later = {**RULE, "NoncurrentVersionExpiration": {"NoncurrentDays": 91}}
    reasons = [fault.reason for fault in faults(lifecycle_rules=(later,)) if isinstance(fault, BucketFault)]
    assert reasons[0].startswith("no lifecycle rule deletes its old versions after 90 days")


def test_a_rule_by_hand_that_may_delete_the_state_is_a_fault() -> None:
    (fault,) = faults(lifecycle_rules=(RULE, {"ID": "tidy", "Status": "Enabled", "Expiration": {"Days": 1}}))
    assert isinstance(fault, BucketFault)
    assert fault.reason == "lifecycle rules that the bootstrap did not make may delete the state: tidy"


@pytest.mark.parametrize("setting", [field.name for field in dataclasses.fields(LiveBucket)])
def test_a_denied_setting_is_unreadable_and_hides_no_fault_of_another(setting: str) -> None:
    assert faults(**{setting: DENIED}) == [DENIED]
    other = {"encryption": None} if setting != "encryption" else {"versioned": False}
    denied, fault = faults(**{setting: DENIED}, **other)
    assert (denied, isinstance(fault, BucketFault)) == (DENIED, True)


def test_a_bucket_of_another_account_is_critical_with_a_remedy_of_its_own() -> None:
    assert DECLARED
    (fault,) = bucket_faults(DECLARED, BucketOfAnotherAccount())
    assert isinstance(fault, BucketFault)
    assert (fault.severity, "bootstrap:stateBucket.account" in fault.remedy) == (Severity.CRITICAL, True)
