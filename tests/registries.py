"""Settings of registries for the tests of the model, from plain values."""

import dataclasses
import re
from collections.abc import Collection
from typing import Any

import botocore.session
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.settings.violations import violations
from tests.stacks import stack_settings
from union_ecr.declared.registry import DeclaredRegistry, declared_registry, with_resolved_templates
from union_ecr.declared.stack import declare
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.configuration import RegistryFields
from union_ecr.stack_file.errors import format_path
from union_ecr.workspace.shared_registry import SharedRegistry

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
    whole = with_resolved_templates(RegistryFields.model_validate(settings), data_planes)
    return declared_registry(HERE, whole)


def shared(*, images: dict[str, Any] | None = None, **settings: Any) -> SharedRegistry:
    """The registry of the stack `team`, which has these images and settings of the registry."""
    stack = declare(stack_settings(registry={"ignore": ["legacy"]}, images=images or {}))
    whole = dataclasses.replace(stack, registry_settings=declared(**settings) if settings else None)
    return SharedRegistry(HERE, {"team": whole})


def reported(
    model: type[BaseModel],
    raw: Any,
    *,
    registry: Registry | None = HERE,
    data_planes: Collection[str] | None = (),
    repositories: Collection[str] | None = (),
) -> list[tuple[str, str]]:
    """The path and the rule of everything that the model reports about a value."""
    found = violations(model, raw, registry, data_planes=data_planes, repositories=repositories)
    return [(format_path(violation.path), violation.rule) for violation in found]


def api_pattern(shape: str) -> re.Pattern[str]:
    """The pattern that AWS publishes for a text of the ECR API."""
    client = botocore.session.get_session().create_client("ecr", region_name="us-east-1")
    return re.compile(client.meta.service_model.shape_for(shape).metadata["pattern"], re.ASCII)


def is_valid(kind: Any, text: object) -> bool:
    """Whether a type of a stack file accepts this value."""
    try:
        TypeAdapter(kind).validate_python(text)
    except ValidationError:
        return False
    return True
