"""Identity policies for S3: keys, prefixes and missing objects."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws

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
