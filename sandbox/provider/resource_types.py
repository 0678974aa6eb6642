"""The resource types the stand-in knows, as a table; the generic provider in `server` reads it.

Sources: terraform-provider-aws internal/service/ecr and internal/service/iam, and the pulumi-aws schema of 7.51.
"""

from collections.abc import Mapping

from sandbox.provider.ecr_repository import REPOSITORY
from sandbox.provider.iam_open_id_connect import OPEN_ID_CONNECT_PROVIDER
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
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": OPEN_ID_CONNECT_PROVIDER,
}
