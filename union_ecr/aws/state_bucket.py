"""Reads the bucket of the state.

Each call names the account that shall have the bucket; S3 answers AccessDenied where another one has it:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html
"""

import json
from typing import Any

from union_ecr.aws.client import Aws, read_or_unreadable, read_unless_absent
from union_ecr.ci_check.live import BucketOfAnotherAccount, LiveBucket
from union_ecr.ci_roles.state_bucket import DeclaredStateBucket
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.policy_document import Document

_NO_BUCKET = "NoSuchBucket"


def read_state_bucket(aws: Aws, declared: DeclaredStateBucket) -> LiveBucket | BucketOfAnotherAccount | None:
    """The bucket with its settings; None where it does not exist."""
    s3 = aws.s3(declared.region)
    bucket: Any = {"Bucket": declared.name, "ExpectedBucketOwner": aws.registry.account}
    versioned = read_or_unreadable(lambda: s3.get_bucket_versioning(**bucket).get("Status") == "Enabled")
    if isinstance(versioned, Unreadable):
        if versioned.code == _NO_BUCKET:
            return None
        if versioned.is_denied and _is_of_another_account(s3, declared.name):
            return BucketOfAnotherAccount()
    block = read_unless_absent(
        lambda: s3.get_public_access_block(**bucket)["PublicAccessBlockConfiguration"],
        "NoSuchPublicAccessBlockConfiguration",
    )
    rules = read_unless_absent(
        lambda: s3.get_bucket_lifecycle_configuration(**bucket)["Rules"], "NoSuchLifecycleConfiguration"
    )
    return LiveBucket(
        versioned=versioned,
        encryption=read_unless_absent(lambda: _algorithm(s3, bucket), "ServerSideEncryptionConfigurationNotFoundError"),
        public_access_block=block
        if isinstance(block, Unreadable)
        else frozenset(setting for setting, blocked in (block or {}).items() if blocked),
        policy=read_unless_absent(lambda: _policy(s3, bucket), "NoSuchBucketPolicy"),
        lifecycle_rules=rules
        if isinstance(rules, Unreadable)
        else tuple(rule for rule in rules or () if rule["Status"] == "Enabled"),
    )


def _is_of_another_account(s3: Any, name: str) -> bool:
    """Whether the account is sure not to have a bucket that exists."""
    own = read_or_unreadable(lambda: [bucket["Name"] for bucket in s3.list_buckets(Prefix=name)["Buckets"]])
    return not isinstance(own, Unreadable) and name not in own


def _algorithm(s3: Any, bucket: Any) -> str:
    (rule,) = s3.get_bucket_encryption(**bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    algorithm: str = rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"]
    return algorithm


def _policy(s3: Any, bucket: Any) -> Document:
    document: Document = json.loads(s3.get_bucket_policy(**bucket)["Policy"])
    return document
