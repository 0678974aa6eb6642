"""Identity policies for S3: keys, prefixes and missing objects."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws

pytestmark = pytest.mark.slow

Statement = dict[str, Any]
BUCKET, OBJECT = "arn:aws:s3:::kept", "arn:aws:s3:::kept/one/a b.json"


def allow(action: str, on: str, **more: Any) -> Statement:
    return {"Effect": "Allow", "Action": action, "Resource": on, **more}


@pytest.fixture
def session(aws: EmulatedAws) -> Callable[..., Any]:
    """A client of S3 whose role has these statements; a bucket with one object is there."""

    def make(*statements: Statement) -> Any:
        everything = aws.client("s3")
        everything.create_bucket(Bucket="kept")
        everything.put_object(Bucket="kept", Key="one/a b.json", Body=b"{}")
        iam = aws.client("iam")
        iam.create_role(RoleName="held", AssumeRolePolicyDocument="{}")
        document = {"Version": "2012-10-17", "Statement": list(statements)}
        iam.put_role_policy(RoleName="held", PolicyName="p", PolicyDocument=json.dumps(document))
        aws.enforce_identity_policies()
        return aws.client("s3", role="held")

    return make


def code(call: Callable[[], object]) -> str:
    with pytest.raises(ClientError) as refusal:
        call()
    return str(refusal.value.response["Error"]["Code"])


def test_reading_an_object_needs_a_permission_for_its_key(session: Callable[..., Any]) -> None:
    s3 = session(allow("s3:GetObject", OBJECT))
    assert s3.get_object(Bucket="kept", Key="one/a b.json")["Body"].read() == b"{}"
    assert code(lambda: s3.get_object(Bucket="kept", Key="two")) == "AccessDenied"
    assert code(lambda: s3.put_object(Bucket="kept", Key="one/a b.json")) == "AccessDenied"
    assert code(lambda: s3.delete_object(Bucket="kept", Key="one/a b.json")) == "AccessDenied"


def test_copying_needs_the_permission_to_read_the_source(session: Callable[..., Any]) -> None:
    s3 = session(allow("s3:PutObject", f"{BUCKET}/*"))
    copy = {"Bucket": "kept", "Key": "two", "CopySource": {"Bucket": "kept", "Key": "one/a b.json"}}
    assert code(lambda: s3.copy_object(**copy)) == "AccessDenied"


def test_listing_is_authorized_by_prefix(session: Callable[..., Any]) -> None:
    s3 = session(allow("s3:ListBucket", BUCKET, Condition={"StringLike": {"s3:prefix": "one/*"}}))
    assert s3.list_objects_v2(Bucket="kept", Prefix="one/")["KeyCount"] == 1
    assert code(lambda: s3.list_objects_v2(Bucket="kept", Prefix="two/")) == "AccessDenied"
    assert code(lambda: s3.list_objects_v2(Bucket="kept")) == "AccessDenied"


def test_a_missing_object_is_denied_without_the_permission_to_list(
    session: Callable[..., Any], aws: EmulatedAws
) -> None:
    s3 = session(allow("s3:GetObject", f"{BUCKET}/*"))
    assert code(lambda: s3.get_object(Bucket="kept", Key="none")) == "AccessDenied"
    both = {
        "Version": "2012-10-17",
        "Statement": [allow("s3:GetObject", f"{BUCKET}/*"), allow("s3:ListBucket", BUCKET)],
    }
    aws.client("iam").put_role_policy(RoleName="held", PolicyName="p", PolicyDocument=json.dumps(both))
    assert code(lambda: s3.get_object(Bucket="kept", Key="none")) == "NoSuchKey"


SETTINGS: dict[str, Callable[[Any], object]] = {
    "s3:PutBucketPolicy": lambda s3: s3.put_bucket_policy(Bucket="kept", Policy="{}"),
    "s3:DeleteBucketPolicy": lambda s3: s3.delete_bucket_policy(Bucket="kept"),
    "s3:PutBucketVersioning": lambda s3: s3.put_bucket_versioning(
        Bucket="kept", VersioningConfiguration={"Status": "Suspended"}
    ),
    "s3:PutLifecycleConfiguration": lambda s3: s3.delete_bucket_lifecycle(Bucket="kept"),
    "s3:PutBucketPublicAccessBlock": lambda s3: s3.delete_public_access_block(Bucket="kept"),
    "s3:GetBucketPolicy": lambda s3: s3.get_bucket_policy(Bucket="kept"),
    "s3:DeleteObjectVersion": lambda s3: s3.delete_object(Bucket="kept", Key="two", VersionId="1"),
}


@pytest.mark.parametrize("action", SETTINGS)
def test_each_setting_of_a_bucket_has_an_action_of_its_own(session: Callable[..., Any], action: str) -> None:
    s3 = session(*(allow(f"s3:{name}", f"{BUCKET}*") for name in ("CreateBucket", "DeleteBucket", "DeleteObject")))
    with pytest.raises(ClientError, match=f"not authorized to perform: {action} on"):
        SETTINGS[action](s3)


def put_policy(aws: EmulatedAws, **statement: Any) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", **statement}]}
    aws.client("s3").put_bucket_policy(Bucket="kept", Policy=json.dumps(document))


def test_the_bucket_policy_allows_a_role_of_the_account_by_itself(
    aws: EmulatedAws, session: Callable[..., Any]
) -> None:
    s3 = session(allow("s3:ListBucket", BUCKET))
    assert code(lambda: s3.get_object(Bucket="kept", Key="one/a b.json")) == "AccessDenied"
    put_policy(aws, Action="s3:GetObject", Resource=OBJECT)
    assert s3.get_object(Bucket="kept", Key="one/a b.json")["Body"].read() == b"{}"


def test_a_denial_without_tls_stops_nobody_here(aws: EmulatedAws, session: Callable[..., Any]) -> None:
    s3 = session(allow("s3:GetObject", OBJECT))
    condition = {"Bool": {"aws:SecureTransport": "false"}}
    put_policy(aws, Effect="Deny", Action="s3:*", Resource=[BUCKET, f"{BUCKET}/*"], Condition=condition)
    assert s3.get_object(Bucket="kept", Key="one/a b.json")["Body"].read() == b"{}"
    put_policy(aws, Effect="Deny", Action="s3:*", Resource=[BUCKET, f"{BUCKET}/*"])
    assert code(lambda: s3.get_object(Bucket="kept", Key="one/a b.json")) == "AccessDenied"


def test_another_account_needs_both_policies(aws: EmulatedAws, session: Callable[..., Any]) -> None:
    session(allow("s3:ListBucket", BUCKET))
    elsewhere = "999988887777"
    iam = aws.client("iam", account=elsewhere)
    iam.create_role(RoleName="theirs", AssumeRolePolicyDocument="{}")
    theirs = aws.client("s3", account=elsewhere, role="theirs")

    def read() -> str:
        return str(theirs.get_object(Bucket="kept", Key="one/a b.json")["Body"].read().decode())

    put_policy(aws, Principal={"AWS": f"arn:aws:iam::{elsewhere}:root"}, Action="s3:GetObject", Resource=OBJECT)
    assert code(read) == "AccessDenied"
    document = {"Version": "2012-10-17", "Statement": [allow("s3:GetObject", OBJECT)]}
    iam.put_role_policy(RoleName="theirs", PolicyName="p", PolicyDocument=json.dumps(document))
    assert read() == "{}"
    put_policy(aws, Principal={"AWS": "arn:aws:iam::111122223333:root"}, Action="s3:GetObject", Resource=OBJECT)
    assert code(read) == "AccessDenied"


def test_a_call_that_expects_another_owner_is_denied(aws: EmulatedAws) -> None:
    s3 = aws.client("s3", account="999988887777")
    s3.create_bucket(Bucket="kept")
    assert s3.get_bucket_versioning(Bucket="kept", ExpectedBucketOwner="999988887777")
    refused = code(lambda: s3.get_bucket_versioning(Bucket="kept", ExpectedBucketOwner="123456789012"))
    assert refused == "AccessDenied"


def test_listing_buckets_needs_a_permission_of_its_own(session: Callable[..., Any]) -> None:
    assert code(session(allow("s3:ListBucket", "*")).list_buckets) == "AccessDenied"
