"""Hosts that are meant to be a declared registry, and are not."""

import re
from collections.abc import Collection

from union_ecr.ecr.registry import KNOWN_REGIONS, Registry
from union_ecr.stack_file.errors import closest_match

_ECR_HOST = re.compile(r"(?P<account>\w+)\.(?P<service>[\w-]+)\.(?P<ecr>\w+)\.(?P<region>[\w-]+)\.(?P<domain>.+)")
_ALIKE = 0.9
"""From this likeness on (`difflib`), two hosts are one with a typing error."""


def intended_host(host: str, declared: Collection[str]) -> tuple[str, str] | None:
    """The declared host that another one looks like, and how it differs; None for a registry of its own.

    Another account, or another region that AWS has, is somebody else's registry unless only one of its characters
    differs.
    """
    if host in declared:
        return None
    parts = _ECR_HOST.fullmatch(host)
    likely = closest_match(host, declared, _ALIKE)
    if parts is None or not host.partition(".")[2].startswith("dkr."):
        return (likely, "is no registry of ECR") if likely else None
    region_exists = parts["region"] in KNOWN_REGIONS
    if not region_exists:
        closest = likely or closest_match(host, declared)
        return (closest, f"is no registry: AWS has no region {parts['region']}") if closest else None
    if likely is None:
        return None
    meant = _ECR_HOST.fullmatch(likely)
    assert meant is not None  # noqa: S101  # a declared registry's host has this form
    if parts["account"] != meant["account"]:
        near = _differing(parts["account"], meant["account"]) <= 2
        return (likely, f"is the registry of account {parts['account']}") if near else None
    if parts["region"] != meant["region"]:
        return likely, f"is the registry in {parts['region']}, for which no stack declares anything"
    expected = Registry(parts["account"], parts["region"]).host
    return likely, f"is not the host of ECR in {parts['region']}, which is {expected}"


def _differing(first: str, second: str) -> int:
    return sum(left != right for left, right in zip(first, second, strict=False)) + abs(len(first) - len(second))
