"""One resource before one policy, as the engine would ask."""

from collections.abc import Mapping
from typing import Any

from pulumi_policy import PolicyCustomTimeouts, PolicyResourceOptions, ResourceValidationArgs, ResourceValidationPolicy
from pulumi_policy.proxy import unknown_checking_proxy

from policies import POLICIES

REPOSITORY = "aws:ecr/repository:Repository"
SOUND: dict[str, Any] = {
    "name": "ml/trainer",
    "imageTagMutability": "IMMUTABLE",
    "imageScanningConfiguration": {"scanOnPush": True},
    "encryptionConfigurations": [{"encryptionType": "AES256"}],
    "forceDelete": False,
}
"""A repository that every policy accepts, if it is protected."""
BY_NAME = {policy.name: policy for policy in POLICIES}


def reported(
    policy: str,
    resource_type: str,
    properties: Mapping[str, Any],
    configuration: Mapping[str, Any] | None = None,
    *,
    protect: bool = True,
) -> list[str]:
    """What a policy reports of a resource."""
    lines: list[str] = []
    options = PolicyResourceOptions(protect, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
    seen = unknown_checking_proxy(dict(properties))
    args = ResourceValidationArgs(resource_type, seen, "urn", "name", options, None, configuration)
    judge = BY_NAME[policy]
    assert isinstance(judge, ResourceValidationPolicy)

    def report(message: str, _urn: str | None = None) -> None:
        lines.append(message)

    judge.validate(args, report)
    return lines


def all_reported(resource_type: str, properties: Mapping[str, Any], *, protect: bool = True) -> dict[str, list[str]]:
    """What each policy reports of a resource; without those that report nothing."""
    found = {name: reported(name, resource_type, properties, protect=protect) for name in BY_NAME}
    return {name: lines for name, lines in found.items() if lines}
