"""Reading the state's bucket from the emulated AWS."""

import dataclasses

import pytest

from sandbox.emulated_aws import EmulatedAws, ErrorAnswer, Fault
from tests.aws.live import connected
from tests.aws.test_ci_account import DECLARED, make_bucket
from union_ecr.aws.state_bucket import read_state_bucket
from union_ecr.ci_check.live import BucketOfAnotherAccount, LiveBucket
from union_ecr.ci_check.state_bucket import bucket_faults
from union_ecr.ci_roles.state_bucket import ENCRYPTION
from union_ecr.drift.live import Unreadable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("environment_of_aws")]
assert DECLARED.bucket
BUCKET, NAME = DECLARED.bucket, {"Bucket": DECLARED.bucket.name}
READS = {
    "GetBucketVersioning": "versioned",
    "GetBucketEncryption": "encryption",
    "GetPublicAccessBlock": "public_access_block",
    "GetBucketPolicy": "policy",
    "GetBucketLifecycleConfiguration": "lifecycle_rules",
}


def read() -> LiveBucket:
    live = read_state_bucket(connected(), BUCKET)
    assert isinstance(live, LiveBucket)
    return live


def test_a_bucket_as_declared_has_no_fault(aws: EmulatedAws) -> None:
    make_bucket(aws.client("s3"), BUCKET)
    assert list(bucket_faults(BUCKET, read())) == []


def test_a_bare_bucket_has_no_settings(aws: EmulatedAws) -> None:
    s3 = aws.client("s3")
    s3.create_bucket(**NAME)
    s3.delete_bucket_encryption(**NAME)
    assert read() == LiveBucket(False, None, frozenset(), None, ())


def test_settings_that_are_off_are_read_as_off(aws: EmulatedAws) -> None:
    s3 = aws.client("s3")
    make_bucket(s3, BUCKET)
    s3.put_bucket_versioning(**NAME, VersioningConfiguration={"Status": "Suspended"})
    s3.put_public_access_block(**NAME, PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    off = {"Rules": [{**BUCKET.lifecycle_rule, "Status": "Disabled"}]}
    s3.put_bucket_lifecycle_configuration(**NAME, LifecycleConfiguration=off)
    expected = LiveBucket(False, ENCRYPTION, frozenset({"BlockPublicAcls"}), BUCKET.policy, ())
    assert read() == expected


def test_a_missing_bucket_is_nothing(aws: EmulatedAws) -> None:
    assert read_state_bucket(connected(), BUCKET) is None


def test_a_bucket_of_another_account_is_known_as_that_though_its_policy_lets_everybody_in(aws: EmulatedAws) -> None:
    make_bucket(aws.client("s3", account="999988887777"), BUCKET)
    assert isinstance(read_state_bucket(connected(), BUCKET), BucketOfAnotherAccount)


@pytest.mark.parametrize("operation", READS)
@pytest.mark.parametrize("error", [ErrorAnswer("AccessDenied", "no", 403), ErrorAnswer("NoSuchThing", "no", 404)])
def test_what_is_not_answered_is_unreadable_and_nothing_else_is(
    aws: EmulatedAws, operation: str, error: ErrorAnswer
) -> None:
    make_bucket(aws.client("s3"), BUCKET)
    aws.inject(Fault(operation, error=error))
    live = read()
    unreadable = [field.name for field in dataclasses.fields(live) if isinstance(getattr(live, field.name), Unreadable)]
    assert unreadable == [READS[operation]]
