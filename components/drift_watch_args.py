"""The arguments of a drift watch."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

import pulumi


class GitHubDispatchArgs(TypedDict):
    """The repository on GitHub whose drift.yml is started."""

    repository: str
    """OWNER/NAME."""
    connection_arn: pulumi.Input[str]
    """ARN of the EventBridge connection in the registry's region that holds the token."""
    api_url: NotRequired[str]
    """GitHub's REST API; with GitHub Enterprise Server, https://HOST/api/v3. Default: https://api.github.com."""


class WebhookArgs(TypedDict):
    """An HTTPS address that gets each change as JSON."""

    url: str
    """The address."""
    connection_arn: pulumi.Input[str]
    """ARN of the EventBridge connection in the registry's region that authorizes the calls."""


class DriftWatchArgs(TypedDict):
    """What is watched, and where changes are reported: exactly one of github, webhook and topicArn.

    What decides which events are reported is plain: it must be known in every preview.
    """

    account: str
    """The registry's account. The credentials must be this account's."""
    region: str
    """The registry's region."""
    stack: str
    """The stack whose drift is detected; its name is in every message."""
    repositories: NotRequired[Sequence[str]]
    """Names of the repositories to watch."""
    push_roles: NotRequired[Sequence[str]]
    """Names of the push roles to watch."""
    registry_settings: NotRequired[bool]
    """Whether the registry's own settings are watched. Default: false."""
    except_roles: NotRequired[Sequence[str]]
    """ARNs of roles whose changes are not reported, such as the role that deploys the stack."""
    github: NotRequired[GitHubDispatchArgs | None]
    """Starts drift.yml for the stack."""
    webhook: NotRequired[WebhookArgs | None]
    """Calls an address with each change."""
    topic_arn: NotRequired[pulumi.Input[str] | None]
    """ARN of an SNS topic in the registry's region that gets each change."""
