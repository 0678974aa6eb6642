"""Settings of registries for the tests of the model, from plain values."""

from typing import Any

from pydantic import TypeAdapter, ValidationError

from union_ecr.declared.registry import DeclaredRegistry, declared_registry, resolved_registry_wide
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.registry import RegistryWideSettings

HERE = Registry("123456789012", "us-east-1")
NODE_ROLE = "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"
ROLE = "arn:aws:iam::123456789012:role/ecr"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/ghcr-a1B2c3"


def data_planes(names: tuple[str, ...] | None) -> tuple[Grant, ...]:
    """A stack with one data plane, production."""
    chosen = names is None or "production" in names
    return (Grant.model_validate({"principals": (NODE_ROLE,), "access": ("pull",)}),) if chosen else ()


def declared(**settings: Any) -> DeclaredRegistry:
    """What a stack with one data plane declares of its registry."""
    whole = resolved_registry_wide(RegistryWideSettings.model_validate(settings), data_planes)
    return declared_registry(HERE, whole)


def taken(kind: Any, text: str) -> bool:
    """Whether a value of a stack file may be this text."""
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True
