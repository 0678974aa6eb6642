"""Stacks before and after a change, from plain settings."""

from typing import Any

from tests.stacks import stack_settings
from union_ecr.declared.stack import declare
from union_ecr.workspace.shared_registry import SharedRegistry

PRODUCTION = {"production": {"account": "111122223333"}}
WORKER = "unionai-acme-flyteworker-node-group"


def registry(**stacks: dict[str, Any]) -> SharedRegistry:
    """A registry with these stacks, by name."""
    declared = {name: declare(stack_settings(**settings)) for name, settings in stacks.items()}
    return SharedRegistry(next(iter(declared.values())).registry, declared)


def images(**settings: dict[str, Any]) -> dict[str, Any]:
    """A stack with these images, pulled by a data plane of another account."""
    return {"images": settings, "dataPlanes": PRODUCTION}
