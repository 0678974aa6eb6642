"""The settings of a repository and of scanning, by the values that AWS takes."""

from collections.abc import Sequence

import pytest

from union_ecr.compliance.configuration import EncryptionConfiguration
from union_ecr.compliance.repository import (
    encryption_violations,
    force_delete_violations,
    protection_violations,
    registry_scan_violations,
    scan_violations,
    tag_mutability_violations,
)
from union_ecr.settings.repository import EncryptionType

KEY = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OTHER_KEY = KEY.replace("1234abcd", "abcd1234")
ANY = EncryptionConfiguration()


@pytest.mark.parametrize(("mutability", "exclusions"), [("IMMUTABLE", []), ("IMMUTABLE_WITH_EXCLUSION", ["latest"])])
def test_tags_are_immutable_or_named_as_exceptions(mutability: str, exclusions: Sequence[str]) -> None:
    assert list(tag_mutability_violations(mutability, exclusions)) == []


@pytest.mark.parametrize(
    ("mutability", "exclusions", "rule"),
    [
        (None, [], "every tag can be overwritten"),
        ("MUTABLE", [], "every tag can be overwritten"),
        ("MUTABLE_WITH_EXCLUSION", ["v*"], "every tag but those like v* can be overwritten"),
        ("new value of AWS", [], "new value of AWS can be overwritten"),
    ],
)
def test_tags_that_can_be_overwritten_are_reported(mutability: str | None, exclusions: list[str], rule: str) -> None:
    (violation,) = tag_mutability_violations(mutability, exclusions)
    assert violation.rule == f"{rule}, so a workflow may run another image"
    assert violation.remedy == "write IMMUTABLE, or IMMUTABLE_WITH_EXCLUSION with a filter for each tag that moves"


def test_an_exclusion_of_every_tag_is_reported_at_its_place() -> None:
    (violation,) = tag_mutability_violations("IMMUTABLE_WITH_EXCLUSION", ["latest", "*"])
    assert (violation.path, violation.rule) == ((1,), "makes every tag mutable")


def test_a_template_for_caches_may_have_tags_that_move_upstream() -> None:
    assert list(tag_mutability_violations("MUTABLE", [], ["PULL_THROUGH_CACHE"])) == []
    assert list(tag_mutability_violations("MUTABLE", [], ["REPLICATION"]))


def test_pushed_images_are_scanned() -> None:
    assert list(scan_violations(True)) == []
    assert [violation.given for violation in (*scan_violations(False), *scan_violations(None))] == ["false", None]


@pytest.mark.parametrize(("frequencies", "count"), [(["SCAN_ON_PUSH"], 0), (["CONTINUOUS_SCAN"], 0), (["MANUAL"], 1)])
def test_scanning_of_the_registry_scans_something_by_itself(frequencies: list[str], count: int) -> None:
    assert len(list(registry_scan_violations(frequencies))) == count


@pytest.mark.parametrize(("given", "key"), [(None, None), ("AES256", None), ("KMS", None), ("KMS", KEY)])
def test_any_encryption_is_fine_where_none_is_asked_for(given: str | None, key: str | None) -> None:
    assert list(encryption_violations(given, key, ANY)) == []


@pytest.mark.parametrize(
    ("given", "key", "path", "rule"),
    [
        ("AES256", KEY, (), "a key needs type KMS or KMS_DSSE"),
        ("KMS", "alias/ecr", ("key",), "is an alias"),
        ("aes", None, ("type",), "must be one of AES256, KMS, KMS_DSSE"),
    ],
)
def test_encryption_that_ecr_refuses_or_replaces_is_reported(
    given: str, key: str | None, path: tuple[str, ...], rule: str
) -> None:
    (violation,) = encryption_violations(given, key, ANY)
    assert violation.path == path
    assert violation.rule.startswith(rule)


def test_encryption_of_another_type_or_with_another_key_than_asked_for_is_reported() -> None:
    kms = EncryptionConfiguration(types=(EncryptionType.KMS,))
    assert list(encryption_violations("KMS", None, kms)) == []
    (violation,) = encryption_violations(None, None, kms)
    assert str(violation) == (
        'type: "AES256": this policy pack requires KMS; write KMS; ECR fixes it at creation: make a new repository and '
        "copy the images"
    )
    with_key = EncryptionConfiguration(keys=(KEY,))
    assert list(encryption_violations("KMS", KEY, with_key)) == []
    violations = [*encryption_violations("KMS", OTHER_KEY, with_key), *encryption_violations("KMS", None, with_key)]
    assert [violation.path for violation in violations] == [("key",), ("key",)]


def test_no_deletion_deletes_images() -> None:
    assert [*force_delete_violations(None), *force_delete_violations(False)] == []
    assert len(list(force_delete_violations(True))) == 1


def test_pulumi_protects_the_repository() -> None:
    assert list(protection_violations(True)) == []
    assert len(list(protection_violations(False))) == 1
