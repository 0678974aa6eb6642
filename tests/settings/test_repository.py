"""What holds for a repository, whether it is an image's or ECR makes it from a template."""

from typing import Any

import pytest

from tests.settings.lifecycle_rules import ANY, ANY_ARCHIVED, UNTAGGED, broken, places, tagged
from tests.settings.violations import violations
from union_ecr.ecr.actions import CHANGES
from union_ecr.ecr.registry import Registry
from union_ecr.settings.repository import Encryption, EncryptionType, RepositoryFields
from union_ecr.stack_file.errors import format_path

VIRGINIA, CHINA = Registry("123456789012", "us-east-1"), Registry("123456789012", "cn-north-1")
GOVERNMENT = Registry("123456789012", "us-gov-west-1")
FUNCTIONS = "arn:aws:lambda:us-east-1:111122223333:function:*"


@pytest.mark.parametrize(
    ("said", "mutability"),
    [
        ({}, "IMMUTABLE"),
        ({"tagMutability": "MUTABLE"}, "MUTABLE"),
        ({"tagMutabilityExclusions": ["latest"]}, "IMMUTABLE_WITH_EXCLUSION"),
        ({"tagMutability": "MUTABLE", "tagMutabilityExclusions": ["v*"]}, "MUTABLE_WITH_EXCLUSION"),
    ],
)
def test_exclusions_change_the_tag_mutability_of_ecr(said: dict[str, object], mutability: str) -> None:
    assert RepositoryFields.model_validate(said).ecr_tag_mutability == mutability


def broken_in(registry: Registry, **values: Any) -> list[str]:
    return [format_path(violation.path) for violation in violations(RepositoryFields, values, registry)]


def test_the_defaults_are_valid_in_every_partition() -> None:
    assert broken_in(VIRGINIA) == broken_in(CHINA) == []


def test_a_source_arn_must_be_of_the_registrys_partition() -> None:
    grant = {"service": "lambda.amazonaws.com", "sourceArns": [FUNCTIONS], "access": ["pull"]}
    assert broken_in(VIRGINIA, grants=[grant]) == []
    assert broken_in(CHINA, grants=[grant]) == ["grants[0].sourceArns[0]"]


def test_a_principal_must_be_of_the_registrys_partition() -> None:
    def of(partition: str) -> list[dict[str, Any]]:
        return [{"principals": [f"arn:{partition}:iam::111122223333:role/ci"], "access": ["pull"]}]

    for registry, partition in ((VIRGINIA, "aws"), (CHINA, "aws-cn"), (GOVERNMENT, "aws-us-gov")):
        assert broken_in(registry, grants=of(partition)) == []
        for foreign in {"aws", "aws-cn", "aws-us-gov"} - {partition}:
            assert broken_in(registry, grants=of(foreign)) == ["grants[0].principals[0]"]
    assert broken_in(GOVERNMENT, grants=[{"principals": ["111122223333"], "access": ["pull"]}]) == []


def test_a_service_name_of_china_is_valid_in_china_only() -> None:
    grant = {"sourceAccounts": ["111122223333"], "access": ["pull"]}
    everywhere, there = grant | {"service": "lambda.amazonaws.com"}, grant | {"service": "lambda.amazonaws.com.cn"}
    assert broken_in(CHINA, grants=[everywhere, there]) == []
    assert broken_in(VIRGINIA, grants=[everywhere, there]) == ["grants[1].service"]
    assert broken_in(GOVERNMENT, grants=[there]) == ["grants[0].service"]


@pytest.mark.parametrize(
    "holder",
    [
        {"organizationId": "o-a1b2c3d4e5"},
        {"organizationalUnits": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"]},
        {"service": "codebuild.amazonaws.com", "sourceAccounts": ["111122223333"]},
    ],
)
@pytest.mark.parametrize("action", CHANGES)
def test_actions_that_delete_or_change_are_for_named_principals_only(holder: dict[str, Any], action: str) -> None:
    actions = {"actions": ["ecr:ListTagsForResource", action]}
    assert broken_in(VIRGINIA, grants=[holder | actions]) == ["grants[0].actions[1]"]
    assert broken_in(VIRGINIA, grants=[holder | {"actions": ["ecr:ListTagsForResource"]}]) == []
    assert broken_in(VIRGINIA, grants=[{"principals": ["111122223333"]} | actions]) == []


def test_the_lifecycle_rules_of_a_repository_are_validated_with_it() -> None:
    rule = {"tagStatus": "any", "imageCountMoreThan": 100, "action": "expire"}
    assert broken_in(VIRGINIA, lifecycleRules=[rule], allowTaggedExpiry=True) == []
    assert broken_in(VIRGINIA, lifecycleRules=[rule]) != []


@pytest.mark.parametrize("rule", [ANY, ANY_ARCHIVED, tagged("pr-*"), tagged("pr-*", action="archive")])
def test_expiring_tagged_images_needs_allow_tagged_expiry(rule: dict[str, Any]) -> None:
    (violation,) = broken(UNTAGGED, rule, untaggedDays=None, allowTaggedExpiry=False)
    assert violation.path == ("lifecycleRules", 1, "tagStatus")
    assert "registered workflow versions still pull" in violation.rule
    assert "allowTaggedExpiry: true" in violation.remedy
    assert broken(rule) == []


def test_archiving_tagged_images_needs_allow_tagged_expiry() -> None:
    (violation,) = broken(ANY | {"action": "archive"}, allowTaggedExpiry=False)
    assert violation.rule.startswith("would archive tagged images, which cannot be pulled then")


def test_rules_on_untagged_images_need_no_allow_tagged_expiry() -> None:
    assert broken(UNTAGGED, untaggedDays=None, allowTaggedExpiry=False) == []
    assert broken(allowTaggedExpiry=True) == []


def test_allow_tagged_expiry_is_asked_for_once_however_many_rules_need_it() -> None:
    assert places(tagged("a"), tagged("b"), ANY, allowTaggedExpiry=False) == [("lifecycleRules", 0, "tagStatus")]


def test_double_encryption_is_for_govcloud() -> None:
    values = {"encryption": {"type": EncryptionType.KMS_DSSE}}
    assert broken_in(GOVERNMENT, **values) == []
    assert broken_in(VIRGINIA, **values) == ["encryption.type"]
    assert violations(RepositoryFields, values) == []


def test_a_key_must_be_of_the_registrys_region() -> None:
    key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    assert violations(Encryption, {"type": "KMS", "key": key}, Registry("123456789012", "eu-west-1")) == []
    assert [violation.path for violation in violations(Encryption, {"type": "KMS", "key": key}, VIRGINIA)] == [("key",)]
