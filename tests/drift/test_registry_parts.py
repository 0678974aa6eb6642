"""The registry's own settings, in the shapes of ECR's API."""

from tests.drift.live_registry import REGISTRY, stack
from union_ecr.drift.registry_parts import declared_parts


def test_every_declared_part_has_the_shape_of_the_api() -> None:
    settings = stack(registry=REGISTRY).registry_settings
    assert settings
    parts = declared_parts(settings)
    assert set(parts) == set(REGISTRY)
    assert parts["scanning"] == {"type": "BASIC", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": ["*"]}]}
    assert parts["replication"] == [{"destinations": [("eu-west-1", "123456789012")], "prefixes": []}]
    assert parts["pullThroughCache"] == {
        "ecr-public": {"upstreamRegistryUrl": "public.ecr.aws", "upstreamRepositoryPrefix": "ROOT"}
    }
    assert parts["accountSettings"] == {"BLOB_MOUNTING": "ENABLED"}
    assert parts["pullTimeUpdateExclusions"] == ["arn:aws:iam::123456789012:role/scanner"]


def test_parts_that_are_not_declared_are_left_out() -> None:
    settings = stack(registry={}).registry_settings
    assert settings
    assert declared_parts(settings) == {}
