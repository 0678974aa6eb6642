"""The registry's own settings as records: only what is declared, in the shapes of ECR's answers."""

from tests.drift.living import REGISTRY, stack
from union_ecr.drift.registry_record import declared_record


def test_every_declared_part_is_a_record() -> None:
    wide = stack(registry=REGISTRY).registry_wide
    assert wide
    record = declared_record(wide)
    assert set(record) == set(REGISTRY)
    assert record["scanning"] == {"type": "BASIC", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": ["*"]}]}
    assert record["replication"] == [{"destinations": [("eu-west-1", "123456789012")], "prefixes": []}]
    assert record["pullThroughCache"] == {
        "ecr-public": {"upstreamRegistryUrl": "public.ecr.aws", "upstreamRepositoryPrefix": "ROOT"}
    }
    assert record["accountSettings"] == {"BLOB_MOUNTING": "ENABLED"}
    assert record["pullTimeUpdateExclusions"] == ["arn:aws:iam::123456789012:role/scanner"]


def test_what_is_not_declared_is_no_part() -> None:
    wide = stack(registry={}).registry_wide
    assert wide
    assert declared_record(wide) == {}
