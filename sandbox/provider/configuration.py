"""What the engine tells a provider resource when it configures it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sandbox.provider.tags import TagConfiguration


@dataclass(frozen=True)
class ProviderConfiguration:
    """The settings of one provider resource that the stand-in knows; others change nothing here."""

    region: str
    allowed_accounts: tuple[str, ...] = ()
    tags: TagConfiguration = field(default_factory=TagConfiguration)
    assumed_roles: tuple[str, ...] = ()
    """Their ARNs: each is assumed with the credentials of the one before."""

    @classmethod
    def of(cls, variables: Mapping[str, str]) -> Self:
        """From the variables of `Configure`; what is not a text is written as JSON."""

        def json_of(name: str) -> Any:
            return json.loads(variables.get(f"aws:config:{name}") or "null")

        return cls(
            region=variables.get("aws:config:region", ""),
            allowed_accounts=tuple(json_of("allowedAccountIds") or ()),
            assumed_roles=tuple(role["roleArn"] for role in json_of("assumeRoles") or ()),
            tags=TagConfiguration.of(json_of("defaultTags") or {}, json_of("ignoreTags") or {}),
        )
