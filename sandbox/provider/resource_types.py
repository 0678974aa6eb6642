"""The resource types the stand-in knows, as a table; the generic provider in `server` reads it.

Sources: terraform-provider-aws internal/service/ecr, events, iam, s3 and sqs, and the
pulumi-aws schema of 7.51.
"""

from collections.abc import Mapping

from sandbox.provider.ecr_repository import REPOSITORY
from sandbox.provider.eventbridge import API_DESTINATION, EVENT_RULE, EVENT_TARGET
from sandbox.provider.iam_open_id_connect import OPEN_ID_CONNECT_PROVIDER
from sandbox.provider.iam_policy import POLICY, ROLE_POLICY_ATTACHMENT
from sandbox.provider.iam_role import ROLE
from sandbox.provider.iam_role_exclusive import ROLE_POLICIES_EXCLUSIVE, ROLE_POLICY_ATTACHMENTS_EXCLUSIVE
from sandbox.provider.mapped_types import (
    ACCOUNT_SETTING,
    LIFECYCLE_POLICY,
    PULL_THROUGH_CACHE_RULE,
    PULL_TIME_UPDATE_EXCLUSION,
    REGISTRY_POLICY,
    REPLICATION,
    REPOSITORY_POLICY,
    ROLE_POLICY,
    SCANNING,
)
from sandbox.provider.repository_creation_template import REPOSITORY_CREATION_TEMPLATE
from sandbox.provider.resource_type import ResourceType
from sandbox.provider.s3_bucket import (
    BUCKET,
    BUCKET_POLICY,
    ENCRYPTION,
    LIFECYCLE,
    PUBLIC_ACCESS_BLOCK,
    VERSIONING,
)
from sandbox.provider.sqs_queue import QUEUE, QUEUE_POLICY

RESOURCE_TYPES: Mapping[str, ResourceType] = {
    "aws:ecr/repository:Repository": REPOSITORY,
    "aws:ecr/repositoryPolicy:RepositoryPolicy": REPOSITORY_POLICY,
    "aws:ecr/lifecyclePolicy:LifecyclePolicy": LIFECYCLE_POLICY,
    "aws:ecr/registryPolicy:RegistryPolicy": REGISTRY_POLICY,
    "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration": SCANNING,
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": REPLICATION,
    "aws:ecr/accountSetting:AccountSetting": ACCOUNT_SETTING,
    "aws:ecr/pullTimeUpdateExclusion:PullTimeUpdateExclusion": PULL_TIME_UPDATE_EXCLUSION,
    "aws:ecr/pullThroughCacheRule:PullThroughCacheRule": PULL_THROUGH_CACHE_RULE,
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": REPOSITORY_CREATION_TEMPLATE,
    "aws:iam/role:Role": ROLE,
    "aws:iam/rolePolicy:RolePolicy": ROLE_POLICY,
    "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive": ROLE_POLICIES_EXCLUSIVE,
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": ROLE_POLICY_ATTACHMENTS_EXCLUSIVE,
    "aws:iam/policy:Policy": POLICY,
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ROLE_POLICY_ATTACHMENT,
    "aws:s3/bucket:Bucket": BUCKET,
    "aws:s3/bucketVersioning:BucketVersioning": VERSIONING,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ENCRYPTION,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": PUBLIC_ACCESS_BLOCK,
    "aws:s3/bucketPolicy:BucketPolicy": BUCKET_POLICY,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": LIFECYCLE,
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": OPEN_ID_CONNECT_PROVIDER,
    "aws:cloudwatch/eventRule:EventRule": EVENT_RULE,
    "aws:cloudwatch/eventTarget:EventTarget": EVENT_TARGET,
    "aws:cloudwatch/eventApiDestination:EventApiDestination": API_DESTINATION,
    "aws:sqs/queue:Queue": QUEUE,
    "aws:sqs/queuePolicy:QueuePolicy": QUEUE_POLICY,
}
