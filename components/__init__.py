"""What exists in AWS, as Pulumi components."""

from .deploy import deploy
from .private_repository import (
    DenyArgs,
    EncryptionArgs,
    GrantArgs,
    LifecycleRuleArgs,
    PrivateRepository,
    PrivateRepositoryArgs,
)
from .push_role import GitHubArgs, GitLabArgs, OidcArgs, PushRole, PushRoleArgs
from .registry_settings import RegistrySettings
from .registry_settings_args import RegistrySettingsArgs

__all__ = [
    "DenyArgs",
    "EncryptionArgs",
    "GitHubArgs",
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
    "deploy",
]
