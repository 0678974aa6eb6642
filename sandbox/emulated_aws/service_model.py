"""Amazon ECR's own description of its operations: what a valid request looks like.

The description is botocore's copy of the service model. boto3 checks part of it before it sends a
request (missing parameters, types, minimum lengths); the service checks maximum lengths, patterns and enumerations.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from .ecr_errors import EcrError, invalid_parameter

TYPES: Mapping[str, Any] = {"string": str, "integer": int, "boolean": bool, "list": list, "structure": dict}

# The model's pattern of a scanning filter repeats a repetition: a long name that does not match would keep the
# emulation busy forever. This one accepts the same names.
LINEAR_PATTERNS = {"ScanningRepositoryFilterValue": r"[a-z0-9*]+(?:[._\-/][a-z0-9*]+)*"}


@cache
def _service() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("ecr", "service-2"), "ecr")


@cache
def operation_names() -> frozenset[str]:
    """Return the names of all operations of ECR, also of those the emulation lacks."""
    return frozenset(_service().operation_names)


def check_request(operation: str, parameters: Mapping[str, Any]) -> None:
    """Refuse a request that does not have the shape the service model gives it."""
    if operation in operation_names():
        shape = _service().operation_model(operation).input_shape
        if shape is not None:
            _check(shape, dict(parameters), "")


def _check(shape: Shape, value: Any, where: str) -> None:
    expected = TYPES.get(shape.type_name)
    if expected is None:
        return
    if not isinstance(value, expected) or (expected is int and isinstance(value, bool)):
        # What an AWS JSON service answers to a value of the wrong type.
        raise EcrError("SerializationException", f"{where or 'the request'} is no {shape.type_name}")
    for constraint in _broken_limits(shape, value):
        raise invalid_parameter(where, constraint)
    if isinstance(shape, StructureShape):
        _check_members(shape, value, where)
    elif isinstance(shape, ListShape):
        items: list[Any] = value
        for number, item in enumerate(items, start=1):
            _check(shape.member, item, f"{where}.{number}.member")


def _check_members(shape: StructureShape, value: Mapping[str, Any], where: str) -> None:
    for name, member in shape.members.items():
        inside = f"{where}.{name}".lstrip(".")
        if value.get(name) is not None:
            _check(member, value[name], inside)
        elif name in shape.required_members:
            raise invalid_parameter(inside, "Member must not be null")


def _broken_limits(shape: Shape, value: Any) -> Iterator[str]:
    """Yield what is too small, too large, no such word or of another pattern; the words are the AWS SDKs' own."""
    limits: Mapping[str, Any] = shape.metadata
    size, what = (value, "value") if isinstance(value, int) else (len(value), "length")
    if size < limits.get("min", size):
        yield f"Member must have {what} greater than or equal to {limits['min']}"
    if size > limits.get("max", size):
        yield f"Member must have {what} less than or equal to {limits['max']}"
    if "enum" in limits and value not in limits["enum"]:
        yield f"Member must satisfy enum value set: [{', '.join(limits['enum'])}]"
    if "pattern" in limits and not _matches(shape.name, limits["pattern"], value):
        yield f"must satisfy regular expression '{limits['pattern']}'"


def _matches(name: str, pattern: str, value: str) -> bool:
    return re.fullmatch(LINEAR_PATTERNS.get(name, pattern), value) is not None
