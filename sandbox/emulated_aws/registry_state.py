"""The state of a registry that moto does not keep."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

JsonObject = dict[str, Any]


@dataclass
class RegistryState:
    """One account's ECR in one region; templates and rules are kept as the API returns them."""

    templates: dict[str, JsonObject] = field(default_factory=dict)
    """Repository creation templates by their prefix, without the slash that is always assumed at its end."""
    cache_rules: dict[str, JsonObject] = field(default_factory=dict)
    """Pull through cache rules by their prefix, likewise."""
    settings: dict[str, str] = field(default_factory=dict)
    """Account settings that were changed."""
    exclusions: dict[str, datetime] = field(default_factory=dict)
    """Principals whose pulls do not update the pull time, and since when."""


_states: dict[tuple[str, str], RegistryState] = {}


def registry_state(account: str, region: str) -> RegistryState:
    """Return the state of a registry, empty at first."""
    return _states.setdefault((account, region), RegistryState())


def forget_registries() -> None:
    """Empty all of them."""
    _states.clear()


def prefix_key(prefix: str) -> str:
    """Return a prefix in its canonical form. API reference: "There is always an assumed / applied to the end"."""
    return prefix.removesuffix("/")
