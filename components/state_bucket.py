"""The S3 bucket that holds the engine's state of all stacks."""

from collections.abc import Iterable, Mapping
from typing import Any, Self, cast

import pulumi
import pulumi_aws as aws
from pydantic import Field
from pydantic.alias_generators import to_snake

from union_ecr.ci_roles.state_bucket import (
    ENCRYPTION,
    PUBLIC_ACCESS_BLOCK,
    DeclaredStateBucket,
    bucket_policy,
    bucket_violations,
)
from union_ecr.ecr.policy_document import document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.bootstrap import RolePrefix, StateBucketFields
from union_ecr.settings.types import AccountId, Region, TagKey, TagValue
from union_ecr.stack_file.errors import Violation

from .arguments import ComponentArguments, Ready
from .state_bucket_args import StateBucketArgs

RESOURCE_TYPE = "union-ecr:index:StateBucket"


class StateBucket(pulumi.ComponentResource):
    """The S3 bucket that holds the Pulumi state of all stacks.

    It is versioned, encrypted with S3's keys, closed to the public and to requests without TLS, and protected from
    deletion. Old versions expire, the newest never does.

    Raises:
        pulumi.RunError: one line for each argument that S3 would refuse, and where the credentials are another
            account's.
    """

    bucket_arn: pulumi.Output[str]
    """The bucket's ARN."""
    backend_url: pulumi.Output[str]
    """The value of PULUMI_BACKEND_URL."""

    def __init__(self, name: str, args: StateBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__(RESOURCE_TYPE, name, None, opts)
        arguments = ComponentArguments.read("StateBucket", name, args, StateBucketArgs)
        declared = cast(DeclaredStateBucket, arguments.declared(_Arguments, _declared))  # no argument takes an Output
        self._create(name, declared, arguments.ready(self, declared))

    @classmethod
    def from_declared(cls, declared: DeclaredStateBucket, opts: pulumi.ResourceOptions | None = None) -> Self:
        """The component of a bucket that an account's bootstrap declares."""
        component = cls.__new__(cls)
        pulumi.ComponentResource.__init__(component, RESOURCE_TYPE, declared.name, None, opts)
        component._create(declared.name, declared)
        return component

    def _create(self, name: str, declared: DeclaredStateBucket, ready: Ready | None = None) -> None:
        adoption: dict[str, Any] = {"import_": declared.name, "ignore_changes": ["tags", "tagsAll"]}
        self.bucket = aws.s3.Bucket(
            name,
            bucket=declared.name,
            region=declared.region,
            tags=declared.resource_tags,
            opts=pulumi.ResourceOptions(
                parent=self, protect=True, depends_on=ready, **(adoption if declared.adopt else {})
            ),
        )
        versioning = aws.s3.BucketVersioning(
            name,
            bucket=self.bucket.bucket,
            region=self.bucket.region,
            versioning_configuration={"status": "Enabled"},
            opts=pulumi.ResourceOptions(parent=self),
        )
        self._close(name, declared)
        self._expire_old_versions(name, declared, versioning)
        self.bucket_arn = self.bucket.arn
        self.backend_url = pulumi.Output.from_input(declared.backend_url)
        self.register_outputs({"bucketArn": self.bucket_arn, "backendUrl": self.backend_url})

    def _close(self, name: str, declared: DeclaredStateBucket) -> None:
        aws.s3.BucketServerSideEncryptionConfiguration(
            name,
            bucket=self.bucket.bucket,
            region=self.bucket.region,
            rules=[{"apply_server_side_encryption_by_default": {"sse_algorithm": ENCRYPTION}}],
            opts=pulumi.ResourceOptions(parent=self),
        )
        closed = aws.s3.BucketPublicAccessBlock(
            name,
            bucket=self.bucket.bucket,
            region=self.bucket.region,
            opts=pulumi.ResourceOptions(parent=self),
            **{to_snake(setting): True for setting in PUBLIC_ACCESS_BLOCK},
        )
        aws.s3.BucketPolicy(
            name,
            bucket=self.bucket.bucket,
            region=self.bucket.region,
            policy=document_text(declared.policy),
            # S3 answers OperationAborted to a change of both at once.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[closed]),
        )

    def _expire_old_versions(self, name: str, declared: DeclaredStateBucket, versioning: pulumi.Resource) -> None:
        aws.s3.BucketLifecycleConfiguration(
            name,
            bucket=self.bucket.bucket,
            region=self.bucket.region,
            rules=[_snake_case(declared.lifecycle_rule)],
            opts=pulumi.ResourceOptions(parent=self, depends_on=[versioning]),
        )


def _snake_case(document: Mapping[str, Any]) -> Any:
    """A document of S3 with Pulumi's names."""
    return {
        to_snake(key): _snake_case(value) if isinstance(value, Mapping) else value for key, value in document.items()
    }


class _Arguments(StateBucketFields):
    account: AccountId
    region: Region
    stacks_of_accounts: dict[AccountId, tuple[str, ...]] = Field(default_factory=dict)
    role_prefix: RolePrefix = "union-ecr-"
    resource_tags: dict[TagKey, TagValue] = Field(default_factory=dict)


def _declared(settings: _Arguments) -> tuple[DeclaredStateBucket, Iterable[Violation]]:
    partition = Registry(settings.account, settings.region).partition
    others = {account: stacks for account, stacks in settings.stacks_of_accounts.items() if account != settings.account}
    bucket = DeclaredStateBucket(
        name=settings.bucket,
        region=settings.region,
        old_versions_days=settings.old_versions_days,
        adopt=settings.adopt,
        policy=bucket_policy(settings.bucket, partition, others, settings.role_prefix),
        resource_tags=dict(sorted(settings.resource_tags.items())),
    )
    return bucket, bucket_violations(bucket, ("stacksOfAccounts",))
