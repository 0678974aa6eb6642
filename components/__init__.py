"""What exists in AWS, as Pulumi components."""

from .bootstrap import Bootstrapped, bootstrap
from .ci_roles import CiRoles
from .ci_roles_args import CiRolesArgs, DeployingProjectArgs, DeployingRepositoryArgs
from .deploy import Deployment, deploy
from .drift_watch import DriftWatch
from .drift_watch_args import DriftWatchArgs, GitHubDispatchArgs, WebhookArgs
from .private_repository import PrivateRepository
from .private_repository_args import (
    DenyArgs,
    EncryptionArgs,
    GrantArgs,
    LifecycleRuleArgs,
    PrivateRepositoryArgs,
)
from .push_role import PushRole
from .push_role_args import GitHubArgs, GitLabArgs, OidcArgs, PushRoleArgs
from .registry_settings import RegistrySettings
from .registry_settings_args import RegistrySettingsArgs
from .state_bucket import StateBucket
from .state_bucket_args import StateBucketArgs

__all__ = [
    "Bootstrapped",
    "CiRoles",
    "CiRolesArgs",
    "DenyArgs",
    "DeployingProjectArgs",
    "DeployingRepositoryArgs",
    "Deployment",
    "DriftWatch",
    "DriftWatchArgs",
    "EncryptionArgs",
    "GitHubArgs",
    "GitHubDispatchArgs",
    "GitLabArgs",
    "GrantArgs",
    "LifecycleRuleArgs",
    "OidcArgs",
    "PrivateRepository",
    "PrivateRepositoryArgs",
    "PushRole",
    "PushRoleArgs",
    "RegistrySettings",
    "RegistrySettingsArgs",
    "StateBucket",
    "StateBucketArgs",
    "WebhookArgs",
    "bootstrap",
    "deploy",
]
