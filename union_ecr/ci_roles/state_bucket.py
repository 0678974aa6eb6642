"""The bucket that holds the engine's state, and its policy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from union_ecr.ci_roles.state import PROJECT
from union_ecr.ecr.policy_document import VERSION, Document, document_text
from union_ecr.settings.bootstrap import backend_url
from union_ecr.stack_file.errors import KeyPath, Violation

LONGEST_BUCKET_POLICY = 20_480
"""Bytes; https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html"""
ENCRYPTION = "AES256"
"""With S3's own keys: the roles of CI have no right on a key of KMS."""
PUBLIC_ACCESS_BLOCK = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")
"""The settings that are all on.
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html"""
STATE_FOLDER = ".pulumi/"
_DAYS_OF_AN_INCOMPLETE_UPLOAD = 7


@dataclass(frozen=True)
class DeclaredStateBucket:
    """The bucket as it shall live."""

    name: str
    region: str
    old_versions_days: int
    adopt: bool
    policy: Document
    resource_tags: Mapping[str, str]

    @property
    def backend_url(self) -> str:
        """The value of PULUMI_BACKEND_URL."""
        return backend_url(self.name, self.region)

    @property
    def lifecycle_rule(self) -> Mapping[str, Any]:
        """The bucket's only lifecycle rule, as S3 has it: old versions expire, the newest never does.

        https://docs.aws.amazon.com/AmazonS3/latest/API/API_LifecycleRule.html
        """
        return {
            "ID": "old-versions",
            "Status": "Enabled",
            "Filter": {"Prefix": STATE_FOLDER},
            "NoncurrentVersionExpiration": {"NoncurrentDays": self.old_versions_days},
            "Expiration": {"ExpiredObjectDeleteMarker": True},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _DAYS_OF_AN_INCOMPLETE_UPLOAD},
        }


def bucket_violations(bucket: DeclaredStateBucket, place: KeyPath) -> Iterator[Violation]:
    """Whether S3 would refuse its policy for its length; `place` is what makes it long."""
    if (length := len(document_text(bucket.policy).encode())) > LONGEST_BUCKET_POLICY:
        rule = f"its policy would have {length:,} bytes, and S3 takes {LONGEST_BUCKET_POLICY:,}"
        yield Violation(place, None, rule, "keep the state of some accounts in a second bucket")


def bucket_policy(bucket: str, partition: str, stacks: Mapping[str, Iterable[str]], role_prefix: str) -> Document:
    """The bucket's policy: TLS only, and the roles of other accounts reach the state of their own stacks.

    `stacks` are the names of the stacks of each other account. Those roles need not exist yet: the principal is their
    account, and the condition names the roles, since S3 refuses the ARN of a role that does not exist. What each of
    them may do there, the policies of that account's bootstrap say.
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-walkthroughs-managing-access-example2.html
    """
    arn = f"arn:{partition}:s3:::{bucket}"
    tls = {
        "Sid": "DenyWithoutTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": [arn, f"{arn}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    allowed = (
        statement
        for account, names in sorted(stacks.items())
        for statement in _of_account(arn, partition, account, sorted(names), role_prefix)
    )
    return {"Version": VERSION, "Statement": [tls, *allowed]}


def _of_account(
    bucket: str, partition: str, account: str, stacks: Iterable[str], role_prefix: str
) -> Iterator[dict[str, Any]]:
    folder = f"{bucket}/.pulumi"
    names = [f"{folder}/stacks/{PROJECT}/{stack}" for stack in stacks]
    # locks, backups and history of a stack are in a folder of its name
    objects = [f"{folder}/*/{PROJECT}/{stack}/*" for stack in stacks]
    objects += [f"{name}.{end}" for name in names for end in ("json", "json.bak", "pulumi-tags")]
    for sid, actions, resources in (
        ("List", ["s3:GetObject", "s3:ListBucket"], [bucket, f"{folder}/meta.yaml"]),
        ("State", ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], sorted(objects)),
    ):
        yield {
            "Sid": f"{sid}{account}",
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
            "Action": actions,
            "Resource": resources,
            "Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:{partition}:iam::{account}:role/{role_prefix}*"}},
        }
